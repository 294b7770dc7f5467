import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApi, testApi } from '../../test/api.ts'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { openWorld, type World } from '../../test/world.ts'
import { standingCheck } from '../features/responsibility/index.ts'
import { connect } from '../platform/db/pool.ts'
import { readiness } from '../platform/db/readiness.ts'
import { createApplication } from './application.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))

describe('the measures', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world?.close())

  const read = async () => (await world.api.application.http.inject({ url: '/metrics' })).body
  const value = (text: string, name: string) =>
    Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1] ?? 'NaN')

  test('tell of requests by route, of the pool, the database and the process', async () => {
    await world.admin.get('/opportunities/01890000-0000-7000-8000-000000000000')
    const text = await read()
    const route = 'method="GET",route="/api/v1/:plural/:id"'
    expect(value(text, `baton_http_requests_total{${route},status="404"}`)).toBe(1)
    expect(value(text, `baton_http_request_seconds_count{${route},outcome="refused"}`)).toBe(1)
    expect(value(text, 'baton_http_requests_in_flight')).toBe(1) // this one
    expect(value(text, 'baton_http_streams_open')).toBe(0)
    expect(value(text, 'baton_pool_max')).toBe(20)
    expect(value(text, 'baton_pool_waiting')).toBe(0)
    expect(value(text, 'baton_db_connections{name="baton-owner",state="active"}')).toBe(1)
    expect(value(text, 'baton_db_connections_max')).toBe(300)
    expect(value(text, 'baton_db_size_bytes')).toBeGreaterThan(5_000_000)
    expect(value(text, 'baton_db_oldest_transaction_seconds')).toBeLessThan(5)
    expect(value(text, 'baton_imports{state="running"}')).toBe(0)
    expect(value(text, 'baton_live_behind_events')).toBe(0)
    for (const source of ['pool', 'database', 'size', 'imports', 'ledger', 'live'])
      expect(value(text, `baton_source_up{source="${source}"}`), source).toBe(1)
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })
  test('have no label made of what somebody typed', async () => {
    for (const url of [
      '/api/v1/nothing/xyzzy',
      '/xyzzy',
      '/api/v1/opportunities/xyzzy?q=xyzzy',
      '/api/v1/%zz',
    ])
      await world.api.application.http.inject({ url })
    await world.api.application.http.inject({ url: '/healthz', method: 'SEARCH' as 'GET' })
    const text = await read()
    expect(text).not.toContain('xyzzy')
    expect(text).toContain('route="none"')
    expect(text).not.toContain('SEARCH')
  })
  test('tell what the standing check of the ledger found, which is made by one process and only when it is time', async () => {
    const { db } = world.api.application
    expect(await read()).not.toMatch(/^baton_ledger_problems/m)
    const second = await world.api.secondProcess()
    const now = world.api.now()
    const made = await Promise.all([standingCheck(db, now), standingCheck(second.application.db, now)])
    expect(made.filter((one) => one !== undefined)).toHaveLength(1)
    expect(await standingCheck(second.application.db, now)).toBeUndefined()
    world.api.pass(15)
    expect(await standingCheck(db, world.api.now())).toEqual({ open: expect.any(Number), problems: [] })
    world.api.pass(3)
    await new Promise((done) => setTimeout(done, 2100)) // the measures before are kept for two seconds
    const text = await read()
    expect(value(text, 'baton_ledger_problems')).toBe(0)
    expect(value(text, 'baton_ledger_check_age_seconds')).toBe(180)
  })
  test('are shown to this machine only, and to nobody whom a proxy brought', async () => {
    const status = async (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
      (await world.api.application.http.inject({ url: '/metrics', headers, remoteAddress })).statusCode
    expect(await status({})).toBe(200)
    expect(await status({}, '::1')).toBe(200)
    expect(await status({}, '10.0.0.7')).toBe(404)
    expect(await status({ 'x-forwarded-for': '127.0.0.1' })).toBe(404)
    expect(await status({ 'x-forwarded-for': '127.0.0.1' }, '10.0.0.7')).toBe(404)
    expect(await status({ forwarded: 'for=127.0.0.1' })).toBe(404)
  })
  test('are shown to whoever has the token, where there is one or a public address', async () => {
    const token = 'a-token-of-enough-letters'
    const open = (options: object) =>
      createApplication({ url: world.api.url, logLevel: 'silent', ...options })
    const closed = await open({ publicUrl: 'https://baton.example' })
    const tokened = await open({ publicUrl: 'https://baton.example', metricsToken: token })
    const status = async (application: typeof closed, headers = {}) =>
      (await application.http.inject({ url: '/metrics', headers, remoteAddress: '127.0.0.1' })).statusCode
    expect(await status(closed)).toBe(404)
    expect(await status(tokened)).toBe(404)
    expect(await status(tokened, { authorization: 'Bearer another-token-of-letters' })).toBe(404)
    expect(await status(tokened, { authorization: `Bearer ${token}` })).toBe(200)
    await closed.close()
    await tokened.close()
  })
})

