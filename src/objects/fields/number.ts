import { doubleOf, numberOf, plainKind } from './plain.ts'

const DECIMALS = 2

export const number = plainKind({
  type: 'number',
  kind: 'number',
  sqlType: 'double precision',
  sortType: 'float8',
  expression: doubleOf,
  sort: (field, alias) => ({ sql: doubleOf(field, alias), type: 'float8' }),
  write: (value, field) => numberOf(value, field.options.decimals ?? DECIMALS),
  text: (value) => (typeof value === 'number' ? String(value) : ''),
  schema(field) {
    const type = field.options.decimals === 0 ? 'integer' : 'number'
    return { read: { type: [type, 'null'] }, write: { type: [type, 'null'] } }
  },
})
