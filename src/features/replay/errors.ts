import { refusal } from '../../kernel/refusal.ts'

/** There is no such run of yours. */
export const notFound = refusal<{ id: string }>('replay.not-found', 404)
/** Divisions are tried by administrators, and by whoever leads people for what they may see. */
export const mayNotTry = refusal('replay.may-not-try', 403)
/** So many runs of one person wait or run at a time. */
export const tooMany = refusal<{ most: number }>('replay.too-many', 409)
/** A period begins before it ends, not in the future, and is no longer than so many days. */
export const badPeriod = refusal<{ most: number }>('replay.bad-period', 422)
/** The plan that is to be tried is not there any more. */
export const noSuchPlan = refusal<{ id: string }>('replay.no-such-plan', 422)
/** A change names somebody who is not there. */
export const noSuchPerson = refusal<{ id: string }>('replay.no-such-person', 422)
/** A change names a rule the plan does not have. */
export const noSuchRule = refusal<{ rule: number; rules: number }>('replay.no-such-rule', 422)
/** A change names a stage the plan does not have. */
export const noSuchStage = refusal<{ stage: string; known: string[] }>('replay.no-such-stage', 422)
/** Who answers for what finds nobody cannot be taken away. */
export const keeperNeeded = refusal<{ name: string }>('replay.keeper-needed', 422)
/** Rules and limits are changed in one plan, not in all that were in force one after the other. */
export const onePlan = refusal('replay.one-plan', 422)
/** It has ended already. */
export const ended = refusal<{ state: string }>('replay.ended', 409)
/** Nobody has this function there: nothing waits for anybody. */
export const nobodyThere = refusal<{ function: string }>('replay.nobody-there', 422)
/** Nothing came to them in the period: there is nothing to learn from. */
export const nothingCame = refusal('replay.nothing-came', 422)
/** The server was stopped again and again while it ran. */
export const interrupted = refusal('replay.interrupted', 409)
