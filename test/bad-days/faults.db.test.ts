import { mkdtempSync, rmSync } from 'node:fs'
import { connect as dial } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { connect } from '../../src/platform/db/pool.ts'
import { refusalOf } from '../../src/platform/http/problem.ts'
import { signIn } from './load.ts'
import { untilBack } from './scenario.ts'
import { type Server, startServer } from './servers.ts'

const CONNECTIONS = 20 // of a server process, all its work together

const home = mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
let postgres: Embedded
let server: Server
let cookie: string
beforeAll(async () => {
  postgres = await startEmbedded({ home })
  server = await startServer({ databaseUrl: postgres.url })
  cookie = await signIn(server.address)
})
afterAll(async () => {
  await server?.stop()
  await postgres?.stop()
  rmSync(home, { recursive: true, force: true })
})

const get = (path: string) =>
  fetch(`${server.address}${path}`, { headers: { cookie }, signal: AbortSignal.timeout(10_000) })

async function busyWithin(ms: number, path: string): Promise<void> {
  const before = Date.now()
  const answer = await get(path)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    503,
    'application/problem+json; charset=utf-8',
  ])
  expect(answer.headers.get('retry-after')).toBe('5')
  expect(((await answer.json()) as { code: string }).code).toBe('http.busy')
  expect(Date.now() - before).toBeLessThan(ms)
}

describe('on a bad day', () => {
  test('a database that is gone is said at once, and the same server goes on when it is back', async () => {
    const { port } = new URL(postgres.url)
    await postgres.stop()
    try {
      for (let i = 0; i < 4; i++) await busyWithin(6000, '/api/v1/opportunities')
      expect((await get('/readyz')).status).toBe(503)
      expect((await get('/healthz')).status).toBe(200)
    } finally {
      postgres = await startEmbedded({ home, settings: { port } })
    }
    await expect.poll(async () => (await get('/api/v1/opportunities')).status, { timeout: 25_000 }).toBe(200)
  }, 60_000)

  test('where slow work holds every connection, others are told so in bounded time', async () => {
    const db = connect(postgres.url, { as: 'owner', max: 1, name: 'bad-days' })
    const looking = connect(postgres.url, { as: 'admin', max: 1, name: 'bad-days' })
    const lockedOut = async () => {
      const [row] = await looking`
        select count(*)::int as n from pg_stat_activity where application_name = 'baton' and wait_event_type = 'Lock'`
      return row?.['n']
    }
    const waiting = await db.begin(async (tx) => {
      await tx`lock table opportunity in access exclusive mode`
      const held = Array.from({ length: 30 }, () =>
        get('/api/v1/opportunities').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      await expect.poll(lockedOut, { timeout: 5000, interval: 50 }).toBeGreaterThanOrEqual(CONNECTIONS)
      await busyWithin(6000, '/api/v1/roles')
      return { held }
    })
    await Promise.all([db.end(), looking.end()])
    const statuses = await Promise.all(waiting.held)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0)
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true)
    expect((await get('/api/v1/roles')).status).toBe(200)
  })

  test('no statement and no silent transaction of the application is without end', async () => {
    const db = connect(postgres.url, { as: 'app', max: 1, name: 'bad-days' })
    const [row] = await db`
      select current_setting('statement_timeout') as s, current_setting('idle_in_transaction_session_timeout') as i`
    expect(row).toEqual({ s: '1min', i: '1min' })
    const thrown = await db
      .begin(async (tx) => {
        await tx`set local statement_timeout = '50ms'`
        await tx`select pg_sleep(5)`
      })
      .catch((error: unknown) => error)
    expect(refusalOf(thrown)?.status).toBe(503)
    await db.end()
  })

  test('a database that can only be read refuses a write as not storable and still answers reads', async () => {
    const name = new URL(postgres.url).pathname.slice(1)
    const admin = connect(postgres.url, { as: 'admin', max: 1, name: 'bad-days' })
    const readOnly = async (on: boolean) => {
      await admin.unsafe(`alter database ${name} set default_transaction_read_only = ${on ? 'on' : 'off'}`)
      await admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'baton'`
    }
    const create = () =>
      fetch(`${server.address}/api/v1/opportunities`, {
        method: 'POST',
        headers: { cookie, 'x-baton-csrf': '1', 'content-type': 'application/json' },
        body: JSON.stringify({ title: '光谱仪', companyName: '华东大学' }),
      })
    await readOnly(true)
    try {
      await expect.poll(async () => (await get('/api/v1/opportunities')).status).toBe(200)
      const refused = await create()
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([507, '30'])
      expect(((await refused.json()) as { code: string }).code).toBe('http.cannot-store')
    } finally {
      await admin.unsafe('set default_transaction_read_only = off')
      await readOnly(false)
      await admin.end()
    }
    await expect.poll(async () => (await create()).status, { timeout: 10_000 }).toBe(201)
  })

  test.each(['53100', '58030', '25006', 'ENOSPC', 'EROFS', 'EFBIG'])(
    '%s is a disk that takes nothing',
    (code) => {
      expect(refusalOf(Object.assign(new Error(), { code }))?.code).toBe('http.cannot-store')
    },
  )

  test('who sends a request byte by byte is cut, and others are served meanwhile', async () => {
    const { hostname, port } = new URL(server.address)
    const slow = (head: string) =>
      new Promise<number>((done) => {
        const since = Date.now()
        const socket = dial(Number(port), hostname)
        socket.write(head)
        const drip = setInterval(() => socket.write('a'), 500)
        socket.on('error', () => {})
        socket.on('close', () => {
          clearInterval(drip)
          done(Date.now() - since)
        })
        socket.resume()
      })
    const start = 'POST /api/v1/session HTTP/1.1\r\nhost: x\r\n'
    const cut = Promise.all([
      slow(`${start}x-slow: `),
      slow(`${start}content-type: application/json\r\ncontent-length: 1000\r\n\r\n`),
    ])
    expect((await get('/api/v1/opportunities')).status).toBe(200)
    for (const ms of await cut) expect(ms).toBeLessThan(28_000)
  }, 40_000)

  test('a killed PostgreSQL is started again on its port', async () => {
    const { pid } = postgres
    process.kill(pid, 'SIGKILL')
    await untilBack(postgres.url)
    expect(postgres.pid).not.toBe(pid)
    await expect.poll(async () => (await get('/api/v1/opportunities')).status, { timeout: 25_000 }).toBe(200)
  }, 60_000)
})
