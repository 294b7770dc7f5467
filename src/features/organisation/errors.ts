import { refusal } from '../../kernel/refusal.ts'

/** The person still holds open opportunities; hand them on first. */
export const stillHolds = refusal<{ held: number; person: string }>('organisation.still-holds', 409)
/** The person is the keeper of the plan in force; name another one first. */
export const keepsPlan = refusal<{ person: string }>('organisation.keeps-plan', 409)
/** The person stands in for somebody who is away now or later; somebody else must. */
export const standsIn = refusal<{ person: string }>('organisation.stands-in', 409)
/** Somebody has this e-mail already. */
export const emailTaken = refusal<{ email: string }>('organisation.email-taken', 409)
/** There is no such person, department or function. */
export const notFound = refusal<{ what: string; id: string }>('organisation.not-found', 404)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('organisation.stale', 412)
/** That would make somebody their own manager, or a department its own parent, over some steps. */
export const goesRound = refusal<{ name: string }>('organisation.goes-round', 422)
/** The department still has people or departments in it. */
export const notEmpty = refusal<{ people: number; departments: number }>(
  'organisation.department-not-empty',
  409,
)
/** The function is still used by people or stages. */
export const functionUsed = refusal<{ people: number; stages: number }>('organisation.function-used', 409)
/** There is no such function. */
export const unknownFunction = refusal<{ function: string; known: string[] }>(
  'organisation.unknown-function',
  422,
)
/** An invite needs an e-mail. */
export const noEmail = refusal<{ person: string }>('organisation.no-email', 422)
/** The manager is nobody that is known or among those added. */
export const unknownManager = refusal<{ manager: string }>('organisation.unknown-manager', 422)
/** Nobody deactivates themselves. */
export const yourself = refusal('organisation.yourself', 409)
/** Several people are called so: say which by their e-mail. */
export const severalOfThatName = refusal<{ name: string; people: number }>(
  'organisation.several-of-that-name',
  422,
)
/** There is no role of this key. */
export const unknownRole = refusal<{ role: string }>('organisation.unknown-role', 422)
