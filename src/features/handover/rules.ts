import type { Instant } from '../../kernel/time.ts'
import { instantOf } from '../../kernel/time.ts'
import { CARRIED_LINES, type Packet, type PacketDifference } from './contract.ts'

/** When an offer made at `offeredAt` must be answered, where the plan gives so many hours. */
export function answerDue(offeredAt: Instant, hours: number): Instant {
  return instantOf(Date.parse(offeredAt) + hours * 3_600_000)
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

/** What `packet` lost, says otherwise or adds, against the packet that was accepted before it. */
export function packetDifferences(before: Packet | null, packet: Packet): PacketDifference[] {
  if (!before) return []
  return CARRIED_LINES.flatMap((line): PacketDifference[] => {
    const was = before[line] ?? null
    const is = packet[line] ?? null
    if (was === is) return []
    if (is === null) return [{ line, kind: 'dropped', before: was }]
    return [{ line, kind: was === null ? 'added' : 'changed', before: was }]
  })
}

/** How many questions and replies one hand-over takes. */
export const MOST_MESSAGES = 50

export type WriteVerdict =
  | { kind: 'ask' }
  | { kind: 'reply' }
  | { kind: 'not-party' }
  | { kind: 'answered-already' }
  | { kind: 'nothing-asked' }
  | { kind: 'thread-full' }

/** Whether `personId` may write about an offer, and whose word is due then. */
export function writeVerdict(
  offer: Pick<OfferState, 'state' | 'fromId' | 'toId'>,
  messages: number,
  personId: string,
): WriteVerdict {
  if (personId !== offer.fromId && personId !== offer.toId) return { kind: 'not-party' }
  if (offer.state !== 'offered') return { kind: 'answered-already' }
  if (personId === offer.fromId && messages === 0) return { kind: 'nothing-asked' }
  if (messages >= MOST_MESSAGES) return { kind: 'thread-full' }
  return { kind: personId === offer.toId ? 'ask' : 'reply' }
}
