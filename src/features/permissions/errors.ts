import { refusal } from '../../kernel/refusal.ts'

/** The person's roles do not give this right on this object. */
export const notAllowed = refusal<{ object: string; right: string }>('permissions.not-allowed', 403)
/** Only an administrator may do this. */
export const adminOnly = refusal('permissions.admin-only', 403)
/** A role names an object or field that does not exist. */
export const unknownInRole = refusal<{ name: string }>('permissions.unknown-name', 422)
/** A role's condition does not type-check. */
export const badCondition = refusal<{ object: string; problems: unknown[] }>('permissions.bad-condition', 422)
/** There is no such role. */
export const noRole = refusal<{ id: string }>('permissions.not-found', 404)
/** The role is still in use. */
export const roleInUse = refusal<{ people: number }>('permissions.role-in-use', 409)
/** The role was changed since you looked. */
export const staleRole = refusal<{ yours: number; current: number }>('permissions.stale', 412)
/** The last administrator stays one. */
export const lastAdmin = refusal('permissions.last-administrator', 409)
