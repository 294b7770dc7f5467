import { startOfDay } from '../../../engines/calendar/index.ts'
import { addDays } from '../../../kernel/time.ts'
import type { Period } from '../contract/query.ts'
import { type Dimension, fieldOfMoment, type Moment, timeOf } from './dimensions.ts'
import { type Days, daysOf } from './periods.ts'

/** The condition that lists exactly the rows of a line of one dimension; null where a condition cannot say it. */
export function conditionOf(
  name: string,
  { path }: Pick<Dimension, 'path'>,
  key: string | null,
  zone: string,
): string | null {
  if (path !== undefined) return key === null ? `${path} == null` : `${path} == ${JSON.stringify(key)}`
  if (name === 'region') return key === null ? 'region == null' : `region.startsWith(${JSON.stringify(key)})`
  const time = timeOf(name)
  if (!time) return null
  if (key === null) return `${fieldOfMoment(time.moment)} == null`
  const days = daysOf(time.span, key)
  return days ? within(time.moment, days, zone) : null
}

/** The condition for a period: its days, in the company's calendar. */
export function conditionOfPeriod({ from, to, of }: Period, zone: string): string {
  return within(of, { from, until: addDays(to, 1) }, zone)
}

/** Conditions put together; undefined parts say nothing, and one that cannot be said makes the whole unsayable. */
export function all(parts: readonly (string | null | undefined)[]): string | null {
  const said = parts.filter((part) => part === null || part?.trim())
  if (said.includes(null)) return null
  return said.length === 1 ? (said[0] ?? '') : said.map((part) => `(${part})`).join(' && ')
}

function within(moment: Moment, { from, until }: Days, zone: string): string {
  const field = fieldOfMoment(moment)
  return `${field} >= timestamp("${startOfDay(zone, from)}") && ${field} < timestamp("${startOfDay(zone, until)}")`
}
