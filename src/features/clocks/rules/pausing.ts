import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { addDays, type Day, daysBetween } from '../../../kernel/time.ts'

const MOST_DAYS = 366
const NEVER: readonly string[] = ['claim', 'finding']

/** Whether limits of a kind may stand still. */
export function canPause(kind: string): boolean {
  return !NEVER.includes(kind)
}

/** How many working days lie between two days, both included; at least one. */
export function pauseDays(times: WorkingTimes, from: Day, until: Day): number {
  const days = Array.from({ length: Math.max(0, daysBetween(from, until)) + 1 }, (_, i) => addDays(from, i))
  return Math.max(1, days.filter((day) => times.isWorkingDay(day)).length)
}

/** Whether a pause may last up to a day: today or later, no longer than a year. */
export function isPauseDay(today: Day, until: Day): boolean {
  return until >= today && daysBetween(today, until) <= MOST_DAYS
}
