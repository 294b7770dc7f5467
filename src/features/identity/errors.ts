import { refusal } from '../../kernel/refusal.ts'

/** E-mail and password do not belong together. Says no more. */
export const wrongCredentials = refusal('identity.wrong-credentials', 401)
/** Too many failures for this e-mail. */
export const locked = refusal<{ minutes: number }>('identity.locked', 429)
/** Too many tries from this address. */
export const rateLimited = refusal<{ seconds: number }>('identity.rate-limited', 429)
/** The password is too short, too common, or the e-mail itself. */
export const weakPassword = refusal<{ min: number }>('identity.weak-password', 422)
/** The invite was used, has run out, or never was. */
export const inviteInvalid = refusal('identity.invite-invalid', 404)
/** There is no such session or key of yours. */
export const notYours = refusal<{ id: string }>('identity.not-found', 404)
