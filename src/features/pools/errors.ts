import { refusal } from '../../kernel/refusal.ts'

/** There is no such pool, or it is not yours to see. */
export const noPool = refusal<{ pool: string }>('pools.no-such-pool', 404)
/** It lies in no pool of yours. */
export const notThere = refusal<{ id: string }>('pools.not-there', 404)
/** Somebody else got it first. */
export const takenAlready = refusal<{ number: number; by: string | null; at: string }>(
  'pools.claimed-already',
  409,
)
/** Only people of the pool's functions and departments take from it. */
export const notMember = refusal<{ pool: string; person: string }>('pools.not-member', 403)
/** As many as one may claim in a day. */
export const dayLimit = refusal<{ most: number; person: string }>('pools.day-limit', 409)
/** As many as one may hold. */
export const holdLimit = refusal<{ most: number; holding: number; person: string }>('pools.hold-limit', 409)
/** Whoever held it before waits until that day. */
export const coolingDown = refusal<{ person: string; from: string }>('pools.cooling-down', 409)
/** Who is away claims nothing. */
export const away = refusal<{ person: string; until: string }>('pools.away', 409)
/** The keeper agrees first: apply for it. */
export const onApplication = refusal<{ keeper: string }>('pools.on-application', 409)
/** One applies only where the keeper is to agree; here one claims. */
export const claimsFreely = refusal<{ pool: string }>('pools.claims-freely', 409)
/** The application is open; the keeper has yet to answer. */
export const appliedAlready = refusal<{ number: number }>('pools.applied-already', 409)
/** The keeper of the pool does that. */
export const notKeeper = refusal<{ keeper: string }>('pools.not-keeper', 403)
/** Only its holder gives it back; others take it back. */
export const notHolder = refusal<{ holder: string }>('pools.not-holder', 403)
/** It lies in a pool already. */
export const liesThere = refusal<{ number: number; keeper: string }>('pools.lies-there', 409)
/** What has ended lies in no pool. */
export const closed = refusal<{ number: number }>('pools.closed', 409)
/** The plan has no pool that it belongs to. */
export const belongsNowhere = refusal<{ number: number }>('pools.belongs-nowhere', 409)
/** There is no such application, or it is not yours to see. */
export const noApplication = refusal<{ id: string }>('pools.no-application', 404)
/** It was answered, fell or was taken back. */
export const answeredAlready = refusal<{ state: string }>('pools.answered-already', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('pools.stale', 412)
/** Whoever applied takes it back. */
export const notApplicant = refusal<{ person: string }>('pools.not-applicant', 403)
