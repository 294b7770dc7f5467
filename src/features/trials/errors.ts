import { refusal } from '../../kernel/refusal.ts'

/** A trial needs a table. */
export const noFile = refusal('trials.no-file', 422)
/** The rules that come along are no JSON. */
export const rulesUnreadable = refusal('trials.rules-unreadable', 422)
/** A trial takes so many rows; try a part of the table. */
export const tooManyRows = refusal<{ most: number }>('trials.too-many-rows', 422)
/** No row of this table can be tried at that line. */
export const noSuchLine = refusal<{ line: number }>('trials.no-such-line', 422)
