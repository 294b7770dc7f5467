import type { Instant } from '../../kernel/time.ts'
import { instantOf } from '../../kernel/time.ts'

/** How long a receiver has to answer an offer. */
export const ANSWER_HOURS = 24 // one day and night; in working time once clocks run

/** When an offer made at `offeredAt` must be answered. */
export function answerDue(offeredAt: Instant): Instant {
  return instantOf(Date.parse(offeredAt) + ANSWER_HOURS * 3_600_000)
}

export type OfferState = { state: string; fromId: string; toId: string; version: number }

export type AnswerVerdict =
  | { kind: 'answer' }
  | { kind: 'not-receiver' }
  | { kind: 'answered-already' }
  | { kind: 'stale' }

/** Whether `personId` may answer the offer they saw at `version`. */
export function answerVerdict(offer: OfferState, personId: string, version: number): AnswerVerdict {
  if (offer.toId !== personId) return { kind: 'not-receiver' }
  if (offer.state !== 'offered') return { kind: 'answered-already' }
  if (offer.version !== version) return { kind: 'stale' }
  return { kind: 'answer' }
}
