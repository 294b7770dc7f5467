import { type Instant, instantOf } from '../../../kernel/time.ts'

const FIRST_SECONDS = 30
const MOST_SECONDS = 3600
const SPREAD = 0.25 // of the wait: receivers that failed together are not tried together
/** A mail is tried for about a day, as mail servers do among themselves; what a group is told is old after half a day. */
const MOST_ATTEMPTS = { mail: 30, robot: 16 }

/** When to try again after so many attempts; null: give up. `draw` is from 0 to 1. */
export function nextTryAt(
  now: Instant,
  receiver: 'mail' | 'robot',
  attempts: number,
  waitSeconds: number,
  draw: number,
): Instant | null {
  if (attempts >= MOST_ATTEMPTS[receiver]) return null
  const backOff = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1))
  const seconds = Math.max(waitSeconds, backOff) * (1 + SPREAD * draw)
  return instantOf(Date.parse(now) + Math.round(seconds * 1000))
}
