import { setTimeout as sleep } from 'node:timers/promises'
import { SESSION_COOKIE, startSession } from '../../src/features/identity/index.ts'
import type { PlanVersion } from '../../src/features/plan/contract.ts'
import { documentOf } from '../../src/features/plan/rules/document.ts'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import type { Embedded } from '../../src/platform/db/embedded.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { ask, seeded, signIn } from '../bad-days/load.ts'
import { untilBack } from '../bad-days/scenario.ts'
import { ADMIN, type Server, startServer } from '../bad-days/servers.ts'
import type { Race, Racer } from './asking.ts'
import { inconsistencies, type Known } from './checker.ts'
import { OPEN, runClient, runLeaver } from './clients.ts'
import type { History, Noted, State } from './history.ts'
import type { Limits } from './pools.ts'

export type Given = {
  postgres: Embedded
  seed: number
  seconds: number
  opportunities: number
  clients: number
  servers: number
  /** How many people hold and claim, those who leave and come back left out. */
  people: number
  /** Servers and PostgreSQL are killed meanwhile. */
  kills: boolean
}
export type Outcome = {
  /** Operations by what was asked and how it ended. */
  counts: Record<string, number>
  kills: number
  problems: string[]
}

/** Few enough that people meet them. */
const LIMITS: Limits = { claimsPerDay: 6, holdMost: 30 }
const LEAVE = ['leaver0', 'leaver1']
const ACCOUNTS = 10

