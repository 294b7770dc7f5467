import { refusal } from '../../kernel/refusal.ts'

/** There is no such opportunity, or it is not yours to see. */
export const notFound = refusal<{ id: string }>('opportunities.not-found', 404)
/** It was changed since you looked: both versions. */
export const stale = refusal<{ yours: number; current: number }>('opportunities.stale', 412)
/** Neither an account nor a company name nor a title says what it is about. */
export const noStage = refusal<{ stage: string; known: string[] }>('opportunities.unknown-stage', 422)
/** Only somebody who may pass the baton can give a new opportunity to another person. */
export const mayNotGive = refusal<{ person: string }>('opportunities.may-not-give', 403)
