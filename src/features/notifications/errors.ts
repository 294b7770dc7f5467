import { refusal } from '../../kernel/refusal.ts'

/** There is no such notice, or it was told to somebody else. */
export const notFound = refusal<{ id: string }>('notifications.not-found', 404)
