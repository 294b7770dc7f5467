import type { input, output, ZodType } from 'zod'
import type { Endpoint } from '../../src/kernel/endpoint.ts'
import { ApiProblem, problemFrom } from './problem.ts'
import { signedInAgain } from './session-gate.ts'

const BASE = '/api/v1'

/** A wrong password is answered 401 as well, but the session is there. */
const WITHOUT_SESSION = new Set(['http.not-signed-in', 'identity.session-expired'])

export type Sending = {
  /** The version this change is based on; sent as `If-Match`. */
  ifMatch?: number
  /** The same key on a repeat makes the server carry the request out once. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** Answer a missing session with the problem itself instead of asking the person to sign in again. */
  quiet?: boolean
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export type Request = Sending & {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, filled. */
  path: string
  query?: Query
  body?: unknown
}

type Given<Key extends string, Schema> = Schema extends ZodType
  ? ZodType extends Schema
    ? { [K in Key]?: undefined }
    : undefined extends input<Schema>
      ? { [K in Key]?: input<Schema> }
      : { [K in Key]: input<Schema> }
  : unknown

type InputOf<E> =
  E extends Endpoint<infer P, infer Q, infer B, infer _R>
    ? Given<'params', P> & Given<'query', Q> & Given<'body', B> & Sending
    : never

type ResultOf<E> =
  E extends Endpoint<infer _P, infer _Q, infer _B, infer R>
    ? ZodType extends R
      ? undefined
      : output<R>
    : never

/**
 * Carries out a declared endpoint and gives its result, typed by its contract.
 * Throws `ApiProblem` for every "no" and for a server that cannot be reached. Without a session the person is
 * asked to sign in again over the page, then the request goes on.
 */
export function call<E extends Endpoint>(
  endpoint: E,
  ...[given]: Record<never, never> extends InputOf<E> ? [InputOf<E>?] : [InputOf<E>]
): Promise<ResultOf<E>> {
  const { params, query, body, ...sending } = (given ?? {}) as Sending & Record<string, unknown>
  return send<ResultOf<E>>({
    method: endpoint.method,
    path: filledPath(endpoint.path, (params ?? {}) as Record<string, unknown>),
    ...(query ? { query: query as Query } : {}),
    ...(body === undefined ? {} : { body }),
    quiet: endpoint.access === 'open',
    ...sending,
  })
}

/** Like `call` where the address is known only at run time (records of any object). */
export async function send<Result>(request: Request): Promise<Result> {
  return resultOf<Result>(await answered(request))
}

/** The same where a file is answered: its bytes and the name it comes with. */
export async function sendForFile(request: Request): Promise<{ content: Blob; name: string }> {
  const answer = await answered(request)
  if (!answer.ok) throw await problemOf(answer)
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  return { content: await answer.blob(), name: named ? decodeURIComponent(named) : '' }
}

async function answered(request: Request): Promise<Response> {
  const answer = await attempt(request)
  if (answer.status !== 401 || request.quiet) return answer
  const problem = await problemOf(answer)
  if (!WITHOUT_SESSION.has(problem.code)) throw problem
  try {
    await signedInAgain()
  } catch {
    throw problem
  }
  return attempt(request)
}

/** The path with its `:name` places filled. */
export function filledPath(path: string, params: Readonly<Record<string, unknown>>): string {
  return path.replace(/:(\w+)/g, (_place, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`no ${name} for ${path}`)
    return encodeURIComponent(String(value))
  })
}

/** `?a=1&b=2`, without what is undefined; lists repeat their name. Empty text where nothing is left. */
export function queryText(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

async function attempt(request: Request): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (request.method !== 'GET') headers['x-baton-csrf'] = '1'
  const form = request.body instanceof FormData
  if (request.body !== undefined && !form) headers['content-type'] = 'application/json'
  if (request.ifMatch !== undefined) headers['if-match'] = `"${request.ifMatch}"`
  if (request.idempotencyKey) headers['idempotency-key'] = request.idempotencyKey
  try {
    return await fetch(BASE + request.path + queryText(request.query ?? {}), {
      method: request.method,
      headers,
      credentials: 'same-origin',
      ...(request.body === undefined
        ? {}
        : { body: form ? (request.body as FormData) : JSON.stringify(request.body) }),
      ...(request.signal ? { signal: request.signal } : {}),
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') throw thrown
    throw new ApiProblem('network.unreachable', 0)
  }
}

async function resultOf<Result>(answer: Response): Promise<Result> {
  if (!answer.ok) throw await problemOf(answer)
  if (answer.status === 204) return undefined as Result
  return (await answer.json()) as Result
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => undefined)
  return problemFrom(answer.status, body)
}
