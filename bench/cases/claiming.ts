import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanVersion } from '../../src/features/plan/contract.ts'
import { type Figure, quantile } from '../measure.ts'
import { type Asker, good, processorOf, type Serving, serve } from '../serving.ts'
import type { Stand } from '../stand.ts'

const SERVERS = 3
const PEOPLE = 64
const STEP = 200 // what one request may take back
const RACE = 200
const ROUNDS = 4
const CLAIMS = 1500 // of each round: the smallest world has no more that are open
const BARE = 1500
const BARE_WIDTH = 16
const REFUSED = new Set(['pools.claimed-already', 'pools.day-limit'])
const POOL = `bench-${Date.now().toString(36)}` // what was claimed in an earlier run counts for none of this one
const A_DAY = 5 // in the race, so that everybody comes to a limit

/** 64 people race through three servers for what lies in a pool, then claim as fast as they can; against the bare rows of a claim. */
export async function claiming(at: Stand): Promise<Figure[]> {
  const servers = [at.serving]
  while (servers.length < SERVERS) servers.push(await serve(at.url, at.owner))
  try {
    const people = await claimers(at)
    const askers = await Promise.all(people.map((id, n) => (servers[n % SERVERS] as Serving).as(id)))
    await limit(at, A_DAY)
    const raced = await race(at, askers, await pooled(at, RACE))
    await limit(at, null)
    const rates: number[] = []
    const spent: number[] = []
    while (rates.length < ROUNDS) {
      const ids = await pooled(at, CLAIMS)
      const before = processors(at, servers)
      rates.push(await claimAll(askers, ids))
      spent.push(((processors(at, servers) - before) * 1000) / ids.length)
    }
    const fast = middle(rates)
    const bare = await bareClaims(at, await pooled(at, BARE), people)
    return [
      {
        name: 'claims won over HTTP, 64 people, 3 servers',
        value: fast,
        unit: '/s',
        atLeast: 500,
        note: `${Math.round(bare)}/s of the bare rows, 16 at a time`,
      },
      {
        name: 'claims won over HTTP against the bare rows of a claim, a transaction each',
        value: fast / bare,
        unit: 'x',
        atLeast: 1,
      },
      {
        name: 'processor time of a claim: PostgreSQL, servers and claimers',
        value: middle(spent),
        unit: 'ms',
        atMost: 4,
      },
      {
        name: 'a race of 64 people for 200, answers',
        value: raced.answers / raced.seconds,
        unit: '/s',
        note: `${raced.won} won, each once, none beyond the limit of ${A_DAY}; over in ${raced.seconds.toFixed(2)} s`,
      },
    ]
  } finally {
    for (const server of servers.slice(1)) await server.stop()
  }
}

function middle(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  )
}

