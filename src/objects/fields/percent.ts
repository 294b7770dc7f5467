import { doubleOf, numberOf, plainKind } from './plain.ts'

/** 12.5 means 12.5 %, in JSON, in conditions and in the column. */
export const percent = plainKind({
  type: 'percent',
  kind: 'number',
  sqlType: 'double precision',
  sortType: 'float8',
  expression: doubleOf,
  sort: (field, alias) => ({ sql: doubleOf(field, alias), type: 'float8' }),
  write: (value, field) => numberOf(value, field.options.decimals ?? 2),
  text: (value) => (typeof value === 'number' ? `${value}%` : ''),
  schema: () => ({ read: { type: ['number', 'null'] }, write: { type: ['number', 'null'] } }),
})
