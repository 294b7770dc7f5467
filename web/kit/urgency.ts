import { type Instant, msBetween } from '../../src/kernel/time.ts'

/** How pressing a time limit is: `calm`, `due` within the warning, `late` from the limit itself on. */
export type Urgency = 'calm' | 'due' | 'late'

const WARN_SHARE = 0.25
const WARN_MS = 4 * 3_600_000

/**
 * The urgency of `due` at `now`. The warning begins where the limit says so, else with the last quarter where the clock's
 * start is known, else four hours before.
 */
export function urgencyOf(due: Instant, now: Instant, started?: Instant, warnAt?: Instant): Urgency {
  const left = msBetween(now, due)
  if (left <= 0) return 'late'
  if (warnAt) return msBetween(now, warnAt) <= 0 ? 'due' : 'calm'
  const warn = started ? msBetween(started, due) * WARN_SHARE : WARN_MS
  return left <= warn ? 'due' : 'calm'
}
