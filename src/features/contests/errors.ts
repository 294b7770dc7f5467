import { refusal } from '../../kernel/refusal.ts'

/** There is no such contest, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('contests.not-found', 404)
/** There is no such decision of this opportunity. */
export const noDecision = refusal<{ decision: string }>('contests.no-decision', 422)
/** Only who was weighed in a decision, or whom it chose, contests it. */
export const notCandidate = refusal('contests.not-candidate', 403)
/** Another decision came after it, somebody else holds, or the opportunity is closed: there is nothing to contest. */
export const notInForce = refusal<{ holder: string }>('contests.not-in-force', 409)
/** One open contest a person. */
export const openAlready = refusal('contests.open-already', 409)
/** Who holds it is no other proposal. */
export const holdsAlready = refusal<{ person: string }>('contests.holds-already', 422)
/** Nobody is left to decide who is no party. */
export const nobodyDecides = refusal('contests.nobody-decides', 409)
/** Somebody else decides about it. */
export const notDecider = refusal<{ decider: string }>('contests.not-decider', 403)
/** Nobody decides about their own contest. */
export const ownContest = refusal('contests.own', 403)
/** Only the contester takes it back. */
export const notContester = refusal<{ contester: string }>('contests.not-contester', 403)
/** It was decided, taken back or overtaken already. */
export const endedAlready = refusal<{ state: string }>('contests.ended-already', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('contests.stale', 412)
