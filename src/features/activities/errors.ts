import { refusal } from '../../kernel/refusal.ts'

/** Only whoever wrote a follow-up changes it. */
export const notAuthor = refusal('activities.not-author', 403)
/** A follow-up cannot lie in the future. */
export const inTheFuture = refusal('activities.in-the-future', 422)
/** A next step is put off to today or later. */
export const inThePast = refusal<{ on: string; today: string }>('activities.in-the-past', 422)
/** A closed opportunity has no next step. */
export const closed = refusal<{ number: number }>('activities.closed', 409)
