import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { standingIn } from '../features/absences/index.ts'
import { type Deliverer, deliveryFeature, type Post } from '../features/delivery/index.ts'
import { livingCredentials, personOf, SESSION_COOKIE } from '../features/identity/index.ts'
import { liveFeature } from '../features/live/index.ts'
import { createViewers } from '../features/permissions/index.ts'
import type { Clock } from '../kernel/time.ts'
import type { Viewer } from '../objects/access.ts'
import type { Context } from '../objects/context.ts'
import type { Feature, ObjectHooks } from '../objects/feature.ts'
import {
  currentVersions,
  loadRegistry,
  type Registry,
  registryOf,
  type Versions,
} from '../objects/metadata.ts'
import type { Route } from '../objects/route.ts'
import { objectRoutes } from '../objects/routes.ts'
import { connect, type Queryable, type Sql } from '../platform/db/pool.ts'
import { readiness } from '../platform/db/readiness.ts'
import { fromPrimary, Standby } from '../platform/db/standby.ts'
import { PoolWatch } from '../platform/db/watch.ts'
import { busy } from '../platform/http/errors.ts'
import { type Keyed, keyedTransaction } from '../platform/http/idempotency.ts'
import { CONNECTION_MS } from '../platform/http/patience.ts'
import type { TrustedProxies } from '../platform/http/proxies.ts'
import { type Caller, createHttp } from '../platform/http/server.ts'
import { createLog, type Log } from '../platform/log.ts'
import type { MailServer } from '../platform/mail.ts'
import { Measures } from '../platform/measures.ts'
import { sealFor } from '../platform/seal.ts'
import { features } from './features.ts'
import { addSources } from './measures.ts'
import { openApiOf } from './open-api.ts'

const WEB = fileURLToPath(new URL('../../dist/web', import.meta.url))
const POOL = 20
const OWNER_POOL = 2
const STOP_MS = 10_000 // requests under way are finished; a stream without end is cut

export type Application = {
  db: Sql
  owner: Sql
  http: FastifyInstance
  log: Log
  /** What time it is for everything this application does. */
  clock: Clock
  /** Sends what people are to be told outside the browser. */
  deliverer: Deliverer
  /** Mails somebody one letter of its own at once. */
  post: Post
  /** What is known of the company's objects, for work in the background. */
  company(): Pick<Context, 'registry'>
  /** The context of a person, for the command line and jobs. */
  contextFor(personId: string): Promise<Context | undefined>
  close(): Promise<void>
}

export type ApplicationOptions = {
  url: string
  clock?: Clock
  logLevel?: string
  publicUrl?: string | undefined
  home?: string
  /** A request or a statement that takes longer is worth a line in the log. */
  slowMs?: number
  /** Who shows it may read `/metrics`; without one only this machine may. */
  metricsToken?: string | undefined
  /** A streaming standby that answers reports and exports, and how far behind it may be. */
  reader?: { url: string; mostLagMs: number } | undefined
  /** Whose word about the client counts; where it is left out, that of the proxy an `https:` public address means. */
  trustedProxies?: TrustedProxies | undefined
  /** The most a statement may take; without it a minute. */
  statementMs?: number | undefined
  /** The mail server of the environment; without one it is set in the browser. */
  mail?: MailServer | undefined
  /** Origins beside the vendors' own at which robots of groups may be. */
  robotOrigins?: readonly string[] | undefined
  /** Seals what must be kept and read again; without it a key in `home` does. */
  secretKey?: string | undefined
  /** Refuses (fault) an answer that does not fit its contract; for tests and development. */
  checkAnswers?: boolean
}

/** Most connections one process opens. */
export const connectionsPerProcess = POOL + OWNER_POOL

/** The clock of the machine. */
export const systemClock: Clock = { now: () => new Date().toISOString() }

