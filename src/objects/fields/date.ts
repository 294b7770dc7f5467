import { isDay } from '../../kernel/time.ts'
import { accepted, declined } from './kind.ts'
import { plainKind } from './plain.ts'

export const date = plainKind({
  type: 'date',
  kind: 'day',
  sqlType: 'date',
  sortType: 'date',
  write(value) {
    if (value === null) return accepted(null)
    return isDay(value) && value >= '0001' ? accepted(value) : declined('not-a-day')
  },
  text: (value) => (typeof value === 'string' ? value : ''),
  schema() {
    const schema = { type: ['string', 'null'], format: 'date' }
    return { read: schema, write: schema }
  },
  index: (field) => `(${field.column})`,
})
