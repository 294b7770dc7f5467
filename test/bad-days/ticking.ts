import { setTimeout as sleep } from 'node:timers/promises'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import { instantOf } from '../../src/kernel/time.ts'
import type { Embedded } from '../../src/platform/db/embedded.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { type Asked, ask, type Load, oneOf, seeded } from './load.ts'
import { importEnds, prepare, startImport, untilBack } from './scenario.ts'
import { type Server, startServer } from './servers.ts'
import { type Fired, type Kept, wrongSteps } from './steps.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** How far the clocks are set from the true one, one after the other: on, back, and on by weeks. */
const APART_MS = [30 * HOUR_MS, 26 * HOUR_MS, 8 * DAY_MS, 6 * DAY_MS, 45 * DAY_MS]
const QUIET_MS = 120_000

type Given = { postgres: Embedded; servers: number; opportunities: number; seed: number }
type Outcome = { problems: string[]; fired: number; clocks: number; kills: number; worked: number }

/**
 * Several servers keep the limits of many opportunities while their clocks are set on and back, one server after the other, people work,
 * and servers and the database are killed: each step must have fired once when all is quiet.
 */
export async function runTickingDay({
  postgres,
  servers: count,
  opportunities,
  seed,
}: Given): Promise<Outcome> {
  const servers: Server[] = []
  try {
    for (let i = 0; i < count; i++) servers.push(await startServer({ databaseUrl: postgres.url }))
    const load = await prepare(servers, seeded(seed))
    await importEnds(load, await startImport(load, opportunities))
    await untilQuiet(postgres.url, 0)
    const ids = await opportunitiesOf(postgres.url)
    const day: Day = { over: false, apartMs: 0 }
    const working = Promise.all([1, 2].map(() => work(load, ids, day)))
    let kills = 0
    for (const [turn, apart] of APART_MS.entries()) {
      day.apartMs = apart
      for (const server of servers) await server.setClock(apart)
      await sleep(300 + load.random() * 700)
      if (turn % 3 === 2) {
        process.kill(postgres.pid, 'SIGKILL')
        await untilBack(postgres.url)
      } else await oneOf(load, servers).killAndRestart()
      kills += 1
      await untilQuiet(postgres.url, apart)
    }
    day.over = true
    const worked = (await working).reduce((sum, one) => sum + one, 0)
    const apart = APART_MS.at(-1) ?? 0
    await untilQuiet(postgres.url, apart)
    return { ...(await problemsIn(postgres.url, apart)), kills, worked }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

/** A server on its own on a database, its clock set there, back and there again; what is wrong with the steps then. */
export async function ticksOn(databaseUrl: string): Promise<Omit<Outcome, 'kills' | 'worked'>> {
  const server = await startServer({ databaseUrl })
  const last = APART_MS.at(-1) ?? 0
  try {
    for (const apart of [last, last - 40 * DAY_MS, last + DAY_MS]) {
      await server.setClock(apart)
      await untilQuiet(databaseUrl, apart)
    }
    return await problemsIn(databaseUrl, last + DAY_MS)
  } finally {
    await server.stop()
  }
}

type Day = { over: boolean; apartMs: number }

/** Follows up, agrees on next steps and passes on, whatever comes of it; answers how much was done. */
async function work(load: Load, ids: readonly string[], day: Day): Promise<number> {
  const people = [...load.people.keys()]
  let done = 0
  while (!day.over) {
    const id = oneOf(load, ids)
    const { address } = oneOf(load, load.servers)
    const { cookie } = load
    const send = (asked: Omit<Asked, 'cookie'>) => ask(address, { ...asked, cookie }).catch(() => undefined)
    const next = load.random() < 0.5 ? { nextStep: '报价', nextStepOn: dayAhead(load, day) } : {}
    const followUp = { opportunity: id, kind: 'call', content: '已联系', ...next }
    const answer =
      load.random() < 0.6
        ? await send({ method: 'POST', path: '/follow-ups', body: followUp })
        : await send({
            method: 'POST',
            path: '/opportunities/passing',
            body: { ids: [id], person: oneOf(load, people), reason: '换人' },
          })
    if (answer && answer.status < 300) done += 1
    else await sleep(100)
  }
  return done
}

function dayAhead({ random }: Load, { apartMs }: Day): string {
  return instantOf(Date.now() + apartMs + Math.floor(random() * 40) * DAY_MS).slice(0, 10)
}

async function opportunitiesOf(url: string): Promise<string[]> {
  return reading(url, async (db) =>
    (await db<{ id: string }[]>`select id from opportunity order by id limit 200`).map(({ id }) => id),
  )
}

/** Waits until nothing is due and nothing is to be worked out anew, by clocks so far from the true one. */
async function untilQuiet(url: string, apartMs: number): Promise<void> {
  const end = performance.now() + QUIET_MS
  let last = 'nothing was asked'
  for (let quiet = 0; performance.now() < end; await sleep(200)) {
    try {
      last = await reading(url, async (db) => {
        const [row] = await db<{ due: number; stale: number }[]>`
          select (select count(*)::int from clock where next_at <= ${nowBy(apartMs)}) as due,
            (select count(*)::int from clock_stale) as stale`
        return JSON.stringify(row)
      })
      quiet = last === '{"due":0,"stale":0}' ? quiet + 1 : 0
      if (quiet > 1) return
    } catch {
      quiet = 0 // killed at this moment
    }
  }
  throw new Error(`it did not become quiet: ${last}`)
}

const nowBy = (apartMs: number) => instantOf(Date.now() + apartMs)

async function problemsIn(url: string, apartMs: number): Promise<Omit<Outcome, 'kills' | 'worked'>> {
  return reading(url, async (db) => {
    const now = nowBy(apartMs - 1000) // what falls due at this moment may be on its way
    const clocks = await db<Kept[]>`
      select id, kind, subject_id as subject, basis, warn_at as "warnAt", steps, warned_at as "warnedAt", breached_at as "breachedAt",
        next_at as "nextAt", stopped_at as "stoppedAt",
        exists (select from clock_stale s where s.opportunity_id = c.opportunity_id) as "isStale" from clock c
      where kind <> 'finding' -- findings note and tell of their limits in words of their own`
    const fired = await db<Fired[]>`
      select seq::int as seq, at, record_id as clock, (cause->>'step')::int as step, after->>'due' as due
      from event where kind in ('clock.warned', 'clock.breached', 'clock.escalated') order by seq`
    const told = await db<{ key: string }[]>`select key from notice where key like 'clock:%'`
    const { problems } = await checkLedger(db)
    return {
      problems: [
        ...wrongSteps({ clocks, fired, told: told.map(({ key }) => key), now }),
        ...problems.map(({ problem, opportunityId }) => `${problem} ${opportunityId}`),
      ],
      fired: fired.length,
      clocks: clocks.length,
    }
  })
}

async function reading<T>(url: string, read: (db: Sql) => Promise<T>): Promise<T> {
  const db = connect(url, { as: 'owner', max: 1, name: 'bad-days' })
  try {
    return await read(db)
  } finally {
    await db.end({ timeout: 1 })
  }
}
