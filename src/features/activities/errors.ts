import { refusal } from '../../kernel/refusal.ts'

/** Only whoever wrote a follow-up changes it. */
export const notAuthor = refusal('activities.not-author', 403)
/** A follow-up cannot lie in the future. */
export const inTheFuture = refusal('activities.in-the-future', 422)
