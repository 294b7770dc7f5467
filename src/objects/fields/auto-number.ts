import { declined } from './kind.ts'
import { doubleOf, plainKind } from './plain.ts'

const DIGITS = 6

/** A running number the database gives; read as a number, shown with its prefix: `SO-000123`. */
export const autoNumber = plainKind({
  type: 'auto-number',
  kind: 'number',
  sqlType: 'bigint',
  sortType: 'bigint',
  expression: doubleOf,
  write: () => declined('read-only'),
  text(value, field) {
    if (typeof value !== 'number') return ''
    const { prefix } = field.options
    return prefix ? `${prefix}${String(value).padStart(DIGITS, '0')}` : String(value)
  },
  schema: () => ({ read: { type: ['integer', 'null'] }, write: { not: {} } }),
})
