import { refusal } from '../../kernel/refusal.ts'

/** Administrators and whoever leads set targets for those below them. */
export const notYours = refusal<{ name: string }>('targets.not-yours', 403)
/** There is nobody and nothing of this kind. */
export const unknownSubject = refusal<{ subject: string; key: string }>('targets.unknown-subject', 422)
/** It is no number of this measure: not negative, no more places than the currency has, stretch and challenge not below. */
export const badValue = refusal<{ value: string }>('targets.bad-value', 422)
/** A period begins on its first day. */
export const badPeriod = refusal<{ period: string; startsOn: string }>('targets.bad-period', 422)
/** Somebody else set it since you looked. */
export const stale = refusal<{ name: string; startsOn: string; yours: number; current: number }>(
  'targets.stale',
  412,
)
/** An amount is counted in a currency, anything else in pieces. */
export const badCurrency = refusal<{ currency: string | null }>('targets.bad-currency', 422)
/** Whoever holds it says how sure it is; whoever leads them may say otherwise. */
export const notYoursToSay = refusal<{ holder: string }>('targets.not-yours-to-say', 403)
/** What is closed is no forecast any more. */
export const closedAlready = refusal<{ number: number }>('targets.closed-already', 409)
/** It was said anew since you looked. */
export const saidSince = refusal<{ yours: number; current: number }>('targets.said-since', 412)