describe('readiness', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await testApi()
  })
  afterAll(() => api?.close())

  test('is no where a migration is missing, and asks the database once a second at most', async () => {
    const ready = readiness(api.application.db)
    const missing = await api.application.owner<
      { name: string }[]
    >`select name from migration order by name limit 1`
    expect(await ready()).toBe(true)
    await api.application.owner`update migration set name = 'away' where name = ${missing[0]?.name ?? ''}`
    const before = await asked()
    expect(await Promise.all(Array.from({ length: 50 }, ready))).toEqual(Array(50).fill(true))
    expect(await asked()).toBe(before)
    await new Promise((done) => setTimeout(done, 1050))
    expect(await ready()).toBe(false)
    await api.application.owner`update migration set name = ${missing[0]?.name ?? ''} where name = 'away'`
    await new Promise((done) => setTimeout(done, 1050))
    expect(await ready()).toBe(true)
  })
  test('is no, within seconds, where the database does not answer', async () => {
    const away = connect('postgres://nobody:x@10.255.255.1:5432/none', { as: 'app', max: 1 })
    const began = performance.now()
    expect(await readiness(away)()).toBe(false)
    expect(performance.now() - began).toBeLessThan(3000)
    await away.end({ timeout: 0 })
  })

  /** How often the database was asked for its migrations, by its own count of what it read. */
  async function asked(): Promise<number> {
    await api.application.owner`select pg_stat_force_next_flush()`
    const [row] = await api.application.owner<{ count: number }[]>`
      select (seq_scan + coalesce(idx_scan, 0))::int as count from pg_stat_user_tables where relname = 'migration'`
    return row?.count ?? 0
  }
})

describe('the log of a running server', () => {
  let database: TestDatabase
  let child: ChildProcess
  let log = ''
  let address = ''
  const home = mkdtempSync(join(tmpdir(), 'baton-home-'))
  beforeAll(async () => {
    database = await testDatabase()
    child = spawn(process.execPath, [SERVER], {
      env: {
        ...process.env,
        DATABASE_URL: database.url,
        BATON_HOME: home,
        PORT: '0',
        BATON_LOG: 'debug',
        BATON_SLOW_MS: '1', // everything is slow
        BATON_ADMIN_EMAIL: 'admin@example.com',
        BATON_ADMIN_PASSWORD: 'correct horse 9',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stderr?.on('data', (data) => {
      log += data
    })
    address = await new Promise<string>((done, failed) => {
      let out = ''
      child.stdout?.on('data', (data) => {
        out += data
        const found = /running at (\S+)/.exec(out)?.[1]
        if (found) done(found)
      })
      child.once('exit', () => failed(new Error(log)))
    })
  })
  afterAll(async () => {
    child?.kill('SIGTERM')
    if (child?.exitCode === null) await new Promise((done) => child.once('exit', done))
    await database?.close()
    rmSync(home, { recursive: true, force: true })
  })

  const of = async (requestId: string | null, msg: RegExp) => {
    for (let i = 0; i < 100; i++) {
      const lines = log
        .split('\n')
        .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line)] : []))
      const found = lines.find((line) => line.requestId === requestId && msg.test(line.msg))
      if (found) return found
      await new Promise((done) => setTimeout(done, 20))
    }
    throw new Error(`no line ${msg} of ${requestId}`)
  }

  test('has one line a request: route, status, time, who; and the slow statement under the same id', async () => {
    const headers = { 'content-type': 'application/json', 'x-baton-csrf': '1' }
    const body = JSON.stringify({ email: 'admin@example.com', password: 'correct horse 9' })
    const signIn = await fetch(`${address}/api/v1/session`, { method: 'POST', headers, body })
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(await of(signIn.headers.get('x-request-id'), /^slow request$/)).toMatchObject({
      level: 40,
      method: 'POST',
      route: '/api/v1/session',
      status: 201,
      ms: expect.any(Number),
    })
    const list = await fetch(`${address}/api/v1/opportunities?search=xyzzy-in-the-address`, {
      headers: { cookie },
    })
    const id = list.headers.get('x-request-id')
    expect(await of(id, /request/)).toMatchObject({
      route: '/api/v1/:plural',
      personId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const slow = await of(id, /^slow query$/)
    expect(slow).toMatchObject({ level: 40, statement: expect.stringContaining('select'), waiting: 0 })
    for (const secret of ['correct horse', 'xyzzy', cookie.slice(cookie.indexOf('=') + 1)])
      expect(log).not.toContain(secret)
  })
  test('has a refusal by its code, and the id that the refused was told', async () => {
    const answer = await fetch(`${address}/api/v1/me`)
    const { requestId } = (await answer.json()) as { requestId: string }
    expect(requestId).toBe(answer.headers.get('x-request-id'))
    expect(await of(requestId, /^refused$/)).toMatchObject({ level: 30, code: 'http.not-signed-in' })
  })
  test('does not tell how long a live stream was open as a slow request, and counts it while it is', async () => {
    const headers = { 'content-type': 'application/json', 'x-baton-csrf': '1' }
    const body = JSON.stringify({ email: 'admin@example.com', password: 'correct horse 9' })
    const signIn = await fetch(`${address}/api/v1/session`, { method: 'POST', headers, body })
    const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    const leave = new AbortController()
    const stream = await fetch(`${address}/api/v1/live`, { headers: { cookie }, signal: leave.signal })
    expect(stream.status).toBe(200)
    const open = async () =>
      /^baton_http_streams_open (\d+)$/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1]
    expect(await open()).toBe('1')
    leave.abort()
    for (let i = 0; i < 100 && (await open()) !== '0'; i++) await new Promise((done) => setTimeout(done, 20))
    expect(await open()).toBe('0')
    expect(log).not.toMatch(/"route":"\/api\/v1\/live".*slow request/)
  })
})
