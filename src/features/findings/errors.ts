import { refusal } from '../../kernel/refusal.ts'

/** There is no such finding, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('findings.not-found', 404)
/** Whoever holds it, stands above them or administrates decides about it. */
export const notYours = refusal<{ holder: string }>('findings.not-yours', 403)
/** It was mended or dismissed already. */
export const endedAlready = refusal<{ because: string }>('findings.ended-already', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('findings.stale', 412)
/** A dismissal lasts from today for a quarter at most. */
export const badDay = refusal<{ until: string; most: number }>('findings.bad-day', 422)
/** The check takes no number, or not this one. */
export const badNumber = refusal<{ kind: string; least: number | null; most: number | null }>(
  'findings.bad-number',
  422,
)
