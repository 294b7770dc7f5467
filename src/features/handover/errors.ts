import { refusal } from '../../kernel/refusal.ts'

/** Only the holder can offer what they hold. */
export const notHolder = refusal<{ holder: string }>('handover.not-holder', 403)
/** Nobody is handed what has ended; reopen it first. */
export const closed = refusal<{ number: number }>('handover.closed', 409)
/** One offer at a time; the open one is answered or withdrawn first. */
export const offeredAlready = refusal<{ to: string }>('handover.offered-already', 409)
/** Offering to oneself is no hand-over. */
export const toOneself = refusal('handover.to-oneself', 422)
/** There is no such hand-over, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('handover.not-found', 404)
/** Only the receiver answers. */
export const notReceiver = refusal<{ to: string }>('handover.not-receiver', 403)
/** It was answered or withdrawn already. */
export const answeredAlready = refusal<{ state: string }>('handover.answered-already', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('handover.stale', 412)
/** The opportunity was closed or passed to somebody else since the offer was made. */
export const overtaken = refusal<{ holder: string }>('handover.overtaken', 409)
/** Only the giver and the receiver write to each other about a packet. */
export const notParty = refusal<{ from: string; to: string }>('handover.not-party', 403)
/** The receiver asks first; the giver has said what there is to say in the packet. */
export const nothingAsked = refusal<{ to: string }>('handover.nothing-asked', 409)
/** A thread ends somewhere: talk to each other, then accept or decline. */
export const threadFull = refusal<{ most: number }>('handover.thread-full', 409)
/** A packet is rated by whoever accepted it. */
export const notAccepted = refusal<{ state: string }>('handover.not-accepted', 409)
/** A line that the packet leaves out cannot be confirmed. */
export const emptyLine = refusal<{ line: string }>('handover.empty-line', 422)
/** What the last accepted packet carried is carried on, or said why not. */
export const droppedWithoutReason = refusal<{ lines: string[] }>('handover.dropped-without-reason', 422)
/** The receiver still has time; nobody above is asked yet. */
export const notEscalated = refusal<{ to: string }>('handover.not-escalated', 409)
/** Somebody else decides about it. */
export const notDecider = refusal<{ decider: string }>('handover.not-decider', 403)
