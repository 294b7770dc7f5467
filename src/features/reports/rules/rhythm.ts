import { zoneNamed } from '../../../engines/calendar/zone.ts'
import { addDays, type Day, type Instant, instantOf } from '../../../kernel/time.ts'
import type { Rhythm } from '../contract/schedules.ts'
import { weekdayOf } from './period.ts'

/** Whether the day named belongs to the rhythm. */
export function isRhythm({ every, on }: Rhythm): boolean {
  if (every === 'week') return on !== null && on <= 7
  if (every === 'month') return on !== null
  return on === null
}

/** The company's day at an instant. */
export function dayAt(now: Instant, timeZone: string): Day {
  const zone = zoneNamed(timeZone)
  return instantOf(Date.parse(now) + zone.offsetAt(Date.parse(now))).slice(0, 10)
}

/** The first instant after `now` at which something of this rhythm is mailed. */
export function nextAt(rhythm: Rhythm, now: Instant, timeZone: string): Instant {
  const zone = zoneNamed(timeZone)
  let day = dayAt(now, timeZone)
  for (;;) {
    const at = zone.instantOf(Date.parse(`${day}T${String(rhythm.hour).padStart(2, '0')}:00:00Z`))
    if (at > Date.parse(now) && isDayOf(rhythm, day)) return instantOf(at)
    day = addDays(day, 1)
  }
}

function isDayOf({ every, on }: Rhythm, day: Day): boolean {
  const weekday = weekdayOf(day)
  if (every === 'week') return weekday === (on ?? 1) % 7
  if (every === 'month') return Number(day.slice(8)) === on
  return every === 'day' || (weekday > 0 && weekday < 6)
}
