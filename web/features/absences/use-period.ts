import type { Instant } from '../../../src/kernel/time.ts'
import { formatDay, formatInstant } from '../../kit/format.ts'
import { useLanguage } from '../../kit/text.tsx'
import { dayOf, untilWhen } from '../../kit/until-when.ts'

/** From when until when, in days where it is whole ones: `12月1日 – 12月5日`. */
export function usePeriod(): (of: { from: Instant; until: Instant }) => string {
  const language = useLanguage()
  return ({ from, until }) => {
    const now = new Date()
    const first = new Date(from)
    const isWhole = first.getHours() === 0 && first.getMinutes() === 0
    const began = isWhole
      ? formatDay(dayOf(first), language, { today: dayOf(now) })
      : formatInstant(from, language)
    const ends = untilWhen(until, now, language)
    return began === ends ? began : `${began} – ${ends}`
  }
}
