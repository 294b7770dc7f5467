import { refusal } from '../../kernel/refusal.ts'

/** There is no such split, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('splits.not-found', 404)
/** The parts are not 100 % together, or somebody is named twice. */
export const notWhole = refusal<{ sum: number }>('splits.not-whole', 422)
/** Whoever holds or held it, leads the holder or administrates proposes how it is split. */
export const notYoursToPropose = refusal('splits.not-yours-to-propose', 403)
/** Somebody proposed one already that is not answered. */
export const openAlready = refusal<{ by: string }>('splits.open-already', 409)
/** What was lost earns nothing. */
export const nothingToSplit = refusal('splits.nothing-to-split', 409)
/** It was won and its split agreed: a change needs a reason. */
export const reasonNeeded = refusal('splits.reason-needed', 422)
/** Those who get a part answer, each for themself. */
export const notParty = refusal('splits.not-party', 403)
/** Whoever is named for it, or an administrator, settles it. */
export const notDecider = refusal<{ decider: string }>('splits.not-decider', 403)
/** Whoever proposed it takes it back. */
export const notProposer = refusal<{ proposer: string }>('splits.not-proposer', 403)
/** Nobody disputes it: it is not for somebody else to settle. */
export const notDisputed = refusal('splits.not-disputed', 409)
/** It was agreed, settled or taken back already. */
export const endedAlready = refusal<{ state: string }>('splits.ended-already', 409)
/** It was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('splits.stale', 412)
/** A stage of this name is not in the plan. */
export const unknownStage = refusal<{ stage: string }>('splits.unknown-stage', 422)
