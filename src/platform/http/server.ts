import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import type { Endpoint } from '../../kernel/endpoint.ts'
import type { Sql } from '../db/pool.ts'
import type { Log } from '../log.ts'
import type { Measures } from '../measures.ts'
import { currentRequest } from '../request-scope.ts'
import * as errors from './errors.ts'
import { earlierAnswer, type Keyed, keepAnswer } from './idempotency.ts'
import { bodyOf, checked, keyOf, versionOf } from './input.ts'
import { observeRequests } from './metrics.ts'
import { addOperatorRoutes } from './operators.ts'
import { endAnsweredUploads, refuseSlowBodies, soon } from './patience.ts'
import { faultProblem, problemOf, refusalOf } from './problem.ts'
import { nearestProxy, noProxy, type TrustedProxies } from './proxies.ts'
import { logRequests, noteWho } from './request-log.ts'
import type { RouteOf } from './route.ts'
import { secureHeaders } from './secure-headers.ts'
import { serveWeb } from './web-files.ts'

const BODY_LIMIT = 1_048_576
const SLOW_MS = 500
const UPLOAD_LIMIT = 2 * 1024 ** 3
const UPLOAD_MS = 3_600_000
const HEADERS_MS = 20_000
const SILENCE_MS = 120_000 // longer than any statement may take and than the pauses of a live stream

/** Who asks, as the features know it. `keyed` is handed on to the context's transaction. */
export type Caller<C> = { personId: string; byCookie: boolean; context(keyed: Keyed | undefined): C }

export type HttpOptions<C> = {
  db: Sql
  log: Log
  routes: readonly RouteOf<C>[]
  /** The signed-in caller of a request, undefined where there is none. */
  callerOf(request: FastifyRequest): Promise<Caller<C> | undefined>
  /** The context of nobody, for open routes. */
  openContext(request: FastifyRequest): C
  webFolder?: string | undefined
  isReady(): Promise<boolean>
  measures: Measures
  /** Who shows it may read `/metrics`; without one only this machine may. */
  metricsToken?: string | undefined
  /** A request that takes longer is worth a line in the log. */
  slowMs?: number
  /** What a program may know of this installation; nobody learns less than somebody who is signed in. */
  openApi(caller: Caller<C> | undefined): unknown
  /** Where browsers find us: `https:` makes cookies secure and means that a proxy stands before us. */
  publicUrl?: string | undefined
  /** Whose word about the client counts; the proxy next to us where it is left out and the public address is `https:`. */
  trustedProxies?: TrustedProxies | undefined
  /** Answers that do not fit their contract are faults; for tests and development. */
  checkAnswers?: boolean
}

/** The server, ready to listen or to be injected: routes below /api/v1, health, metrics, the web app, problems for every "no". */
export async function createHttp<C>(options: HttpOptions<C>): Promise<FastifyInstance> {
  const secure = options.publicUrl?.startsWith('https:') ?? false
  const app = fastify({
    loggerInstance: withoutAddress(options.log) as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    connectionTimeout: SILENCE_MS,
    requestTimeout: UPLOAD_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: 5_000 },
    genReqId: () => crypto.randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what was accepted is answered, also by a process that is about to end
    trustProxy: options.trustedProxies ?? (secure ? nearestProxy : noProxy),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (thrown, request, reply) => {
      void secureHeaders(secure)(request, reply) // no hook sees a request that cannot even be routed
      sendProblem(thrown, request, reply, options.log)
    },
  })
  app.removeContentTypeParser('text/plain')
  takeEmptyJson(app)
  await app.register(cookie, { parseOptions: { secure } })
  await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 20 } })
  await app.register(compress, { global: true, threshold: 1024, encodings: ['br', 'gzip'] })
  app.addHook('onSend', secureHeaders(secure))
  refuseSlowBodies(app)
  endAnsweredUploads(app)
  observeRequests(app, options.measures)
  logRequests(app, options.log, options.slowMs ?? SLOW_MS)
  app.setErrorHandler((thrown, request, reply) => sendProblem(thrown, request, reply, options.log))
  addOperatorRoutes(app, { ...options, metricsText: () => options.measures.text() })
  app.get('/api/openapi.json', async (request) => options.openApi(await soon(options.callerOf(request))))
  for (const route of options.routes) addRoute(app, route, options)
  if (options.webFolder) await serveWeb(app, options.webFolder)
  app.setNotFoundHandler((request) => {
    throw errors.notFound({ path: request.url.split('?')[0]?.slice(0, 200) ?? '' })
  })
  return app
}

/** A JSON body of no bytes is no body: many programs name the type whether they send something or not. */
function takeEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.length === 0) done(null, undefined)
    else parse(request, body as string, done)
  })
}

