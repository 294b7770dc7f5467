import { refusal } from '../../kernel/refusal.ts'

/** There is no published plan: set-up has not been done. */
export const noPlan = refusal('plan.none-published', 409)
/** Somebody published another version meanwhile. */
export const planMoved = refusal<{ basedOn: string; current: string }>('plan.newer-version', 409)
/** The stages given are not the stages of the version it is based on. */
export const stagesDiffer = refusal<{ missing: string[]; unknown: string[] }>('plan.stages-differ', 422)
/** The plan does not compile: every problem with its place. */
export const planProblems = refusal<{ problems: { code: string; facts: Record<string, unknown> }[] }>(
  'plan.does-not-compile',
  422,
)
/** The stage is not one of the plan's. */
export const unknownStage = refusal<{ stage: string; known: string[] }>('plan.unknown-stage', 422)
