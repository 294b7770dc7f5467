import { z } from 'zod'
import type { Endpoint } from '../kernel/endpoint.ts'
import type { Registry } from '../objects/metadata.ts'
import { objectPaths } from '../objects/open-api.ts'
import type { Route } from '../objects/route.ts'

type Json = Record<string, unknown>

/** OpenAPI 3.1 of this deployment: every endpoint's contract, and every object with its custom fields. */
export function openApiOf(routes: readonly Route[], registry: Registry): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const declared = route.kind === 'endpoint' ? route.endpoint : route
    const path = declared.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [declared.method.toLowerCase()]: operationOf(route) }
  }
  const objects = objectPaths(registry)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Baton',
      version: '1',
      description: 'Sales opportunities, each held by exactly one person at every moment.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ session: [] }, { key: [] }],
    paths: { ...paths, ...objects.paths },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'baton_session' },
        key: { type: 'http', scheme: 'bearer' },
      },
      schemas: { ...objects.schemas, Problem: PROBLEM },
    },
  }
}

const PROBLEM = {
  type: 'object',
  description: 'RFC 9457 problem details; `code` and `facts` say what was refused and why.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    facts: { type: 'object' },
    requestId: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'code', 'facts', 'requestId'],
}
const REFUSED = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function operationOf(route: Route): Json {
  if (route.kind === 'raw') {
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) =>
      parameter(name ?? '', 'path', { type: 'string' }),
    )
    return {
      summary: route.summary,
      parameters,
      responses: { 200: { description: 'Done' }, default: REFUSED },
      ...securityOf(route.access),
    }
  }
  const { endpoint } = route
  return {
    summary: endpoint.summary,
    parameters: [...parametersOf(endpoint), ...headersOf(endpoint)],
    ...(endpoint.body
      ? { requestBody: { required: true, content: jsonOf(schemaOf(endpoint.body, 'input')) } }
      : {}),
    responses: { [String(statusOf(endpoint))]: answerOf(endpoint), default: REFUSED },
    ...securityOf(endpoint.access ?? 'signed-in'),
  }
}

function parametersOf(endpoint: Endpoint): Json[] {
  return (['path', 'query'] as const).flatMap((place) => {
    const schema = place === 'path' ? endpoint.params : endpoint.query
    if (!schema) return []
    const json = schemaOf(schema, 'input')
    const required = new Set((json['required'] as string[] | undefined) ?? [])
    return Object.entries((json['properties'] as Record<string, Json> | undefined) ?? {}).map(
      ([name, shape]) => ({
        ...parameter(name, place, shape),
        required: place === 'path' || required.has(name),
      }),
    )
  })
}

function headersOf(endpoint: Endpoint): Json[] {
  const headers: Json[] = []
  if (endpoint.ifMatch)
    headers.push({
      ...parameter('If-Match', 'header', { type: 'string', examples: ['"3"'] }),
      required: true,
    })
  if (endpoint.method !== 'GET')
    headers.push({
      ...parameter('Idempotency-Key', 'header', { type: 'string', maxLength: 200 }),
      required: false,
    })
  return headers
}

function parameter(name: string, place: string, schema: Json): Json {
  return { name, in: place, required: place === 'path', schema }
}

function answerOf(endpoint: Endpoint): Json {
  return endpoint.result
    ? { description: 'Done', content: jsonOf(schemaOf(endpoint.result, 'output')) }
    : { description: 'Done' }
}

function statusOf(endpoint: Endpoint): number {
  return endpoint.status ?? (!endpoint.result ? 204 : endpoint.method === 'POST' ? 201 : 200)
}

function jsonOf(schema: Json): Json {
  return { 'application/json': { schema } }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  return json
}

function securityOf(access: 'open' | 'signed-in'): Json {
  return access === 'open' ? { security: [] } : {}
}
