import {
  appendFileSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_COOKIE, startSession } from '../features/identity/index.ts'
import { checkLedger } from '../features/responsibility/index.ts'
import { prepareCluster } from '../platform/db/cluster.ts'
import { type Embedded, startEmbedded } from '../platform/db/embedded.ts'
import { migrate } from '../platform/db/migrate.ts'
import { connect } from '../platform/db/pool.ts'
import { type Application, createApplication } from './application.ts'
import { standbyFinding } from './doctor/database.ts'

const folder = mkdtempSync(join(tmpdir(), 'baton-standby-'))
const homes = { primary: join(folder, 'primary'), standby: join(folder, 'standby') }
const QUICK = { fsync: 'off', shared_buffers: '32MB' }
let primary: Embedded
let standby: Embedded
let port: string
let application: Application
let alone: Application

beforeAll(async () => {
  primary = await startEmbedded({ home: homes.primary, settings: QUICK })
  await prepareCluster(primary.url)
  await migrate(primary.url)
  alone = await createApplication({ url: primary.url, logLevel: 'silent' })
  const made = await alone.http.inject({
    method: 'POST',
    url: '/api/v1/setup',
    headers: { 'x-baton-csrf': '1' },
    payload: {
      company: '晨光',
      companyType: 'growing',
      name: '周敏',
      email: 'a@example.com',
      password: 'correct horse battery',
    },
  })
  expect(made.statusCode, made.body).toBe(201)
  await makeStandby(primary.url)
  port = String(await freePort())
  standby = await startEmbedded({ home: homes.standby, settings: { ...QUICK, port } })
  application = await createApplication({
    url: primary.url,
    logLevel: 'silent',
    reader: { url: standby.url, mostLagMs: 700 },
  })
})
afterAll(async () => {
  await application.close()
  await alone.close()
  await standby.stop()
  await primary.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** As docs/operations/standby.md says it, without pg_basebackup: the data folder copied between start and stop of a backup. */
async function makeStandby(url: string): Promise<void> {
  const admin = connect(url, { as: 'admin', max: 1 })
  const from = join(homes.primary, 'postgres')
  const to = join(homes.standby, 'postgres')
  await admin`select pg_backup_start('standby', true)`
  mkdirSync(homes.standby, { mode: 0o700 })
  const isLeft = (path: string) =>
    /^(postmaster\.(pid|opts)|pg_wal\/.+|pg_replslot\/.+|pgsql_tmp.*)$/.test(
      path
        .slice(from.length + 1)
        .split(sep)
        .join('/'),
    )
  cpSync(from, to, { recursive: true, filter: (path) => !isLeft(path) })
  const [label] = await admin<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`
  writeFileSync(join(to, 'backup_label'), label?.labelfile ?? '')
  writeFileSync(join(to, 'standby.signal'), '')
  const { hostname, port: at, username, password } = new URL(url)
  appendFileSync(
    join(to, 'postgresql.auto.conf'),
    `\nprimary_conninfo = 'host=${hostname} port=${at} user=${username} password=${password} application_name=standby'\n`,
  )
  cpSync(join(homes.primary, 'postgres.password'), join(homes.standby, 'postgres.password'))
  const { uid, gid } = statSync(from)
  for (const path of [to, ...readdirSync(to, { recursive: true }).map((name) => join(to, String(name)))])
    chownSync(path, uid, gid)
  await admin.end()
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: found } = server.address() as { port: number }
      server.close(() => done(found))
    })
  })
}

async function asking(from: Application) {
  const [person] = await from.db<{ id: string }[]>`select id from person where admin`
  const token = await startSession(from.db, new Date().toISOString(), person?.id ?? '', {
    agent: 'test',
    ip: '127.0.0.1',
  })
  const headers = { 'x-baton-csrf': '1', cookie: `${SESSION_COOKIE}=${token}` }
  return async (method: 'GET' | 'POST', path: string, payload?: object) => {
    const answer = await from.http.inject({
      method,
      url: `/api/v1${path}`,
      headers,
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.json(), from: answer.headers['baton-read-from'] }
  }
}
type Ask = Awaited<ReturnType<typeof asking>>
const open = (ask: Ask, title: string) =>
  ask('POST', '/opportunities', { title, companyName: '客户', amount: { amount: '100.00', currency: 'CNY' } })

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 150; i++) {
    if (await holds()) return
    await sleep(100)
  }
  throw new Error(`never: ${what}`)
}

test('reports come from the standby and are those of the primary', async () => {
  const ask = await asking(application)
  const other = await asking(alone)
  for (let n = 0; n < 5; n++) expect((await open(ask, `商机 ${n}`)).status).toBe(201)
  for (const path of [
    '/insights/pipeline',
    '/insights/breakdown?by=account',
    '/insights/breakdown?by=holder',
  ]) {
    await until(`${path} of the standby`, async () => {
      const found = await ask('GET', path)
      return (
        found.from === 'standby' &&
        JSON.stringify(found.body) === JSON.stringify((await other('GET', path)).body)
      )
    })
  }
  expect((await other('GET', '/insights/pipeline')).from).toBeUndefined()
  const metrics = await application.http.inject({ url: '/metrics' })
  expect(metrics.body).toMatch(/^baton_standby_fit 1$/m)
})

test('a standby takes no writes, and what takes writes is no standby', async () => {
  const db = connect(standby.url, { as: 'owner', max: 1 })
  await expect(db`update company set name = 'x'`).rejects.toMatchObject({ code: '25006' })
  await db.end()
  const wrong = createApplication({
    url: primary.url,
    logLevel: 'silent',
    reader: { url: primary.url, mostLagMs: 1000 },
  })
  await expect(wrong).rejects.toThrow(/^DATABASE_READ_URL is no standby: that database takes writes\./)
  expect(await standbyFinding(standby.url)).toMatchObject({ state: 'ok' })
  expect(await standbyFinding(primary.url)).toMatchObject({ state: 'fail' })
  expect(await standbyFinding('postgres://a:b@127.0.0.1:9/baton')).toMatchObject({ state: 'warn' })
})

test('one that is behind is not asked until it has caught up', async () => {
  const ask = await asking(application)
  const db = connect(standby.url, { as: 'admin', max: 1 })
  await db`select pg_wal_replay_pause()`
  await open(ask, '落后')
  await until('the primary answers', async () => (await ask('GET', '/insights/pipeline')).from === undefined)
  const all = (await ask('GET', '/insights/pipeline')).body.all.total
  await db`select pg_wal_replay_resume()`
  await db.end()
  await until('the standby answers', async () => {
    const found = await ask('GET', '/insights/pipeline')
    return found.from === 'standby' && found.body.all.total === all
  })
})

test('one that is older than the rights of the asker is not asked', async () => {
  const ask = await asking(application)
  const db = connect(standby.url, { as: 'admin', max: 1 })
  await db`select pg_wal_replay_pause()`
  await until(
    'it is paused',
    async () => (await db`select pg_get_wal_replay_pause_state() as s`)[0]?.['s'] === 'paused',
  )
  const owner = connect(primary.url, { as: 'owner', max: 1 })
  await owner`update company set access_version = access_version + 1`
  const found = await ask('GET', '/insights/pipeline')
  expect([found.status, found.from]).toEqual([200, undefined])
  await owner.end()
  await db`select pg_wal_replay_resume()`
  await db.end()
})

test('one that goes away is missed by nobody, and comes back', async () => {
  const ask = await asking(application)
  await until('the standby answers', async () => (await ask('GET', '/insights/pipeline')).from === 'standby')
  await standby.stop()
  for (let i = 0; i < 5; i++)
    expect(await ask('GET', '/insights/pipeline')).toMatchObject({ status: 200, from: undefined })
  expect((await application.http.inject({ url: '/readyz' })).statusCode).toBe(200)
  standby = await startEmbedded({ home: homes.standby, settings: { ...QUICK, port } })
  await until(
    'the standby answers again',
    async () => (await ask('GET', '/insights/pipeline')).from === 'standby',
  )
})

test('promoted, it has every write that was acknowledged, and takes over', async () => {
  const admin = connect(primary.url, { as: 'admin', max: 1 })
  await admin.unsafe(`alter system set synchronous_standby_names = 'standby'`)
  await admin`select pg_reload_conf()`
  await until('it is synchronous', async () => {
    const [row] = await admin<{ state: string }[]>`select sync_state as state from pg_stat_replication`
    return row?.state === 'sync'
  })
  await admin.end()
  const ask = await asking(application)
  const acknowledged: string[] = []
  let going = true
  const writers = Array.from({ length: 4 }, async (_, w) => {
    for (let n = 0; going; n++) {
      const made = await open(ask, `写 ${w}-${n}`).catch(() => undefined)
      if (made?.status === 201) acknowledged.push(made.body.id)
    }
  })
  while (acknowledged.length < 40) await sleep(20)
  process.kill(primary.pid, 'SIGKILL')
  await primary.stop() // it is not to come back
  going = false
  await Promise.race([Promise.all(writers), sleep(8000)])

  const db = connect(standby.url, { as: 'admin', max: 1 })
  await db`select pg_promote(true, 60)`
  await db.end()
  const promoted = await createApplication({ url: standby.url, logLevel: 'silent' })
  try {
    const [row] = await promoted.db<
      { count: number }[]
    >`select count(*)::int as count from opportunity where id = any(${acknowledged}::uuid[])`
    expect(row?.count).toBe(acknowledged.length)
    const there = await asking(promoted)
    const made = await open(there, '之后')
    expect(made.status).toBe(201)
    const [most] = await promoted.db<
      { number: number }[]
    >`select max(number) as number from opportunity where id <> ${made.body.id}`
    expect(made.body.number).toBeGreaterThan(most?.number ?? 0)
    expect((await checkLedger(promoted.db)).problems).toEqual([])
  } finally {
    await promoted.close()
  }
})