/** Seconds of processor that the database, the servers and whoever asks them have had so far. */
function processors(at: Stand, servers: readonly Serving[]): number {
  const [database] = readFileSync(join(at.home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  const { user, system } = process.cpuUsage()
  const others = [Number(database), ...servers.map(({ pid }) => pid)]
  return others.reduce((sum, pid) => sum + processorOf(pid), (user + system) / 1_000_000)
}

async function claimers(at: Stand): Promise<string[]> {
  const rows = await at.owner<{ id: string }[]>`
    select p.id from person p join person_role x on x.person_id = p.id join role r on r.id = x.role_id
    where r.key = 'sales' and 'sales' = any(p.functions) and p.deactivated_at is null
      and not exists (select 1 from absence a where a.person_id = p.id and a.during @> now()) order by p.id limit ${PEOPLE}`
  if (rows.length < PEOPLE) throw new Error(`only ${rows.length} people may claim`)
  return rows.map(({ id }) => id)
}

/** One pool for all, kept by the administrator. */
async function limit(at: Stand, claimsPerDay: number | null): Promise<void> {
  const plan = good<PlanVersion>(await at.people.admin('GET', '/plan'))
  const pool = {
    key: POOL,
    label: { zh: '公海', en: 'Pool' },
    keeper: at.ids.admin,
    when: '',
    members: { functions: ['sales'], departments: [] },
    claimsPerDay,
    holdMost: null,
    coolDownDays: 0,
    recycle: [],
  }
  good(
    await at.people.admin('POST', '/plan/versions', {
      basedOn: plan.id,
      keeper: plan.keeper.id,
      stages: plan.stages.map(({ id: _, position: __, accountable: ___, ...stage }) => stage),
      rules: plan.rules.map(({ id: _, position: __, ...rule }) => rule),
      processes: plan.processes,
      pools: [pool],
      running: 'keep',
    }),
  )
}

/** So many opportunities lie in the pool and nobody has claimed them. */
async function pooled(at: Stand, count: number): Promise<string[]> {
  const rows = await at.owner<{ id: string }[]>`
    select o.id from opportunity o where o.is_open and o.deleted_at is null and o.outcome is null
      and not exists (select 1 from pool_stay s where s.opportunity_id = o.id and s.until is null) order by o.id limit ${count}`
  if (rows.length < count) throw new Error(`only ${rows.length} opportunities are left`)
  const ids = rows.map(({ id }) => id)
  for (let i = 0; i < ids.length; i += STEP) {
    const part = ids.slice(i, i + STEP)
    const body = { ids: part, reason: 'bench' }
    const { taken } = good<{ taken: unknown[] }>(
      await at.people.admin('POST', '/opportunities/taking-back', body),
    )
    if (taken.length < part.length) throw new Error(`only ${taken.length} could be taken back`)
  }
  return ids
}

/** Everybody wants everything, each in an order of their own. */
async function race(at: Stand, askers: readonly Asker[], ids: readonly string[]) {
  let answers = 0
  const began = performance.now()
  await Promise.all(
    askers.map(async (ask, n) => {
      for (let i = 0; i < ids.length; i++) {
        const { status, text } = await ask('POST', `/opportunities/${ids[(i + n * 37) % ids.length]}/claims`)
        answers += 1
        if (status !== 201 && !REFUSED.has((JSON.parse(text) as { code: string }).code)) throw new Error(text)
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const won = await at.owner<{ by: string; count: number }[]>`
    select taken_by as by, count(*)::int as count from pool_stay where opportunity_id = any(${ids as string[]}::uuid[])
      and ended_because = 'claimed' and until >= ${new Date(Date.now() - (performance.now() - began)).toISOString()} group by taken_by`
  const total = won.reduce((sum, { count }) => sum + count, 0)
  if (total !== ids.length) throw new Error(`${total} were won of ${ids.length}`)
  if (won.some(({ count }) => count > A_DAY)) throw new Error('a limit was overshot')
  return { answers, seconds, won: total }
}

async function claimAll(askers: readonly Asker[], ids: readonly string[]): Promise<number> {
  let next = 0
  const began = performance.now()
  await Promise.all(
    askers.map(async (ask) => {
      for (let i = next++; i < ids.length; i = next++)
        good(await ask('POST', `/opportunities/${ids[i]}/claims`))
    }),
  )
  return ids.length / ((performance.now() - began) / 1000)
}

/** What a claim writes, by hand, in one transaction each: the tile closed, the record, a new tile, the stay's end, the journal. */
async function bareClaims(at: Stand, ids: readonly string[], people: readonly string[]): Promise<number> {
  let next = 0
  const began = performance.now()
  const lane = async () => {
    for (let i = next++; i < ids.length; i = next++) {
      const id = ids[i] ?? ''
      const person = people[i % people.length] ?? ''
      await at.owner.begin(async (tx) => {
        await tx`select set_config('baton.road', 'open', true)`
        await tx`update holding set during = tstzrange(lower(during), clock_timestamp()) where opportunity_id = ${id} and upper_inf(during)`
        await tx`update opportunity set holder_id = ${person}, held_since = clock_timestamp(), version = version + 1 where id = ${id}`
        await tx`insert into holding (opportunity_id, during, person_id, stage_id, because)
          select o.id, tstzrange((select max(upper(during)) from holding h where h.opportunity_id = o.id), null), ${person}, o.stage_id, 'claimed'
          from opportunity o where o.id = ${id}`
        await tx`insert into event (at, kind, object, record_id, opportunity_id, actor_kind, before, after, cause)
          values (now(), 'opportunity.passed', 'opportunity', ${id}, ${id}, 'person', '{}', '{}', '{"because": "claimed"}')`
      })
    }
  }
  await Promise.all(Array.from({ length: BARE_WIDTH }, lane))
  return ids.length / ((performance.now() - began) / 1000)
}
