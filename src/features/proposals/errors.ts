import { refusal } from '../../kernel/refusal.ts'

/** There is no such proposal, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('proposals.not-found', 404)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('proposals.stale', 412)
/** This is not done with a proposal that is where it is. */
export const wrongState = refusal<{ state: string }>('proposals.wrong-state', 409)
/** The plan has changed since: what it is about is not there any more. */
export const doesNotApply = refusal<{ place: string }>('proposals.does-not-apply', 409)
/** Only what adds or changes rules can be tried with a share. */
export const notInStages = refusal('proposals.not-in-stages', 422)
/** It is done by people, not by the plan: there is nothing to publish. */
export const nothingToPublish = refusal('proposals.nothing-to-publish', 422)
/** A dismissal lasts from today for half a year at most. */
export const badDay = refusal<{ until: string; most: number }>('proposals.bad-day', 422)
/** Nothing of it was published: there is nothing to report. */
export const noReport = refusal('proposals.no-report', 409)
