import { addDays, type Day, type Instant, instantOf } from '../../kernel/time.ts'

export const AHEAD_DAYS = 1 // Today shows what is due by tomorrow

export type Waiting = { heldSince: Instant; lastFollowUpAt: Instant | null; nextStepOn: Day | null }
/** How many hours the plan gives at its stage for the first contact, and between follow-ups. */
export type Limits = { firstContactHours: number; followUpHours: number }
export type Due = { what: 'first-contact' | 'next-step' | 'follow-up'; at: string; overdue: boolean }

/**
 * What an open opportunity waits for: its agreed next step; without one the first contact by its holder, so long after they got it
 * as the plan says; once contacted, a follow-up each time so long has passed. `today` is the company's day.
 */
export function dueOf(
  { heldSince, lastFollowUpAt, nextStepOn }: Waiting,
  { firstContactHours, followUpHours }: Limits,
  now: Instant,
  today: Day,
): Due {
  if (nextStepOn) return { what: 'next-step', at: nextStepOn, overdue: nextStepOn < today }
  if (!lastFollowUpAt || lastFollowUpAt < heldSince) {
    const at = instantOf(Date.parse(heldSince) + firstContactHours * 3_600_000)
    return { what: 'first-contact', at, overdue: at < now }
  }
  const at = instantOf(Date.parse(lastFollowUpAt) + followUpHours * 3_600_000)
  return { what: 'follow-up', at, overdue: at < now }
}

/** The last day that Today looks at. */
export function horizon(today: Day): Day {
  return addDays(today, AHEAD_DAYS)
}
