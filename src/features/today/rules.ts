import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { addDays, type Day, type Instant, instantOf } from '../../kernel/time.ts'

const MOST_DAYS = 62 // whoever does not work within two months has no next working day

/** The first day after `today` on which somebody works; null where there is none soon. */
export function nextWorkingDay(times: Pick<WorkingTimes, 'isWorkingDay'>, today: Day): Day | null {
  for (let ahead = 1; ahead <= MOST_DAYS; ahead++) {
    const day = addDays(today, ahead)
    if (times.isWorkingDay(day)) return day
  }
  return null
}

/** The last day that Today looks at: the next working day, tomorrow where there is none. */
export function horizon(times: Pick<WorkingTimes, 'isWorkingDay'>, today: Day): Day {
  return nextWorkingDay(times, today) ?? addDays(today, 1)
}

export type Stretch = { from: Instant; until: Instant }

/** When somebody works between two instants, to the minute, in order. */
export function stretchesOf(
  times: Pick<WorkingTimes, 'nextWorking' | 'between'>,
  from: Instant,
  until: Instant,
): Stretch[] {
  const end = Date.parse(until)
  const found: Stretch[] = []
  let at = times.nextWorking(Date.parse(from))
  while (at !== null && at < end) {
    const closing = closingAfter(times, at, end)
    found.push({ from: instantOf(at), until: instantOf(closing) })
    at = times.nextWorking(closing + 1)
  }
  return found
}

/** The last minute until which all is work that lies between `at` and it. */
function closingAfter(times: Pick<WorkingTimes, 'between'>, at: number, end: number): number {
  let [low, high] = [0, Math.ceil((end - at) / MINUTE)]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (times.between(at, at + middle * MINUTE) >= middle - 0.001) low = middle
    else high = middle - 1
  }
  return Math.min(end, at + Math.max(low, 1) * MINUTE)
}

const MINUTE = 60_000

/** The minutes that are left after a while in which only the stretches were worked; never below 0. */
export function leftAfter(
  minutes: number,
  working: readonly Stretch[],
  from: Instant,
  until: Instant,
): number {
  const worked = working.reduce((sum, stretch) => {
    const start = Math.max(Date.parse(stretch.from), Date.parse(from))
    const end = Math.min(Date.parse(stretch.until), Date.parse(until))
    return sum + Math.max(0, end - start) / MINUTE
  }, 0)
  return Math.max(0, minutes - worked)
}
