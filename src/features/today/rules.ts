import { addDays, type Day, type Instant, instantOf } from '../../kernel/time.ts'

export const FIRST_CONTACT_HOURS = 48 // what people expect of a new opportunity
export const FOLLOW_UP_DAYS = 7 // an opportunity nobody spoke about for a week is overdue
export const AHEAD_DAYS = 1 // Today shows what is due by tomorrow

export type Waiting = { heldSince: Instant; lastFollowUpAt: Instant | null; nextStepOn: Day | null }
export type Due = { what: 'first-contact' | 'next-step' | 'follow-up'; at: string; overdue: boolean }

/**
 * What an open opportunity waits for: its agreed next step; without one the first contact by its holder, 48 hours after they got
 * it; once contacted, a follow-up every 7 days. `today` is the company's day.
 */
export function dueOf({ heldSince, lastFollowUpAt, nextStepOn }: Waiting, now: Instant, today: Day): Due {
  if (nextStepOn) return { what: 'next-step', at: nextStepOn, overdue: nextStepOn < today }
  if (!lastFollowUpAt || lastFollowUpAt < heldSince) {
    const at = instantOf(Date.parse(heldSince) + FIRST_CONTACT_HOURS * 3_600_000)
    return { what: 'first-contact', at, overdue: at < now }
  }
  const at = instantOf(Date.parse(lastFollowUpAt) + FOLLOW_UP_DAYS * 86_400_000)
  return { what: 'follow-up', at, overdue: at < now }
}

/** The last day that Today looks at. */
export function horizon(today: Day): Day {
  return addDays(today, AHEAD_DAYS)
}
