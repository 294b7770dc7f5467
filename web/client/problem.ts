import type { Facts } from '../../src/kernel/refusal.ts'

/** What the server refused, or why it could not be asked: the sentence is written from `code` and `facts`. */
export class ApiProblem extends Error {
  readonly code: string
  readonly status: number
  readonly facts: Facts
  readonly requestId: string | undefined

  constructor(code: string, status: number, facts: Facts = {}, requestId?: string) {
    super(code)
    this.name = 'ApiProblem'
    this.code = code
    this.status = status
    this.facts = facts
    this.requestId = requestId
  }
}

/** True for a problem, of `code` where one is given. */
export function isProblem(thrown: unknown, code?: string): thrown is ApiProblem {
  return thrown instanceof ApiProblem && (code === undefined || thrown.code === code)
}

/** The problem in an answer that is not a success, also where its body is not ours (a proxy's page, nothing at all). */
export function problemFrom(status: number, body: unknown): ApiProblem {
  if (typeof body !== 'object' || body === null) return new ApiProblem(codeOf(status), status)
  const { code, facts, requestId } = body as Record<'code' | 'facts' | 'requestId', unknown>
  return new ApiProblem(
    typeof code === 'string' ? code : codeOf(status),
    status,
    typeof facts === 'object' && facts !== null ? (facts as Facts) : {},
    typeof requestId === 'string' ? requestId : undefined,
  )
}

function codeOf(status: number): string {
  if (status === 401) return 'http.not-signed-in'
  if (status === 404) return 'http.not-found'
  return status >= 500 ? 'network.no-answer' : 'http.fault'
}
