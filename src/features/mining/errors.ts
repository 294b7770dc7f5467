import { refusal } from '../../kernel/refusal.ts'

/** What is listed is found by a mark of a figure, and this is none. */
export const unknownMark = refusal<{ mark: string }>('mining.unknown-mark', 422)
/** A period ends on or after its first day and is no longer than ten years. */
export const badPeriod = refusal<{ from: string; to: string }>('mining.bad-period', 422)
