import type { Language } from '../../src/kernel/text.ts'
import type { Instant } from '../../src/kernel/time.ts'
import { formatDay, formatInstant } from './format.ts'

/** What ends at the reader's midnight ends with the day before, `12月5日`; anything else has its time of day. */
export function untilWhen(until: Instant, now: Date, language: Language): string {
  const end = new Date(until)
  const isMidnight = end.getHours() === 0 && end.getMinutes() === 0
  if (!isMidnight) return formatInstant(until, language)
  return formatDay(dayOf(new Date(end.getTime() - 1)), language, { today: dayOf(now) })
}

/** The reader's calendar day of an instant. */
export function dayOf(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
