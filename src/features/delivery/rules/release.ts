import { addDays, type Day, type Instant, instantOf } from '../../../kernel/time.ts'
import type { NoticeSettings, NoticeWay } from '../contract.ts'

/** Somebody's days, by the clocks of their zone. */
export type Days = {
  /** The day clocks show at an instant. */
  dayAt(at: number): Day
  /** The first instant at which they show this minute of a day (or have passed it, where it is skipped). */
  instantAt(day: Day, minute: number): number
  isWorkingDay(day: Day): boolean
}

const MOST_DAYS = 400 // whoever never works is told all the same
const DAY_MINUTES = 1440

/**
 * When something may be sent to somebody: now; or, in their quiet hours or on their days off, when these end; a digest at its hour of
 * their day, the next that comes. What is urgent goes at once where they want it to.
 */
export function releaseAt(
  at: Instant,
  mail: Exclude<NoticeWay['mail'], 'never'>,
  isUrgent: boolean,
  settings: NoticeSettings,
  days: Days,
): Instant {
  if (isUrgent && settings.urgentBreaksQuiet) return at
  return mail === 'digest' ? nextDigest(at, settings, days) : endOfQuiet(at, settings, days)
}

function nextDigest(at: Instant, { digestHour, quiet }: NoticeSettings, days: Days): Instant {
  const from = Date.parse(at)
  for (const day of daysFrom(from, days)) {
    if (quiet?.daysOff && !days.isWorkingDay(day)) continue
    const digest = days.instantAt(day, digestHour * 60)
    if (digest > from) return instantOf(digest)
  }
  return at
}

/** The first instant from `at` on that is in no quiet hours and on no day off. */
export function endOfQuiet(at: Instant, { quiet }: Pick<NoticeSettings, 'quiet'>, days: Days): Instant {
  if (!quiet) return at
  const from = Date.parse(at)
  for (const day of daysFrom(from, days)) {
    if (quiet.daysOff && !days.isWorkingDay(day)) continue
    for (const [open, close] of openMinutes(quiet)) {
      const opens = days.instantAt(day, open)
      const closes = close === DAY_MINUTES ? days.instantAt(addDays(day, 1), 0) : days.instantAt(day, close)
      if (closes > from && closes > opens) return instantOf(Math.max(opens, from))
    }
  }
  return at
}

/** The minutes of a day that are not quiet. Quiet from 21:00 until 8:00 leaves 8:00 to 21:00. */
function openMinutes({ from, until }: NonNullable<NoticeSettings['quiet']>): [number, number][] {
  if (from === until) return [[0, DAY_MINUTES]]
  if (from > until) return [[until, from]]
  return [
    [0, from],
    [until, DAY_MINUTES],
  ]
}

function* daysFrom(at: number, days: Days): Generator<Day> {
  let day = days.dayAt(at)
  for (let i = 0; i < MOST_DAYS; i++) {
    yield day
    day = addDays(day, 1)
  }
}
