import { spanAfter, type WorkingTimes } from '../../engines/calendar/index.ts'
import type { Instant } from '../../kernel/time.ts'
import { instantOf } from '../../kernel/time.ts'
import type { Clock } from '../plan/contract.ts'
import { CARRIED_LINES, type Packet, type PacketDifference } from './contract.ts'

/**
 * When the word that is due since `from` must be said in the time of whoever owes it, and when the hand-over goes up the line without it: by
 * the first rung of the plan's ladder.
 */
export function answerDue(
  from: Instant,
  times: WorkingTimes,
  { within, ladder }: Pick<Clock, 'within' | 'ladder'>,
): { dueAt: Instant; escalatesAt: Instant } {
  const due = spanAfter(times, Date.parse(from), within)
  const rung = ladder[0]
  const escalates = rung ? spanAfter(times, due, rung.after) : due
  return { dueAt: instantOf(due), escalatesAt: instantOf(escalates) }
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

export type RulingVerdict =
  | { kind: 'rule' }
  | { kind: 'answered-already' }
  | { kind: 'not-escalated' }
  | { kind: 'not-decider' }
  | { kind: 'stale' }

/** Whether somebody may decide about the offer they saw at `version`: who was named above, or an administrator who is no party. */
export function rulingVerdict(
  offer: OfferState & { isEscalated: boolean; deciderId: string | null },
  person: { id: string; admin: boolean },
  version: number,
): RulingVerdict {
  if (offer.state !== 'offered') return { kind: 'answered-already' }
  if (!offer.isEscalated) return { kind: 'not-escalated' }
  const isParty = person.id === offer.fromId || person.id === offer.toId
  if (person.id !== offer.deciderId && (isParty || !person.admin)) return { kind: 'not-decider' }
  if (offer.version !== version) return { kind: 'stale' }
  return { kind: 'rule' }
}

export type Dropped = Partial<Record<(typeof CARRIED_LINES)[number], string>>

/** What `packet` lost, says otherwise or adds, against the packet that was accepted before it. */
export function packetDifferences(
  before: Packet | null,
  packet: Packet,
  dropped: Dropped = {},
): PacketDifference[] {
  if (!before) return []
  return CARRIED_LINES.flatMap((line): PacketDifference[] => {
    const was = before[line] ?? null
    const is = packet[line] ?? null
    if (was === is) return []
    if (is === null) return [{ line, kind: 'dropped', before: was, reason: dropped[line] ?? null }]
    return [{ line, kind: was === null ? 'added' : 'changed', before: was, reason: null }]
  })
}

/** The reasons for lines that really are dropped, and the dropped lines that have none. */
export function droppedLines(
  before: Packet | null,
  packet: Packet,
  given: Dropped,
): { dropped: Dropped; unexplained: string[] } {
  const lines = CARRIED_LINES.filter((line) => before?.[line] && !packet[line])
  return {
    dropped: Object.fromEntries(lines.flatMap((line) => (given[line] ? [[line, given[line]]] : []))),
    unexplained: lines.filter((line) => !given[line]),
  }
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
