import { type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'

const DAYS_FIRST = 7

/** From when whoever leads somebody may see their figures: at once where they have looked, else a week after they could. */
export function othersFrom(shownSince: Instant, openedAt: Instant | null): Instant {
  const later = instantOf(Date.parse(shownSince) + DAYS_FIRST * MS_PER_DAY)
  return openedAt !== null && openedAt < later ? openedAt : later
}

const EVERY_DAYS = 7

/** Whether it is time to learn anew. */
export function isDue(madeAt: Instant | undefined, now: Instant): boolean {
  return madeAt === undefined || Date.parse(now) - Date.parse(madeAt) >= EVERY_DAYS * MS_PER_DAY
}
