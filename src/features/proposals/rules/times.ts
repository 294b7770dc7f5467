import { addDays, type Day, daysBetween } from '../../../kernel/time.ts'

/** How many working days whoever holds a proposal has to decide about it. */
export const DECIDE_DAYS = 10
export const MOST_DISMISSED_DAYS = 183
/** What holds for all is looked back on for so long; then its report stands. */
export const REPORT_DAYS = 91

/** The first day of the ISO week of a day. */
export function weekOf(day: Day): Day {
  const sinceThursday = daysBetween('1970-01-01', day)
  return addDays(day, -((sinceThursday + 3) % 7))
}

/** A dismissal says until which day: from today on, for half a year at most. */
export function isUntil(until: Day, today: Day): boolean {
  return until >= today && until <= addDays(today, MOST_DISMISSED_DAYS)
}
