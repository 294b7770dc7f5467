import { refusal } from '../../kernel/refusal.ts'

/** No mail server is set. */
export const noMailServer = refusal('delivery.no-mail-server', 409)
/** The operator set the mail server in the environment. */
export const setByEnvironment = refusal('delivery.set-by-environment', 409)
/** The sender is no address. */
export const badSender = refusal<{ sender: string }>('delivery.bad-sender', 422)
/** A password without a user, or the other way round where none is kept. */
export const userAndPassword = refusal('delivery.user-and-password', 422)
/** Whoever asks has no e-mail address to send to. */
export const noAddress = refusal('delivery.no-address', 422)
/** Robots of this kind are at another host. */
export const foreignHost = refusal<{ host: string; allowed: string }>('delivery.foreign-host', 422)
/** It is no webhook of this kind of robot. */
export const badWebhook = refusal<{ example: string }>('delivery.bad-webhook', 422)
/** Robots of this kind have no signature. */
export const hasNoSignature = refusal<{ kind: string }>('delivery.has-no-signature', 422)
/** There is no such robot. */
export const robotNotFound = refusal<{ id: string }>('delivery.robot-not-found', 404)
/** Somebody changed the robot since you looked. */
export const stale = refusal<{ yours: number; current: number }>('delivery.stale', 412)
/** There is no such department. */
export const unknownDepartment = refusal<{ id: string }>('delivery.unknown-department', 422)
/** The plan in force has no such pool. */
export const unknownPool = refusal<{ pool: string }>('delivery.unknown-pool', 422)
/** What was kept can no longer be opened: this system has another key. Enter it again. */
export const sealedByAnother = refusal('delivery.sealed-by-another', 409)
/** There is no such delivery. */
export const notFound = refusal<{ id: string }>('delivery.not-found', 404)
/** It is sent, or nothing of it is left to be sent. */
export const ended = refusal<{ state: string }>('delivery.ended', 409)
