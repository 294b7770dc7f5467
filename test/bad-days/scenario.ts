import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import type { Embedded } from '../../src/platform/db/embedded.ts'
import { connect } from '../../src/platform/db/pool.ts'
import { ask, insist, type Known, type Load, nothingKnown, runClient, seeded, signIn } from './load.ts'
import { type Server, startServer } from './servers.ts'

export type Given = {
  postgres: Embedded
  servers: number
  clients: number
  seconds: number
  seed: number
  importRows: number
  /** Without kills it is a measure of memory. */
  kills: boolean
}
export type Outcome = {
  acknowledged: number
  repeated: number
  serverKills: number
  databaseKills: number
  made: number
  imported: number
  problems: string[]
  /** Resident memory of the first server in MB, by second. */
  memory: { second: number; mb: number }[]
}

/** Load and kills for a while, then everything that was acknowledged is looked for. */
export async function runBadDay(given: Given): Promise<Outcome> {
  const random = seeded(given.seed)
  const servers: Server[] = []
  for (let i = 0; i < given.servers; i++) servers.push(await startServer(given.postgres.url))
  try {
    const cookie = await signIn(servers[0]?.address ?? '')
    const load: Load = { servers, cookie, people: await makePeople(servers, cookie), random }
    const known = nothingKnown()
    const run = await startImport(load, given.importRows)
    const until = Date.now() + given.seconds * 1000
    const ended = () => Date.now() > until
    const memory: Outcome['memory'] = []
    const clients = Array.from({ length: given.clients }, () => runClient(load, known, ended))
    const watching = watch(servers[0] as Server, memory, ended)
    const killed = given.kills
      ? await killAtRandom(given.postgres, servers, random, ended)
      : { serverKills: 0, databaseKills: 0 }
    await Promise.all([...clients, watching])
    const imported = await importEnds(load, run)
    const problems = [...known.faults, ...(await verify(given, known, imported))]
    const { acknowledged, repeated } = known
    return { acknowledged, repeated, ...killed, made: known.made.size, imported, problems, memory }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function killAtRandom(
  postgres: Embedded,
  servers: readonly Server[],
  random: () => number,
  ended: () => boolean,
) {
  const killed = { serverKills: 0, databaseKills: 0 }
  for (let turn = 0; !ended(); turn++) {
    await sleep(500 + random() * 2500)
    if (turn % 3 === 2) {
      process.kill(postgres.pid, 'SIGKILL')
      killed.databaseKills += 1
      await untilBack(postgres.url)
    } else {
      await servers[Math.floor(random() * servers.length)]?.killAndRestart()
      killed.serverKills += 1
    }
  }
  return killed
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

async function makePeople(servers: readonly Server[], cookie: string): Promise<string[]> {
  const address = servers[0]?.address ?? ''
  const get = (path: string) => ask(address, cookie, { method: 'GET', path, body: undefined })
  const post = (path: string, body: unknown) => ask(address, cookie, { method: 'POST', path, body })
  const roles = (await get('/roles')).body['items'] as { id: string; key: string }[]
  const sales = roles.find(({ key }) => key === 'sales')?.id
  const department = (await post('/organisation/departments', { name: '销售部' })).body['id']
  const people: string[] = []
  for (const name of ['李强', '陈静', '黄伟']) {
    const email = `p${people.length}@example.com`
    const made = await post('/organisation/people', {
      name,
      email,
      department,
      functions: ['sales'],
      roles: [sales],
    })
    if (made.status !== 201) throw new Error(JSON.stringify(made.body))
    people.push(String(made.body['id']))
  }
  return people
}

async function startImport(load: Load, rows: number): Promise<string> {
  const address = load.servers[0]?.address ?? ''
  const lines = Array.from({ length: rows }, (_, i) => `I-${i},客户 ${i % 50}`)
  const form = new FormData()
  form.set('object', 'opportunity')
  form.set('file', new Blob([`商机名称,客户名称\n${lines.join('\n')}\n`]), 'bad-day.csv')
  const headers = { cookie: load.cookie, 'x-baton-csrf': '1' }
  const sent = await fetch(`${address}/api/v1/imports`, { method: 'POST', headers, body: form })
  const { id } = (await sent.json()) as { id: string }
  const body = { settings: { create: { accounts: true } } }
  await ask(address, load.cookie, { method: 'PUT', path: `/imports/${id}/mapping`, body })
  await ask(address, load.cookie, { method: 'POST', path: `/imports/${id}/check`, body: undefined })
  await runEnters(load, id, ['checked'])
  const started = await ask(address, load.cookie, {
    method: 'POST',
    path: `/imports/${id}/start`,
    body: undefined,
  })
  if (started.status !== 202) throw new Error(JSON.stringify(started.body))
  return id
}

async function importEnds(load: Load, id: string): Promise<number> {
  return Number((await runEnters(load, id, ['done']))['created'])
}

async function runEnters(load: Load, id: string, states: readonly string[]) {
  for (let i = 0; i < 300; i++) {
    const asked = { method: 'GET', path: `/imports/${id}`, body: undefined }
    const { body } = await insist(load, nothingKnown(), asked)
    if (states.includes(String(body['state']))) return body
    if (['failed', 'cancelled'].includes(String(body['state'])))
      throw new Error(`the import ended as ${body['state']}: ${JSON.stringify(body['message'])}`)
    await sleep(200)
  }
  throw new Error(`the import did not enter ${states.join(' or ')} within a minute`)
}

async function verify(given: Given, known: Known, imported: number): Promise<string[]> {
  const db = connect(given.postgres.url, { as: 'app', max: 1, name: 'bad-days' })
  try {
    const problems = (await checkLedger(db)).problems.map(
      ({ problem, opportunityId }) => `${problem} ${opportunityId}`,
    )
    const rows = await db<
      { id: string; title: string; holder: string; version: number; held: string; noted: number }[]
    >`
      select o.id, o.title, o.holder_id as holder, o.version, h.person_id as held,
        (select count(*)::int from event e where e.record_id = o.id) as noted
      from opportunity o left join lateral (
        select person_id from holding where opportunity_id = o.id order by lower(during) desc limit 1) h on true`
    const byId = new Map(rows.map((row) => [row.id, row]))
    for (const row of rows) {
      if (row.held !== row.holder) problems.push(`${row.id} shows ${row.holder}, held by ${row.held}`)
      if (row.noted === 0) problems.push(`${row.id} is not in the journal`)
    }
    for (const [id, { title, holder, version }] of known.state) {
      const found = byId.get(id)
      if (!found) problems.push(`lost: ${id}`)
      else if (found.title !== title || found.holder !== holder || found.version !== version)
        problems.push(`${id}: acknowledged ${title} ${holder} ${version}, found ${JSON.stringify(found)}`)
    }
    const ours = rows.filter(({ title }) => title.startsWith('T-')).length
    if (ours !== known.made.size)
      problems.push(`${known.made.size} were acknowledged as made, ${ours} are there`)
    const [counted] = await db<{ all: number; distinct: number }[]>`
      select count(*)::int as all, count(distinct title)::int as distinct from opportunity where title like 'I-%'`
    if (
      counted?.all !== given.importRows ||
      counted.distinct !== given.importRows ||
      imported !== given.importRows
    )
      problems.push(
        `the import made ${counted?.all} (${counted?.distinct} titles, ${imported} counted) of ${given.importRows}`,
      )
    return problems
  } finally {
    await db.end()
  }
}
