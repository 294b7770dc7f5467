import type { Day } from '../../kernel/time.ts'

export const MINUTE = 60_000
export const DAY = 86_400_000
const MINUTES_OF_DAY = 1440

/** A stretch of one day in minutes after its midnight by the clock on the wall: 540 to 720 is 9:00 to 12:00, 1440 its end. */
export type Stretch = { readonly from: number; readonly until: number }
/** The hours of one day, in their order; none: the day is off. Work across midnight ends at 1440 and goes on the next day at 0. */
export type Hours = readonly Stretch[]
/** The hours of every weekday, Monday first. */
export type Week = readonly Hours[]

/** A day that is not as its weekday is: its own hours, or those of another weekday (1 is Monday); no hours: off. */
export type Exception =
  | { readonly day: Day; readonly hours: Hours }
  | { readonly day: Day; readonly like: number }

/** A public holiday, or a day that is worked to make up for one. */
export type Holiday = { readonly day: Day; readonly off: boolean; readonly name: { zh: string; en: string } }

export type Calendar = {
  /** A zone of the IANA database. */
  readonly zone: string
  readonly week: Week
  /** Own exceptions: they count before the holidays. */
  readonly exceptions: readonly Exception[]
  /** The holidays that fall into a year. Always the same answer for the same year. */
  readonly holidaysOf?: ((year: number) => readonly Holiday[]) | undefined
}

export type HoursFault = 'outside-the-day' | 'ends-before-it-begins' | 'overlap'

/** What is wrong with the hours of a day; undefined where nothing is. Stretches may touch. */
export function hoursFault(hours: Hours): HoursFault | undefined {
  for (const [i, { from, until }] of hours.entries()) {
    const isOfTheDay =
      Number.isInteger(from) && Number.isInteger(until) && from >= 0 && until <= MINUTES_OF_DAY
    if (!isOfTheDay) return 'outside-the-day'
    if (from >= until) return 'ends-before-it-begins'
    const next = hours[i + 1]
    if (next && next.from < until) return 'overlap'
  }
  return undefined
}

/** Minutes of work in the hours of a day. */
export function minutesOf(hours: Hours): number {
  return hours.reduce((sum, { from, until }) => sum + until - from, 0)
}

/** The number of a day: days since 1970-01-01. */
export function numberOfDay(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY
}

/** The day of a number. */
export function dayOfNumber(number: number): Day {
  return new Date(number * DAY).toISOString().slice(0, 10)
}

/** 0 for Monday … 6 for Sunday. */
export function weekdayOf(number: number): number {
  return (((number + 3) % 7) + 7) % 7
}