/** Clients pass, offer, answer, move, route and deactivate on the same opportunities through several servers; then the history is checked. */
export async function runRace(given: Given): Promise<Outcome> {
  const servers: Server[] = []
  const db = connect(given.postgres.url, { as: 'owner', max: 2, name: 'races' })
  try {
    for (let i = 0; i < given.servers; i++)
      servers.push(await startServer({ databaseUrl: given.postgres.url }))
    const made = await prepare(servers, given, db)
    const first = await statesNow(db, made.opportunities)
    const since = await lastSeq(db)
    const until = Date.now() + given.seconds * 1000
    const race: Race = {
      ...made,
      servers,
      history: { operations: [], leavings: [] },
      faults: [],
      random: seeded(given.seed),
      over: () => Date.now() > until,
    }
    const clients = Array.from({ length: given.clients }, () => runClient(race))
    const leavers = race.leavers.map((leaver) => runLeaver(race, leaver))
    const killing = given.kills ? kill(given.postgres, race) : Promise.resolve(0)
    await Promise.all([...clients, ...leavers])
    const kills = await killing
    const known = { first, limits: LIMITS, ...(await found(given.postgres.url, made.opportunities, since)) }
    const { ledger, ...rest } = known
    return {
      counts: countsOf(race.history),
      kills,
      problems: [...race.faults, ...ledger, ...inconsistencies(race.history, rest)],
    }
  } finally {
    await db.end()
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** A server, then another, then the database, until the race is over. */
async function kill(postgres: Embedded, race: Race): Promise<number> {
  let kills = 0
  while (!race.over() || kills < 2) {
    await sleep(600 + race.random() * 900)
    if (kills % 3 === 1) {
      process.kill(postgres.pid, 'SIGKILL')
      await untilBack(postgres.url)
    } else await race.servers[kills % race.servers.length]?.killAndRestart()
    kills += 1
  }
  return kills
}

async function prepare(servers: readonly Server[], { opportunities: count, people }: Given, db: Sql) {
  const address = servers[0]?.address ?? ''
  const cookie = await signIn(address)
  const get = async (path: string) => (await ask(address, { method: 'GET', path, cookie })).body
  const post = async (path: string, body: unknown) => {
    const answer = await ask(address, { method: 'POST', path, body, cookie })
    if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const roles = (await get('/roles'))['items'] as { id: string; key: string }[]
  const sales = roles.find(({ key }) => key === 'sales')?.id
  const department = (await post('/organisation/departments', { name: '销售部' }))['id']
  const hire = async (name: string): Promise<Racer> => {
    const email = `${name}@example.com`
    const functions = ['sales', 'marketing', 'technical-support']
    const { id } = await post('/organisation/people', { name, email, department, functions, roles: [sales] })
    const from = { agent: 'races', ip: '127.0.0.1' }
    const token = await startSession(db, new Date().toISOString(), String(id), from)
    return { id: String(id), email, cookie: `${SESSION_COOKIE}=${token}` }
  }
  /** The same with a password, to sign in again when they come back. */
  const invite = async (name: string): Promise<Racer> => {
    const racer = await hire(name)
    const { path } = await post(`/organisation/people/${racer.id}/invite`, {})
    const body = { password: ADMIN.password }
    await ask(address, {
      method: 'POST',
      path: `/invites/${String(path).split('/').pop()}`,
      body,
      cookie: '',
    })
    return { ...racer, cookie: await signIn(address, { email: racer.email, ...body }) }
  }
  const racers: Racer[] = []
  const leavers: Racer[] = []
  for (let i = 0; i < people; i++) racers.push(await hire(`racer${i}`))
  for (const name of LEAVE) leavers.push(await invite(name))
  const plan = await get('/plan')
  const document = documentOf(plan as PlanVersion)
  const pools = document.pools.map((pool) => ({ ...pool, ...LIMITS }))
  await post('/plan/versions', { ...document, pools, basedOn: plan['id'] })
  const named: string[] = []
  for (let i = 0; i < ACCOUNTS; i++)
    named.push(String((await post('/accounts', { name: `华东大学 ${i}` }))['id']))
  const make = async (i: number) =>
    String(
      (
        await post('/opportunities', {
          title: `光谱仪 ${i}`,
          account: named[i % ACCOUNTS],
          source: 'phone',
          requirement: '质谱',
          amount: { amount: '1000', currency: 'CNY' },
          expectedCloseOn: '2026-12-31',
          holder: racers[i % racers.length]?.id,
          stage: OPEN[0],
        })
      )['id'],
    )
  const opportunities: string[] = []
  for (let i = 0; i < count; i += 8)
    opportunities.push(
      ...(await Promise.all(Array.from({ length: Math.min(8, count - i) }, (_, n) => make(i + n)))),
    )
  // every second one lies in the pool when it begins
  const ids = opportunities.filter((_, i) => i % 2 === 0)
  for (let i = 0; i < ids.length; i += 100) {
    const body = { ids: ids.slice(i, i + 100), reason: '放入公海' }
    const { taken } = (
      await ask(address, { method: 'POST', path: '/opportunities/taking-back', body, cookie })
    ).body
    if ((taken as unknown[])?.length !== body.ids.length) throw new Error('not all went into the pool')
  }
  const accounts = new Map(
    named.map((id, n) => [id, opportunities.filter((_, i) => i % ACCOUNTS === n)] as const),
  )
  return { cookie, opportunities, accounts, racers, leavers }
}

async function lastSeq(db: Sql): Promise<number> {
  const [row] = await db<{ seq: number }[]>`select coalesce(max(seq), 0)::int as seq from event`
  return row?.seq ?? 0
}

async function statesNow(db: Sql, ids: readonly string[]): Promise<Map<string, State>> {
  const rows = await db<(Omit<State, 'handOvers' | 'left'> & { id: string; left: string[] })[]>`
    select o.id, o.version, o.holder_id as holder, s.key as stage, o.is_open as "isOpen",
      o.deleted_at is not null as "isGone",
      (select p.pool from pool_stay p where p.opportunity_id = o.id and p.until is null) as pool,
      exists (select from pool_stay p where p.opportunity_id = o.id) as lay,
      coalesce((select json_agg(p.previous_holder_id) from pool_stay p
        where p.opportunity_id = o.id and p.previous_holder_id is not null), '[]') as left
    from opportunity o join stage s on s.id = o.stage_id where o.id = any(${ids as string[]}::uuid[])`
  return new Map(
    rows.map(({ id, left, ...state }) => [id, { ...state, left: new Set(left), handOvers: new Map() }]),
  )
}

const RELEVANT = [
  'opportunity.passed',
  'opportunity.moved',
  'opportunity.reopened',
  'opportunity.updated',
  'opportunity.deleted',
  'opportunity.restored',
  'opportunity.merged',
  'opportunity.merged-away',
  'hand-over.offered',
  'hand-over.accepted',
  'hand-over.declined',
  'hand-over.withdrawn',
]

async function found(url: string, ids: readonly string[], since: number) {
  const db = connect(url, { as: 'owner', max: 2, name: 'races' })
  try {
    const journal = await db<Noted[]>`
      select seq::int as seq, xid::text as xid, kind, opportunity_id as opportunity, record_id as record, before, after,
        cause->>'reason' as reason, cause->>'because' as because, cause->>'pool' as pool
      from event where seq > ${since} and kind = any(${RELEVANT}) and opportunity_id = any(${ids as string[]}::uuid[])
      order by seq`
    const stages = await db<{ id: string; key: string; kind: string }[]>`select id, key, kind from stage`
    const { problems } = await checkLedger(db)
    const known: Omit<Known, 'first'> = {
      journal,
      last: await statesNow(db, ids),
      stages: new Map(stages.map(({ id, ...stage }) => [id, stage])),
    }
    return { ...known, ledger: problems.map(({ problem, opportunityId }) => `${problem} ${opportunityId}`) }
  } finally {
    await db.end()
  }
}

function countsOf({ operations, leavings }: History): Record<string, number> {
  const counts: Record<string, number> = {}
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1
  }
  for (const { asked, told } of operations)
    count(`${asked.kind} ${told.kind === 'refused' ? told.code : told.kind}`)
  for (const { to, told } of leavings) count(`${to} ${told.kind === 'refused' ? told.code : told.kind}`)
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
