import { once } from 'node:events'
import { connect as dial, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { openWorld, type World } from '../world.ts'
import { ask } from './load.ts'

const READERS = 20
const ROWS = 20_000
const LETTERS = 1500
const MOST_MB = 70 // they asked for 600

let world: World
let owner: Sql
beforeAll(async () => {
  world = await openWorld()
  owner = connect(world.api.url, { as: 'owner', max: 1, name: 'bad-days' })
  await manyOpportunities()
}, 60_000)
afterAll(async () => {
  await owner.end()
  await world.close()
})

/** More than any connection takes without its reader: some 30 MB as CSV. */
async function manyOpportunities(): Promise<void> {
  const id = await world.opportunity(world.admin)
  await owner.begin(async (tx) => {
    await tx`create temp table many on commit drop as select uuidv7() as id, o.plan_version_id, o.stage_id, o.phase, o.furthest,
      o.holder_id, o.open_during from opportunity o, generate_series(1, ${ROWS}::int) where o.id = ${id}`
    await tx`insert into opportunity (id, title, requirement, plan_version_id, stage_id, phase, furthest, stage_since, holder_id,
        held_since, open_during, opened_at)
      select id, 'M', repeat('x', ${LETTERS}::int), plan_version_id, stage_id, phase, furthest, lower(open_during), holder_id,
        lower(open_during), open_during, lower(open_during) from many`
    await tx`select holding_open(array_agg(id), array_agg(stage_id), array_agg(holder_id), array_agg(lower(open_during)),
      array_agg(null::timestamptz), array_agg('given'::text), array_agg(null::uuid), null) from many`
  })
}

/** A connection that asks and never reads an answer. */
async function neverReads(address: string, path: string, cookie: string): Promise<Socket> {
  const { hostname, port } = new URL(address)
  const socket = dial(Number(port), hostname)
  socket.pause()
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET /api/v1${path} HTTP/1.1\r\nhost: x\r\ncookie: ${cookie}\r\n\r\n`)
  return socket
}

const severalNeverRead = (address: string, path: string, cookie: string) =>
  Promise.all(Array.from({ length: READERS }, () => neverReads(address, path, cookie)))

const collect = (() => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

/** What this process holds on to, garbage left out. */
function heldMb(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024 ** 2
}

test('twenty who ask for an export and never read it cost little memory and no connection to the database, and others are served', async () => {
  const { http, db } = world.api.application
  const address = await http.listen({ port: 0, host: '127.0.0.1' })
  const { cookie = '' } = world.admin.headers
  const list = () => ask(address, { method: 'GET', path: '/opportunities?limit=5', cookie })
  const path = '/opportunities/export.csv'
  const whole = await fetch(`${address}/api/v1${path}`, {
    headers: { cookie, 'accept-encoding': 'identity' },
  })
  let letters = 0
  for await (const piece of whole.body ?? []) letters += (piece as Uint8Array).length
  expect(letters).toBeGreaterThan(ROWS * LETTERS)
  const before = heldMb()
  const readers = await severalNeverRead(address, path, cookie)
  try {
    const busy = async () =>
      (
        await db`select query from pg_stat_activity where datname = current_database()
          and application_name = 'baton' and state <> 'idle' and pid <> pg_backend_pid()`
      ).length
    await sleep(3000)
    await expect.poll(busy, { timeout: 10_000 }).toBe(0)
    const more = heldMb() - before
    process.stdout.write(`${READERS} exports that nobody reads: ${more.toFixed(1)} MB\n`)
    expect(more).toBeLessThan(MOST_MB)
    expect((await list()).status).toBe(200)
  } finally {
    for (const reader of readers) reader.destroy()
  }
}, 40_000)

test('who never reads is cut: of an export after two minutes of silence, of a live stream at a megabyte', async () => {
  const { http } = world.api.application
  const { port } = http.server.address() as { port: number }
  const address = `http://127.0.0.1:${port}`
  expect(http.server.timeout).toBe(120_000)
  http.server.timeout = 3000 // the same cut, sooner
  const { cookie = '' } = world.admin.headers
  const connections = () =>
    new Promise<number>((done) => void http.server.getConnections((_, count) => done(count)))

  await expect.poll(connections, { timeout: 30_000 }).toBeLessThanOrEqual(5) // those of before have left
  const others = await connections()
  const exporting = await severalNeverRead(address, '/opportunities/export.csv', cookie)
  await expect.poll(connections).toBeGreaterThan(others)
  await expect.poll(connections, { timeout: 40_000 }).toBeLessThanOrEqual(others)
  for (const reader of exporting) reader.destroy()

  http.server.timeout = 120_000
  const live = await severalNeverRead(address, '/live', cookie)
  await expect.poll(connections).toBeGreaterThanOrEqual(READERS)
  await sleep(500)
  await owner`insert into event (at, kind, object, record_id, actor_kind)
    select now(), 'test', 'plan-version', uuidv7(), 'system' from generate_series(1, 80000)`
  await expect.poll(connections, { timeout: 40_000 }).toBeLessThanOrEqual(others)
  for (const reader of live) reader.destroy()
  expect((await world.admin.get('/opportunities?limit=5')).status).toBe(200)
}, 120_000)
