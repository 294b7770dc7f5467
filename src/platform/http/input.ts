import type { FastifyRequest } from 'fastify'
import type { ZodType } from 'zod'
import type { Endpoint } from '../../kernel/endpoint.ts'
import * as errors from './errors.ts'
import { type Keyed, requestHash } from './idempotency.ts'

/** The value as its schema makes it. Refuses `http.invalid-input` with every problem and its path. */
export function checked(schema: ZodType | undefined, value: unknown, place: string): unknown {
  if (!schema) return undefined
  const broken = brokenText(value, place)
  if (broken) throw errors.invalidInput({ problems: [{ path: broken, code: 'not-text' }] })
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  const problems = result.error.issues.slice(0, 50).map((issue) => ({
    path: [place, ...issue.path.map(String)].join('.'),
    code: issue.code,
    ...('keys' in issue ? { keys: issue.keys } : {}),
    ...('expected' in issue ? { expected: String(issue.expected) } : {}),
  }))
  throw errors.invalidInput({ problems })
}

/** The checked body. Refuses `http.not-json` where one is needed and JSON was announced but nothing came. */
export function bodyOf(endpoint: Endpoint, request: FastifyRequest): unknown {
  const announced = request.headers['content-type'] !== undefined && request.body === undefined
  if (announced && endpoint.body && !endpoint.body.safeParse(undefined).success) throw errors.notJson({})
  return checked(endpoint.body, request.body, 'body')
}

/** The version of `If-Match: "3"`. Refuses `http.if-match-missing`, and one that cannot be read. */
export function versionOf(request: FastifyRequest): number {
  const header = request.headers['if-match']
  if (!header) throw errors.ifMatchMissing({})
  const match = /^(?:W\/)?"(\d{1,15})"$/.exec(header)
  if (!match) throw errors.invalidInput({ problems: [{ path: 'headers.if-match', code: 'not-a-version' }] })
  return Number(match[1])
}

/** The Idempotency-Key of a writing request with who sent it and what it asks; undefined where there is none. */
export function keyOf(endpoint: Endpoint, personId: string, request: FastifyRequest): Keyed | undefined {
  const key = request.headers['idempotency-key']
  if (endpoint.method === 'GET' || typeof key !== 'string') return undefined
  if (key.length === 0 || key.length > 200) {
    throw errors.invalidInput({ problems: [{ path: 'headers.idempotency-key', code: 'length' }] })
  }
  const route = `${endpoint.method} ${endpoint.path}`
  return {
    personId,
    key,
    route,
    hash: requestHash(route, request.params, [request.headers['if-match'] ?? null, request.body]),
  }
}

const DEPTH = 40 // no contract nests deeper

/** Where text has a NUL or half of a character, which no database keeps as it is, or nesting goes beyond all reason. */
function brokenText(value: unknown, path: string, depth = 0): string | undefined {
  if (depth > DEPTH) return path
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? undefined : path
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = brokenText(key, path) ?? brokenText(inner, `${path}.${key}`, depth + 1)
    if (found) return found
  }
  return undefined
}
