import { DAY, type Hours, MINUTE } from './model.ts'
import type { Zone } from './zone.ts'

/** Working time as it flows by, in milliseconds from an origin of its own. Everything a calendar is asked is said with these. */
export type Flow = {
  readonly zone: Zone
  /** How much has flowed by `at`; it never falls. */
  upTo(at: number): number
  /** The earliest instant by which this much has flowed; ±Infinity where there is none. */
  earliest(flowed: number): number
  /** The latest instant by which no more than this has flowed; ±Infinity where there is none. */
  latest(flowed: number): number
  /** Days with working time before the day of this number. */
  daysUpTo(day: number): number
}

/** Stretches of work on the time line, in their order, none touching the next. */
export type Segments = { starts: number[]; ends: number[] }

/** What is worked from `from` to `until` where clocks show hours; `onDay` hears of every day with some. Where clocks are set back, hours come twice. */
export function segmentsOf(
  zone: Zone,
  hoursOn: (day: number) => Hours,
  from: number,
  until: number,
  onDay?: (day: number) => void,
): Segments {
  const starts: number[] = []
  const ends: number[] = []
  for (const period of zone.periods(from, until)) {
    const lastDay = Math.floor((period.until + period.offset - 1) / DAY)
    for (let day = Math.floor((period.from + period.offset) / DAY); day <= lastDay; day++) {
      const midnight = day * DAY - period.offset
      for (const stretch of hoursOn(day)) {
        const start = Math.max(midnight + stretch.from * MINUTE, period.from)
        const end = Math.min(midnight + stretch.until * MINUTE, period.until)
        if (start >= end) continue
        onDay?.(day)
        if (ends.at(-1) === start) ends[ends.length - 1] = end
        else {
          starts.push(start)
          ends.push(end)
        }
      }
    }
  }
  return { starts, ends }
}

/** The last place among rising `values` whose value is at most `wanted`; -1 where there is none. */
export function lastAtMost(values: Float64Array, wanted: number, low = 0, high = values.length): number {
  let first = low
  let past = high
  while (first < past) {
    const middle = (first + past) >>> 1
    if ((values[middle] as number) <= wanted) first = middle + 1
    else past = middle
  }
  return first - 1
}

/** The last place among rising `values` whose value is below `wanted`; -1 where there is none. */
export function lastBelow(values: Float64Array, wanted: number, low = 0, high = values.length): number {
  let first = low
  let past = high
  while (first < past) {
    const middle = (first + past) >>> 1
    if ((values[middle] as number) < wanted) first = middle + 1
    else past = middle
  }
  return first - 1
}
