import { refusal } from '../../kernel/refusal.ts'

/** Only the holder can offer what they hold. */
export const notHolder = refusal<{ holder: string }>('handover.not-holder', 403)
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