/** The library tells each address it listens at; whoever starts the server says it once, in words. */
function withoutAddress(log: Log): Log {
  return log.level === 'info' ? log.child({}, { level: 'warn' }) : log
}

function addRoute<C>(app: FastifyInstance, route: RouteOf<C>, options: HttpOptions<C>): void {
  const declared = route.kind === 'endpoint' ? route.endpoint : route
  app.route({
    method: declared.method,
    url: `/api/v1${declared.path}`,
    config: { endless: route.kind === 'raw' && route.endless === true },
    handler: async (request, reply) => {
      const caller = await admit(request, declared.access ?? 'signed-in', options)
      if (route.kind === 'raw') {
        return route.handle(caller ? caller.context(undefined) : options.openContext(request), request, reply)
      }
      return answer(route, caller, request, reply, options)
    },
  })
}

async function admit<C>(
  request: FastifyRequest,
  access: 'open' | 'signed-in',
  options: HttpOptions<C>,
): Promise<Caller<C> | undefined> {
  if (!['GET', 'HEAD'].includes(request.method)) refuseCrossSite(request, options.publicUrl)
  const caller = await soon(options.callerOf(request))
  if (!caller && access === 'open') await soon(options.db`select 1`)
  if (caller) noteWho(caller.personId)
  if (access === 'signed-in' && !caller) throw errors.notSignedIn({})
  return caller
}

/** A page of another site can send a form with our cookie, but not our header, and not with our origin. */
function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.headers.authorization !== undefined) return
  if (request.headers['x-baton-csrf'] !== '1') throw errors.crossSite({})
  const site = request.headers['sec-fetch-site']
  if (site && site !== 'same-origin') throw errors.crossSite({})
  const { origin } = request.headers
  if (!origin) return
  const ours = [request.host, publicUrl && new URL(publicUrl).host]
  if (!URL.canParse(origin) || !ours.includes(new URL(origin).host)) throw errors.crossSite({})
}

async function answer<C>(
  route: Extract<RouteOf<C>, { kind: 'endpoint' }>,
  caller: Caller<C> | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  options: HttpOptions<C>,
): Promise<unknown> {
  const { endpoint } = route
  const input = {
    params: checked(endpoint.params, request.params, 'params'),
    query: checked(endpoint.query, request.query, 'query'),
    body: bodyOf(endpoint, request),
    ifMatch: endpoint.ifMatch ? versionOf(request) : 0,
  }
  const keyed = caller ? keyOf(endpoint, caller.personId, request) : undefined
  const earlier = keyed && (await earlierAnswer(options.db, keyed))
  if (earlier) {
    reply.header('idempotency-replayed', 'true')
    return send(reply, earlier.status, earlier.response)
  }
  const context = caller ? caller.context(keyed) : options.openContext(request)
  const result = await route.handle(context, input as never, reply)
  const status = statusOf(endpoint)
  if (options.checkAnswers) endpoint.result?.parse(result)
  if (keyed && !endpoint.secret) await keepAnswer(options.db, keyed, status, result)
  return send(reply, status, result)
}

function send(reply: FastifyReply, status: number, result: unknown): FastifyReply {
  const version = versionIn(result)
  if (version !== undefined) reply.header('etag', `"${version}"`)
  reply.status(status)
  if (status === 204 || result === undefined) return reply.send()
  // As bytes: writing a long Chinese text to a socket costs several times what turning it into bytes does.
  return reply.type('application/json; charset=utf-8').send(Buffer.from(JSON.stringify(result)))
}

function statusOf(endpoint: Endpoint): number {
  if (endpoint.status) return endpoint.status
  if (!endpoint.result) return 204
  return endpoint.method === 'POST' ? 201 : 200
}

function versionIn(result: unknown): number | undefined {
  if (typeof result !== 'object' || result === null || !('version' in result)) return undefined
  return typeof result.version === 'number' ? result.version : undefined
}

/** Not signed in, not allowed, tried too often: what an operator looks for when somebody tries doors. */
const WATCHED = new Set([401, 403, 429])

function whoOf(): { personId?: string } {
  const personId = currentRequest()?.personId
  return personId === undefined ? {} : { personId }
}

function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const refused = refusalOf(thrown)
  const noted = { requestId: request.id, route: request.routeOptions?.url }
  if (!refused || refused.code === errors.busy.code) log.error({ ...noted, err: thrown }, 'fault')
  else
    log[WATCHED.has(refused.status) ? 'info' : 'debug'](
      { ...noted, ...whoOf(), code: refused.code },
      'refused',
    )
  const problem = refused ? problemOf(refused, request.id) : faultProblem(request.id)
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  if (typeof problem.facts['seconds'] === 'number') reply.header('retry-after', problem.facts['seconds'])
  return reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem))
}
