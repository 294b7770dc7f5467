import { refusal } from '../../kernel/refusal.ts'

/** Set-up was done; sign in instead. */
export const doneAlready = refusal('setup.done-already', 409)
/** The time zone is none that is known. */
export const unknownTimeZone = refusal<{ timeZone: string }>('setup.unknown-time-zone', 422)
