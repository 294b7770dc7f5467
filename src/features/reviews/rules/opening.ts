import { addDays, type Day } from '../../../kernel/time.ts'

/** The Monday of a day's week. */
export function mondayOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** The month before a day's, by its first day. */
export function monthBefore(day: Day): Day {
  return firstOf(addDays(firstOf(day), -1))
}

export function firstOf(day: Day): Day {
  return `${day.slice(0, 7)}-01`
}

/** The last day of a month. */
export function lastOf(month: Day): Day {
  return addDays(firstOf(addDays(firstOf(month), 31)), -1)
}
