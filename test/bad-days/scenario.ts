import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Embedded } from '../../src/platform/db/embedded.ts'
import { connect } from '../../src/platform/db/pool.ts'
import { ask, insist, type Known, type Load, nothingKnown, seeded, signIn } from './load.ts'
import { ADMIN, type Server, startServer } from './servers.ts'
import { verify } from './verify.ts'
import { runClient } from './work.ts'

export type Given = {
  postgres: Embedded
  servers: number
  /** Worker processes of the last server; without them it serves itself. */
  workers?: number
  clients: number
  seconds: number
  seed: number
  importRows: number
  /** What happens meanwhile; nothing happens for a measure of memory. */
  day: 'kills' | 'clock' | 'calm'
  /** Ends the load before its time. */
  signal?: AbortSignal
}
export type Outcome = {
  /** Acknowledged pieces of work, by name. */
  done: Readonly<Record<string, number>>
  /** Requests sent again because no answer came, and on purpose after one. */
  repeated: number
  replayed: number
  serverKills: number
  workerKills: number
  databaseKills: number
  clockJumps: number
  imported: number
  problems: string[]
  /** Resident memory of the first server in MB, by second. */
  memory: { second: number; mb: number }[]
}
type Happened = Pick<Outcome, 'serverKills' | 'workerKills' | 'databaseKills' | 'clockJumps'>

/** Load and whatever the day brings for a while, then everything that was acknowledged is looked for. */
export async function runBadDay(given: Given): Promise<Outcome> {
  const servers: Server[] = []
  try {
    for (let i = 0; i < given.servers; i++) {
      const workers = i === given.servers - 1 && given.workers ? { workers: given.workers } : {}
      const detached = given.signal !== undefined // Ctrl-C is the load's to answer
      servers.push(await startServer({ databaseUrl: given.postgres.url, detached, ...workers }))
    }
    const load = await prepare(servers, seeded(given.seed))
    const known = nothingKnown()
    const run = given.importRows > 0 ? await startImport(load, given.importRows) : undefined
    const until = Date.now() + given.seconds * 1000
    const happened: Happened = { serverKills: 0, workerKills: 0, databaseKills: 0, clockJumps: 0 }
    const ended = () => given.signal?.aborted === true || (Date.now() > until && enough(given.day, happened))
    const memory: Outcome['memory'] = []
    const clients = Array.from({ length: given.clients }, () => runClient(load, known, ended))
    const watching = watch(servers[0] as Server, memory, ended)
    await theDay(given, servers, load.random, happened, ended)
    await Promise.all([...clients, watching])
    const importing = run && !given.signal?.aborted
    const imported = importing ? await importEnds(load, run) : 0
    const { held: _held, done, faults, ...rest } = known
    const asked = importing ? { imported, importRows: given.importRows } : undefined
    const problems = [...faults, ...(await verify(given.postgres.url, known, asked))]
    return { done: Object.fromEntries(done), ...rest, ...happened, imported, problems, memory }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** A slow machine takes longer until something of every kind has happened. */
function enough(day: Given['day'], { serverKills, databaseKills, clockJumps }: Happened): boolean {
  if (day === 'kills') return serverKills > 0 && databaseKills > 0
  return day === 'calm' || clockJumps > 3
}

async function theDay(
  { day, postgres }: Given,
  servers: readonly Server[],
  random: () => number,
  happened: Happened,
  ended: () => boolean,
): Promise<void> {
  for (let turn = 0; day !== 'calm' && !ended(); turn++) {
    await pause(500 + random() * 2000, ended)
    if (ended()) break
    if (day === 'kills') await kill(turn, postgres, servers, random, happened)
    else await jump(turn, servers, happened)
  }
}

async function kill(
  turn: number,
  postgres: Embedded,
  servers: readonly Server[],
  random: () => number,
  happened: Happened,
): Promise<void> {
  if (turn % 4 === 2) {
    process.kill(postgres.pid, 'SIGKILL')
    happened.databaseKills += 1
    await untilBack(postgres.url)
  } else if (turn % 4 === 1) {
    happened.workerKills += servers.at(-1)?.killWorker(random()) ?? 0
  } else {
    await servers[Math.floor(random() * servers.length)]?.killAndRestart()
    happened.serverKills += 1
  }
}

const HOUR_MS = 3_600_000
const APART_MS = [24 * HOUR_MS, 23 * HOUR_MS, -HOUR_MS, 0]

/** A day on, an hour back, a day back and true again; the servers one after the other, so that they disagree as well. */
async function jump(turn: number, servers: readonly Server[], happened: Happened): Promise<void> {
  await servers[turn % servers.length]?.setClock(
    APART_MS[Math.floor(turn / servers.length) % APART_MS.length] ?? 0,
  )
  happened.clockJumps += 1
}

async function pause(ms: number, ended: () => boolean): Promise<void> {
  for (let left = ms; left > 0 && !ended(); left -= 100) await sleep(Math.min(100, left))
}

/** Waits until the database answers. */
export async function untilBack(url: string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    await sleep(200)
    const db = connect(url, { as: 'admin', max: 1, name: 'bad-days' })
    try {
      await db`select 1`
      return
    } catch {
      // not yet
    } finally {
      await db.end({ timeout: 1 })
    }
  }
  throw new Error('the database did not come back within a minute')
}

async function watch(server: Server, memory: Outcome['memory'], ended: () => boolean): Promise<void> {
  const since = Date.now()
  while (!ended()) {
    await sleep(1000)
    try {
      const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]
      memory.push({ second: Math.round((Date.now() - since) / 1000), mb: Number(kb) / 1024 })
    } catch {
      // killed at this moment
    }
  }
}

