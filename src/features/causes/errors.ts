import { refusal } from '../../kernel/refusal.ts'

/** A period ends no earlier than it begins and lasts three years at most. */
export const badPeriod = refusal<{ from: string; to: string; most: number }>('causes.bad-period', 422)
