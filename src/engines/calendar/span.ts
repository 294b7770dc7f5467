import { DAY } from './model.ts'
import type { WorkingTimes } from './working-times.ts'

const HOUR = 3_600_000

/** A length of time; working hours and days are those of somebody. */
export type Span = {
  readonly amount: number
  readonly unit: 'hours' | 'working-hours' | 'days' | 'working-days'
}

/** When a span has gone by since `at`. Where nobody ever works again, the time of the clock counts. */
export function spanAfter(times: WorkingTimes, at: number, { amount, unit }: Span): number {
  if (unit === 'hours') return at + amount * HOUR
  if (unit === 'days') return at + amount * DAY
  if (unit === 'working-hours') return times.add(at, amount * 60) ?? at + amount * HOUR
  return times.addWorkingDays(at, amount) ?? at + amount * DAY
}

/** From when a span goes by until `at`. */
export function spanBefore(times: WorkingTimes, at: number, { amount, unit }: Span): number {
  if (unit === 'hours') return at - amount * HOUR
  if (unit === 'days') return at - amount * DAY
  if (unit === 'working-hours') return times.subtract(at, amount * 60) ?? at - amount * HOUR
  return times.addWorkingDays(at, -amount) ?? at - amount * DAY
}
