import { type Application, createApplication } from '../src/app/application.ts'
import { SESSION_COOKIE, startSession } from '../src/features/identity/index.ts'
import type { TrustedProxies } from '../src/platform/http/proxies.ts'
import type { MailServer } from '../src/platform/mail.ts'
import { type TestDatabase, testDatabase } from './database.ts'

export const START = '2026-11-23T08:00:00.000Z'

type Json = Record<string, unknown>
export type Answer<T = Json> = {
  status: number
  /** The JSON answered; `{}` where there is none. */
  body: T
  /** The refusal's code; undefined where nothing was refused. */
  code: string | undefined
  /** The refusal's facts. */
  facts: unknown
  headers: Record<string, string | number | string[] | undefined>
  text: string
}
export type Asking = { body?: unknown; version?: number; headers?: Record<string, string> }
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Asks below `/api/v1` in one person's name, as their browser would. */
export type Client = {
  personId: string
  /** What each request of theirs carries. */
  headers: Record<string, string>
  ask<T = Json>(method: Method, path: string, asking?: Asking): Promise<Answer<T>>
  get<T = Json>(path: string): Promise<Answer<T>>
  post<T = Json>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
  put<T = Json>(path: string, body?: unknown): Promise<Answer<T>>
  /** A change of the version that was seen. */
  patch<T = Json>(path: string, version: number, body: unknown): Promise<Answer<T>>
  delete<T = Json>(path: string, version?: number): Promise<Answer<T>>
}

/** What a test wants otherwise: a home for uploaded files, an address browsers use, proxies on the way, a database that is there already. */
export type Own = {
  home?: string
  publicUrl?: string
  trustedProxies?: TrustedProxies | undefined
  database?: TestDatabase
  statementMs?: number
  mail?: MailServer
  robotOrigins?: string[]
  reader?: { url: string; mostLagMs: number }
}

export type TestApi = Awaited<ReturnType<typeof testApi>>

/**
 * The whole application over a database of this file's own, not yet set up, or the one given. Time stands at `START` until it is moved.
 * Answers that do not fit their contract are faults here. Connections left open fail `close`.
 */
export async function testApi({ database: given, ...own }: Own = {}) {
  const database = given ?? (await testDatabase())
  let now = START
  const application = await open(database.url, () => now, own)
  const others: Application[] = []
  const nobody = clientOf(application, {}, '')
  return {
    application,
    url: database.url,
    /** Somebody who is not signed in. */
    nobody,
    /** The person of this id or e-mail, signed in. */
    as: (who: string) => signedIn(application, () => now, who),
    /** A client that sends these headers, on its own session or none. */
    with: (headers: Record<string, string>) => clientOf(application, headers, ''),
    /** Another process on the same database. */
    secondProcess: async () => {
      const other = await open(database.url, () => now, own)
      others.push(other)
      return { application: other, as: (who: string) => signedIn(other, () => now, who) }
    },
    now: () => now,
    /** Moves time on. */
    pass: (minutes: number) => {
      now = new Date(Date.parse(now) + minutes * 60_000).toISOString()
    },
    close: async () => {
      for (const each of [application, ...others]) await each.close()
      await database.close()
    },
  }
}

function open(url: string, now: () => string, own: Omit<Own, 'database'>): Promise<Application> {
  return createApplication({
    url,
    clock: { now },
    logLevel: 'silent',
    checkAnswers: true,
    secretKey: 'the same in every process of a test',
    ...own,
  })
}

async function signedIn(application: Application, now: () => string, who: string): Promise<Client> {
  const [person] = await application.db<{ id: string }[]>`
    select id from person where id::text = ${who} or email = ${who}`
  if (!person) throw new Error(`nobody is called ${who}`)
  const token = await startSession(application.db, now(), person.id, { agent: 'test', ip: '127.0.0.1' })
  return clientOf(application, { cookie: `${SESSION_COOKIE}=${token}` }, person.id)
}

function clientOf({ http }: Application, own: Record<string, string>, personId: string): Client {
  const ask = async <T>(method: Method, path: string, { body, version, headers }: Asking = {}) => {
    const answer = await http.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        'x-baton-csrf': '1',
        ...own,
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    const parsed = jsonOf(answer.headers['content-type'], answer.body)
    const code = answer.statusCode >= 400 ? String(parsed['code']) : undefined
    return {
      status: answer.statusCode,
      body: parsed as T,
      code,
      facts: parsed['facts'],
      headers: answer.headers,
      text: answer.body,
    }
  }
  return {
    personId,
    headers: { 'x-baton-csrf': '1', ...own },
    ask,
    get: (path) => ask('GET', path),
    post: (path, body = {}, headers = {}) => ask('POST', path, { body, headers }),
    put: (path, body = {}) => ask('PUT', path, { body }),
    patch: (path, version, body) => ask('PATCH', path, { version, body }),
    delete: (path, version) => ask('DELETE', path, version === undefined ? {} : { version }),
  }
}

function jsonOf(type: unknown, text: string): Json {
  return /json/.test(String(type)) && text !== '' ? (JSON.parse(text) as Json) : {}
}
