import { setTimeout as sleep } from 'node:timers/promises'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import type { Embedded } from '../../src/platform/db/embedded.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { ask, seeded, signIn } from '../bad-days/load.ts'
import { untilBack } from '../bad-days/scenario.ts'
import { ADMIN, type Server, startServer } from '../bad-days/servers.ts'
import { inconsistencies, type Known } from './checker.ts'
import { OPEN, type Race, type Racer, runClient, runLeaver } from './clients.ts'
import type { History, Noted, State } from './history.ts'

export type Given = {
  postgres: Embedded
  seed: number
  seconds: number
  opportunities: number
  clients: number
  servers: number
  /** Servers and PostgreSQL are killed meanwhile. */
  kills: boolean
}
export type Outcome = {
  /** Operations by what was asked and how it ended. */
  counts: Record<string, number>
  kills: number
  problems: string[]
}

const STAY = ['李强', '陈静', '黄伟', '吴霞', '王芳', '赵磊', '林岚', '孙悦']
const LEAVE = ['何平', '郑洁']
const ACCOUNTS = 10

/** Clients pass, offer, answer, move, route and deactivate on the same opportunities through several servers; then the history is checked. */
export async function runRace(given: Given): Promise<Outcome> {
  const servers: Server[] = []
  const db = connect(given.postgres.url, { as: 'owner', max: 2, name: 'races' })
  try {
    for (let i = 0; i < given.servers; i++)
      servers.push(await startServer({ databaseUrl: given.postgres.url }))
    const made = await prepare(servers, given)
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
    const known = { first, ...(await found(given.postgres.url, made.opportunities, since)) }
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

async function prepare(servers: readonly Server[], { opportunities: count }: Given) {
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
  const hire = async (name: string, i: number): Promise<Racer> => {
    const email = `racer${i}@example.com`
    const { id } = await post('/organisation/people', {
      name,
      email,
      department,
      functions: ['sales', 'marketing', 'technical-support'],
      roles: [sales],
    })
    const invited = await post(`/organisation/people/${id}/invite`, {})
    const path = `/invites/${String(invited['path']).split('/').pop()}`
    await ask(address, { method: 'POST', path, body: { password: ADMIN.password }, cookie: '' })
    return { id: String(id), email, cookie: await signIn(address, { email, password: ADMIN.password }) }
  }
  const racers: Racer[] = []
  const leavers: Racer[] = []
  for (const [i, name] of STAY.entries()) racers.push(await hire(name, i))
  for (const [i, name] of LEAVE.entries()) leavers.push(await hire(name, STAY.length + i))
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
  const rows = await db<(Omit<State, 'handOvers'> & { id: string })[]>`
    select o.id, o.version, o.holder_id as holder, s.key as stage, o.is_open as "isOpen",
      o.deleted_at is not null as "isGone"
    from opportunity o join stage s on s.id = o.stage_id where o.id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, ...state }) => [id, { ...state, handOvers: new Map() }]))
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
        cause->>'reason' as reason, cause->>'because' as because
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
