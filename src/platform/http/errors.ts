import { refusal } from '../../kernel/refusal.ts'

/** The request does not fit the contract: each problem with its path. */
export const invalidInput = refusal<{ problems: { path: string; code: string; expected?: string }[] }>(
  'http.invalid-input',
  400,
)
/** The body is no JSON. */
export const notJson = refusal('http.not-json', 400)
/** The form with a file broke off, or is none. */
export const brokenForm = refusal('http.broken-form', 400)
/** The body is larger than is taken. */
export const tooLarge = refusal<{ bytes: number }>('http.too-large', 413)
/** The content type is not one this address takes. */
export const wrongType = refusal('http.wrong-content-type', 415)
/** There is nothing at this address. */
export const notFound = refusal<{ path: string }>('http.not-found', 404)
/** Sign in first. */
export const notSignedIn = refusal('http.not-signed-in', 401)
/** The request did not come from our own pages. */
export const crossSite = refusal('http.cross-site', 403)
/** Say which version you saw: `If-Match: "3"`. */
export const ifMatchMissing = refusal('http.if-match-missing', 428)
/** The Idempotency-Key was used for another request. */
export const keyReused = refusal<{ key: string }>('http.idempotency-key-reused', 422)
/** The request with this Idempotency-Key was carried out, or is being carried out; its answer is not there (yet). */
export const alreadyDone = refusal<{ key: string }>('http.already-done', 409)
/** Too many at once; try again. */
export const busy = refusal<{ seconds: number }>('http.busy', 503)
/** The disk is full or read-only: nothing can be written until the operator makes room; reading goes on. */
export const cannotStore = refusal<{ seconds: number }>('http.cannot-store', 507)
