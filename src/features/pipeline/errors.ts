import { refusal } from '../../kernel/refusal.ts'

type Failed = { code: string; facts: Record<string, unknown> }

type Wanted = { stage: string; key: string; state: string; approvers: string[] }

/** The gate is shut: what is still missing, field by field, which conditions do not hold, what nobody has approved and who could. */
export const gateShut = refusal<{ stage: string; missing: string[]; failed: Failed[]; approvals: Wanted[] }>(
  'pipeline.gate-shut',
  422,
)
/** The plan has no way from here to there. */
export const noSuchMove = refusal<{ from: string; to: string }>('pipeline.no-such-move', 422)
/** The process keeps this move for a manager above the holder, or for the plan's keeper. */
export const notYourMove = refusal<{ from: string; to: string; by: string }>('pipeline.not-your-move', 403)
/** It is at that stage already. */
export const thereAlready = refusal<{ stage: string }>('pipeline.there-already', 409)
/** Losing, reopening and going back need a reason. */
export const reasonNeeded = refusal<{ stage: string; direction: string }>('pipeline.reason-needed', 422)
/** The move needs no approval that has not been asked for or given. */
export const nothingToApprove = refusal<{ stage: string }>('pipeline.nothing-to-approve', 409)
