import { refusal } from '../../kernel/refusal.ts'

/** Only open opportunities are routed. */
export const notOpen = refusal<{ number: number }>('routing.not-open', 409)
/** The keeper has left; an administrator must name another before anything can be routed. */
export const keeperGone = refusal<{ keeper: string }>('routing.keeper-gone', 409)
/** The condition of a rule that is tried cannot be read; rules count from 1. */
export const conditionUnreadable = refusal<{ rule: number; problem: string }>(
  'routing.condition-unreadable',
  422,
)
/** Every opportunity answers with every candidate: so many at once would be too much to send. */
export const simulationTooLarge = refusal<{ most: number }>('routing.simulation-too-large', 422)
