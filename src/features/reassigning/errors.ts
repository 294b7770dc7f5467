import { refusal } from '../../kernel/refusal.ts'

/** There is no such account, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('reassigning.not-found', 404)
/** It was changed since you looked: both versions. */
export const stale = refusal<{ yours: number; current: number }>('reassigning.stale', 412)
/** The account was never reassigned by this act, or the act was taken back already. */
export const noSuchAct = refusal<{ act: string }>('reassigning.no-such-act', 404)
/** One that is named is no open opportunity of this account, or not yours to see. */
export const notOfAccount = refusal<{ id: string }>('reassigning.not-of-account', 422)
/** Somebody passed it on meanwhile; it stays where it is now. */
export const passedOn = refusal<{ number: number; holder: string }>('reassigning.passed-on', 409)
/** It was closed meanwhile. */
export const closedSince = refusal<{ number: number }>('reassigning.closed-since', 409)
