import { instantOf, isInstant } from '../../kernel/time.ts'
import { accepted, declined } from './kind.ts'
import { plainKind } from './plain.ts'

/** An instant; any zone is taken, UTC with milliseconds is given back. */
export const dateTime = plainKind({
  type: 'date-time',
  kind: 'instant',
  sqlType: 'timestamptz',
  sortType: 'timestamptz',
  write(value) {
    if (value === null) return accepted(null)
    if (!isInstant(value)) return declined('not-an-instant')
    const instant = instantOf(Date.parse(value))
    return /^[0-9]{4}-/.test(instant) && instant >= '0001' ? accepted(instant) : declined('not-an-instant')
  },
  text: (value) => (typeof value === 'string' ? value : ''),
  schema() {
    const schema = { type: ['string', 'null'], format: 'date-time' }
    return { read: schema, write: schema }
  },
  index: (field) => `(${field.column})`,
})
