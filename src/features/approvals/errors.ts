import { refusal } from '../../kernel/refusal.ts'

/** There is no such request, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('approvals.not-found', 404)
/** Only those the plan names may answer, and never whoever asked. */
export const notYours = refusal<{ approvers: string[] }>('approvals.not-yours', 403)
/** Only whoever asked takes a request back. */
export const notRequester = refusal<{ requester: string }>('approvals.not-requester', 403)
/** It has been answered or withdrawn. */
export const answeredAlready = refusal<{ state: string }>('approvals.answered-already', 409)
/** Somebody changed the request since you looked. */
export const stale = refusal<{ yours: number; current: number }>('approvals.stale', 412)
/** What it was asked for is not so any more: it must be asked for again. */
export const valuesChanged = refusal<{ fields: string[] }>('approvals.values-changed', 409)
/** The same is asked for already. */
export const askedAlready = refusal<{ label: { zh: string; en: string } }>('approvals.asked-already', 409)
/** Nobody can approve what this person asks for. */
export const nobodyCan = refusal<{ label: { zh: string; en: string } }>('approvals.nobody-can', 422)
