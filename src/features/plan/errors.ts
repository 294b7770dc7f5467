import { refusal } from '../../kernel/refusal.ts'
import type { Finding } from './contract.ts'

/** There is no published plan: set-up has not been done. */
export const noPlan = refusal('plan.none-published', 409)
/** Somebody published another version meanwhile. */
export const planMoved = refusal<{ basedOn: string; current: string }>('plan.newer-version', 409)
/** Stages of the version before have nowhere to go: a migration names where, or their opportunities stay on their version. */
export const unmapped = refusal<{ stages: string[] }>('plan.stage-unmapped', 422)
/** There is no such draft; it may have been published or thrown away. */
export const noDraft = refusal<{ id: string }>('plan.no-such-draft', 404)
/** Somebody kept another state of the draft since you looked. */
export const draftStale = refusal<{ yours: number; current: number; by: string }>('plan.draft-stale', 412)
/** The plan does not compile: every problem with its place. */
export const planProblems = refusal<{ problems: Finding[] }>('plan.does-not-compile', 422)
/** The stage is not one of the plan's. */
export const unknownStage = refusal<{ stage: string; known: string[] }>('plan.unknown-stage', 422)
/** A plan comes into force in the future, or now. */
export const fromPast = refusal<{ from: string }>('plan.from-past', 422)
/** On that day another plan is to come into force. */
export const dateTaken = refusal<{ from: string }>('plan.date-taken', 409)
/** There is no such publication. */
export const noPublication = refusal<{ id: string }>('plan.no-such-publication', 404)
/** It was published, cancelled or failed already. */
export const publicationEnded = refusal<{ state: string }>('plan.publication-ended', 409)
/** Whoever scheduled it may not publish plans any more. */
export const publisherGone = refusal<{ by: string }>('plan.publisher-gone', 403)
/** Whoever proposes a plan leads somebody. */
export const mayNotPropose = refusal('plan.may-not-propose', 403)
/** Whoever publishes for departments leads one: everybody there reports to them. */
export const leadsNoDepartment = refusal('plan.leads-no-department', 403)
/** It would change more than pools and limits of the departments one leads: administrators publish that. */
export const touchesOthers = refusal<{ touches: string[] }>('plan.touches-others', 403)
/** A plan is scheduled, which another version would overtake. */
export const publicationWaits = refusal<{ from: string }>('plan.publication-waits', 409)
/** Their earlier proposals wait still. */
export const tooManyProposals = refusal<{ most: number }>('plan.too-many-proposals', 409)