export async function prepare(servers: readonly Server[], random: () => number): Promise<Load> {
  const address = servers[0]?.address ?? ''
  const cookie = await signIn(address)
  const get = (path: string) => ask(address, { method: 'GET', path, cookie })
  const post = async (path: string, body: unknown) => {
    const answer = await ask(address, { method: 'POST', path, body, cookie })
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const roles = (await get('/roles')).body['items'] as { id: string; key: string }[]
  const sales = roles.find(({ key }) => key === 'sales')?.id
  const department = (await post('/organisation/departments', { name: '销售部' }))['id']
  const people = new Map<string, string>()
  for (const [i, name] of ['李强', '陈静', '黄伟'].entries()) {
    const who = { email: `p${i}@example.com`, password: ADMIN.password }
    const person = { name, email: who.email, department, functions: ['sales'], roles: [sales] }
    const { id } = await post('/organisation/people', person)
    const invited = await post(`/organisation/people/${id}/invite`, {})
    const path = `/invites/${String(invited['path']).split('/').pop()}`
    await ask(address, { method: 'POST', path, body: { password: who.password }, cookie: '' })
    people.set(String(id), await signIn(address, who))
  }
  const { person } = (await get('/me')).body as { person: { id: string } }
  people.set(person.id, cookie)
  return {
    servers,
    cookie,
    people,
    account: String((await post('/accounts', { name: '华东大学' }))['id']),
    random,
  }
}

export async function startImport(load: Load, rows: number): Promise<string> {
  const address = load.servers[0]?.address ?? ''
  const lines = Array.from({ length: rows }, (_, i) => `I-${i},客户 ${i % 50}`)
  const form = new FormData()
  form.set('object', 'opportunity')
  form.set('file', new Blob([`商机名称,客户名称\n${lines.join('\n')}\n`]), 'bad-day.csv')
  const headers = { cookie: load.cookie, 'x-baton-csrf': '1' }
  const sent = await fetch(`${address}/api/v1/imports`, { method: 'POST', headers, body: form })
  const { id } = (await sent.json()) as { id: string }
  const body = { settings: { create: { accounts: true } } }
  const { cookie } = load
  await ask(address, { method: 'PUT', path: `/imports/${id}/mapping`, body, cookie })
  await ask(address, { method: 'POST', path: `/imports/${id}/check`, cookie })
  await runEnters(load, id, ['checked'])
  const started = await ask(address, { method: 'POST', path: `/imports/${id}/start`, cookie })
  if (started.status !== 202) throw new Error(JSON.stringify(started.body))
  return id
}

export async function importEnds(load: Load, id: string): Promise<number> {
  return Number((await runEnters(load, id, ['done']))['created'])
}

async function runEnters(load: Load, id: string, states: readonly string[]) {
  for (let i = 0; i < 300; i++) {
    const asked = { method: 'GET', path: `/imports/${id}`, cookie: load.cookie }
    const { body } = await insist(load, nothingKnown(), asked)
    if (states.includes(String(body['state']))) return body
    if (['failed', 'cancelled'].includes(String(body['state'])))
      throw new Error(`the import ended as ${body['state']}: ${JSON.stringify(body['message'])}`)
    await sleep(200)
  }
  throw new Error(`the import did not enter ${states.join(' or ')} within a minute`)
}