/** Everything put together over one migrated database; not yet listening. */
export async function createApplication({
  url,
  clock = systemClock,
  logLevel = 'info',
  publicUrl,
  home,
  slowMs = 500,
  metricsToken,
  reader,
  trustedProxies,
  statementMs,
  mail,
  robotOrigins = [],
  secretKey,
  checkAnswers = false,
}: ApplicationOptions): Promise<Application> {
  const log = createLog(logLevel)
  const measures = new Measures()
  const watch = new PoolWatch(
    slowMs,
    (slow) => {
      measures.countSlowQuery()
      log.warn(slow, 'slow query')
    },
    { ms: CONNECTION_MS, refusal: () => busy({ seconds: 5 }) },
  )
  const db = connect(url, { as: 'app', max: POOL, watch, statementMs })
  const owner = connect(url, { as: 'owner', max: OWNER_POOL, name: 'baton-owner' })
  const standby = reader && (await Standby.open(db, { ...reader, log }))
  const builtIns = features.flatMap((feature) => feature.objects ?? [])
  const builtIn = registryOf(builtIns, { version: -1, objects: [], fields: [] })
  const known = { registry: builtIn }
  const refresh = async ({ metadataVersion }: Versions): Promise<void> => {
    if (metadataVersion !== known.registry.version) known.registry = await loadRegistry(db, builtIns, clock)
  }
  const viewerOf = createViewers(() => known.registry, standingIn)
  const contexts = contextMaker(db, clock, () => known.registry, standby)
  const callerOf = async (request: FastifyRequest): Promise<Caller<Context> | undefined> => {
    const now = clock.now()
    const found = await whoAsks(db, now, request)
    if (!found) return undefined
    await refresh(found)
    const viewer = await viewerOf(db, found.personId, found.accessVersion, now)
    if (!viewer) return undefined
    const actor = actorOf(viewer, found.kind)
    const context = (keyed: Keyed | undefined) =>
      contexts(viewer, actor, request.id, keyed, found.accessVersion)
    return { personId: viewer.personId, byCookie: found.kind === 'person', context }
  }
  const contextFor = async (personId: string): Promise<Context | undefined> => {
    const versions = await currentVersions(db)
    await refresh(versions)
    const viewer = await viewerOf(db, personId, versions.accessVersion, clock.now())
    return (
      viewer && contexts(viewer, actorOf(viewer, 'person'), randomUUID(), undefined, versions.accessVersion)
    )
  }
  const live = liveFeature({
    renew: contextFor,
    credentialOf: (request) => credentialOf(request)?.token ?? '',
    living: (credentials) => livingCredentials(db, clock.now(), credentials),
  })
  const delivery = deliveryFeature({
    db,
    clock,
    log,
    registry: () => known.registry,
    contextFor,
    publicUrl,
    mail,
    robotOrigins,
    seal: sealFor(secretKey, home),
  })
  addSources(measures, { db, owner, watch, poolMax: POOL, clock, live, standby })
  const routes: Route[] = [
    ...[...features, live, delivery].flatMap((feature) => feature.routes ?? []),
    ...objectRoutes({
      registry: () => known.registry,
      owner,
      home,
      hooks: hooksOf(features),
    }),
  ]
  const http = await createHttp<Context>({
    db,
    log,
    routes,
    callerOf,
    openContext: (request) => contexts(NOBODY, { kind: 'system', personId: null }, request.id, undefined),
    webFolder: existsSync(WEB) ? WEB : undefined,
    isReady: readiness(db),
    measures,
    metricsToken,
    slowMs,
    openApi: (caller) => openApiOf(routes, caller ? known.registry : builtIn),
    publicUrl,
    trustedProxies,
    checkAnswers,
  })
  await refresh(await currentVersions(db))
  return {
    db,
    owner,
    http,
    log,
    clock,
    deliverer: delivery.deliverer,
    post: delivery.post,
    company: () => ({ registry: known.registry }),
    contextFor,
    close: async () => {
      live.streams.endAll()
      await standby?.close()
      await closeAll(http, db, owner, log)
    },
  }
}

function actorOf({ personId, actsFor = [] }: Viewer, kind: 'person' | 'api-key'): Context['actor'] {
  return { kind, personId, actsFor: actsFor.map((one) => one.personId) }
}

/** What the features change in the generic road, object by object: several may each have their part. */
function hooksOf(of: readonly Feature[]): Record<string, ObjectHooks> {
  const hooks: Record<string, ObjectHooks> = {}
  for (const [object, part] of of.flatMap((feature) => Object.entries(feature.hooks ?? {})))
    hooks[object] = { ...hooks[object], ...part }
  return hooks
}

/** Whoever is not signed in may see nothing. */
const NOBODY: Viewer = {
  personId: '00000000-0000-0000-0000-000000000000',
  name: '',
  admin: false,
  language: 'zh',
  departmentId: null,
  departmentTree: [],
  reports: [],
  functions: [],
  grants: {},
}

function contextMaker(db: Sql, clock: Clock, registry: () => Registry, standby: Standby | undefined) {
  return (
    viewer: Viewer,
    actor: Context['actor'],
    requestId: string,
    keyed: Keyed | undefined,
    accessVersion?: number,
  ): Context => ({
    db,
    read:
      standby && accessVersion !== undefined
        ? standby.readingUnder({ metadataVersion: registry().version, accessVersion })
        : fromPrimary(db),
    now: clock.now(),
    registry: registry(),
    viewer,
    actor,
    requestId,
    keyed: keyed !== undefined,
    transaction: keyedTransaction(db, keyed),
  })
}

async function whoAsks(db: Queryable, now: string, request: FastifyRequest) {
  const found = credentialOf(request)
  if (!found) return undefined
  const known = await personOf(db, now, found)
  return known && { ...known, kind: found.kind }
}

/** The session or key a request comes with, in a form that may be one. */
function credentialOf(request: FastifyRequest): { token: string; kind: 'person' | 'api-key' } | undefined {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    // A program: the cookie counts for nothing, for this request was spared the checks of one from a browser.
    const token = /^Bearer (btn_[\w-]{20,100})$/.exec(authorization)?.[1]
    return token ? { token, kind: 'api-key' } : undefined
  }
  const token = request.cookies[SESSION_COOKIE]
  return token && token.length <= 100 ? { token, kind: 'person' } : undefined
}

async function closeAll(http: FastifyInstance, db: Sql, owner: Sql, log: Log): Promise<void> {
  // A connection whose answer ends while we close would be kept alive for the next request.
  const idle = setInterval(() => http.server.closeIdleConnections(), 100)
  const patience = setTimeout(() => http.server.closeAllConnections(), STOP_MS)
  await http.close()
  clearInterval(idle)
  clearTimeout(patience)
  await Promise.all([db.end({ timeout: 5 }), owner.end({ timeout: 5 })])
  log.flush()
}
