import type { Refusal } from '../../../kernel/refusal.ts'
import type { Day } from '../../../kernel/time.ts'
import { dayIn, mayDo, mayReach, speaksFor, type Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { plannedOnce } from '../../../platform/db/transaction.ts'
import type { Actor } from '../../../platform/events/journal.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Pool } from '../../plan/contract.ts'
import { publishedPlan } from '../../plan/index.ts'
import { passBaton } from '../../responsibility/index.ts'
import type { Allowance } from '../contract.ts'
import * as errors from '../errors.ts'
import { allowanceOf, type Claimer, type ClaimVerdict, claimVerdict } from '../rules/claiming.ts'
import * as store from '../store/claims.ts'
import { joined } from './joining.ts'
import { poolsInForce } from './known.ts'

/** Somebody wants these, in this order; `pool` where only out of that one. */
export type Want = {
  personId: string
  /** Who asks: the person, or the keeper who agrees to their application. */
  viewer: Viewer
  actor: Actor
  ids: readonly string[]
  pool?: string
  agreed?: boolean
}
export type Won = { id: string; number: number; version: number; pool: string }
export type Answered = {
  claimer: Claimer
  won: Won[]
  refused: { id: string; number: number | null; why: Refusal }[]
  allowance: (pool: string) => Allowance
}

/** Claims one opportunity: exactly one person wins it. Refuses what `claimVerdict` says, `pools.claimed-already`, `pools.not-there`. */
export async function claimOne(context: Context, id: string) {
  const { claimer, won, refused, allowance } = await asked(context, [id])
  const [one] = won
  if (!one) throw refused[0]?.why ?? errors.notThere({ id })
  return { ...one, holder: { id: claimer.id, name: claimer.name }, allowance: allowance(one.pool) }
}

/** The same, whose transaction is shared with others who claim at the same moment, unless the request carries an Idempotency-Key. */
async function asked(context: Context, ids: readonly string[]): Promise<Answered> {
  const { viewer, actor, now } = context
  requireRight(viewer, 'opportunity', 'claim')
  const want = { personId: viewer.personId, viewer, actor, ids }
  if (!context.keyed) return joined(context, want, claimAll)
  const [answer] = await context.transaction((tx) => claimAll(tx, context, now, [want]))
  if (!answer) throw new Error('a claim was not answered')
  return answer
}

/** Claims several from a pool as far as the limits go, and says of each other one why not. */
export async function claimMany(
  context: Context,
  pool: string,
  { ids, preview = false }: { ids: readonly string[]; preview?: boolean | undefined },
) {
  const { viewer, actor, now } = context
  requireRight(viewer, 'opportunity', 'claim')
  const want = { personId: viewer.personId, viewer, actor, ids: [...new Set(ids)], pool }
  const [answer] = await context.transaction((tx) =>
    claimAll(tx, context, now, [want], preview ? 'judged' : undefined),
  )
  if (!answer) throw new Error('a claim was not answered')
  const { won, refused, allowance } = answer
  return {
    claimed: won.map(({ id, number }) => ({ id, number })),
    refused: refused.map(({ id, number, why }) => ({ id, number, code: why.code, facts: why.facts })),
    allowance: allowance(pool),
  }
}

/**
 * Answers people who claim at the same moment, in their order, in one transaction: what lies in a pool and the claimers are locked
 * first, so that no limit is overshot and each is won once, on any number of servers. `judged`: says what would happen, writes nothing.
 */
export async function claimAll(
  tx: Tx,
  context: Pick<Context, 'registry'>,
  now: string,
  wants: readonly Want[],
  judged?: 'judged',
): Promise<Answered[]> {
  const decided = await decide(tx, context, now, wants)
  if (judged) return decided.map(({ answer }) => answer)
  const winning = decided.flatMap(({ actor, answer, standing }) =>
    answer.won.map(({ id }) => ({ actor, personId: answer.claimer.id, state: standing(id) })),
  )
  const kept = winning.filter(({ personId, state }) => personId === state.keeperId)
  for (const { actor, state } of kept) await store.endKept(tx, [state.stayId], now, 'claimed', actor.personId)
  for (const [pool, group] of Map.groupBy(winning, ({ state }) => state.pool)) {
    const passes = group.map(({ actor, personId, state }) => ({
      opportunityId: state.id,
      expectedHolderId: state.holderId,
      personId,
      stageId: state.stageId,
      actor,
    }))
    const states = group.map(({ state }) => state)
    const [first] = group
    if (first) await passBaton(tx, { actor: first.actor, now }, 'claimed', null, passes, states, { pool })
  }
  return decided.map(({ answer }) => answer)
}

/** Why somebody may not claim these now, of those that lie in the pool. Reads only; binds nobody. */
export async function blockedBy(
  { db, now, viewer, registry }: Context,
  pool: Pool,
  claimer: Claimer,
  ids: readonly string[],
): Promise<Map<string, { code: string; facts: Record<string, unknown> }>> {
  const zone = registry.company.timeZone
  const today = dayIn(now, zone)
  const [claimed, left] = await Promise.all([
    store.claimedSince(db, [claimer.id], today, zone),
    store.leftBy(db, [claimer.id], ids),
  ])
  const claimedToday = claimed.find((one) => one.pool === pool.key)?.count ?? 0
  const leftOn = new Map(left.map(({ id, at }) => [id, dayIn(at, zone)]))
  const may = mayDo(viewer, 'opportunity', 'claim')
  return new Map(
    ids.flatMap((id) => {
      const verdict = claimVerdict(pool, claimer, { today, claimedToday, leftOn: leftOn.get(id) ?? null })
      const why = may
        ? saidOf(verdict, pool, claimer)
        : errors.notMember({ pool: pool.key, person: claimer.name })
      return why ? [[id, { code: why.code, facts: why.facts }]] : []
    }),
  )
}

type Decided = { actor: Actor; answer: Answered; standing: (id: string) => store.Standing }

/** Who wins what, by what is true under the locks. One round trip. */
async function decide(
  tx: Tx,
  { registry }: Pick<Context, 'registry'>,
  now: string,
  wants: readonly Want[],
): Promise<Decided[]> {
  const ids = [...new Set(wants.flatMap((want) => want.ids))]
  const people = [...new Set(wants.map(({ personId }) => personId))]
  const zone = registry.company.timeZone
  const today = dayIn(now, zone)
  const [, locked, , found, claimers, claimed, left, plan] = await Promise.all([
    plannedOnce(tx),
    store.lockLying(tx, ids),
    store.lockPeople(tx, people),
    store.standings(tx, ids),
    store.claimers(tx, people, now),
    store.claimedSince(tx, people, today, zone),
    store.leftBy(tx, people, ids),
    publishedPlan(tx),
  ])
  const standings = store.underLock(found, locked)
  const around: Around = {
    now,
    today,
    standings: new Map(standings.map((one) => [one.id, one])),
    pools: await poolsAmong(tx, plan.pools, standings),
    claimers: new Map(claimers.map((one) => [one.id, one])),
    claimed: new Map(claimed.map(({ personId, pool, count }) => [`${personId} ${pool}`, count])),
    leftOn: new Map(left.map(({ personId, id, at }) => [`${personId} ${id}`, dayIn(at, zone)])),
  }
  const before = new Map(around.standings)
  return wants.map((want) => ({
    actor: want.actor,
    answer: answerTo(want, around),
    standing: (id) => before.get(id) as store.Standing,
  }))
}

async function poolsAmong(
  db: Queryable,
  inPlan: readonly Pool[],
  standings: readonly store.Standing[],
): Promise<Map<string, Pool>> {
  const pools = new Map(inPlan.map((one) => [one.key, one]))
  const isKnown = standings.every(({ pool, until }) => until !== null || pools.has(pool))
  return isKnown ? pools : new Map((await poolsInForce(db)).map((one) => [one.key, one]))
}

/** What is known under the locks; standings, claimers and counts move on with each win. */
type Around = {
  now: string
  today: Day
  standings: Map<string, store.Standing>
  pools: ReadonlyMap<string, Pool>
  claimers: Map<string, Claimer>
  claimed: Map<string, number>
  leftOn: ReadonlyMap<string, Day>
}

function answerTo({ personId: me, viewer, ids, pool: only, agreed = false }: Want, around: Around): Answered {
  const won: Won[] = []
  const refused: Answered['refused'] = []
  for (const id of ids) {
    const standing = around.standings.get(id)
    const pool = around.pools.get(standing?.pool ?? '')
    const claimer = around.claimers.get(me)
    if (!standing || !pool || !claimer || (only !== undefined && only !== standing.pool)) {
      refused.push({ id, number: null, why: errors.notThere({ id }) })
      continue
    }
    const counted = `${me} ${pool.key}`
    const claimedToday = around.claimed.get(counted) ?? 0
    const leftOn = around.leftOn.get(`${me} ${id}`) ?? null
    const verdict = claimVerdict(pool, claimer, { today: around.today, claimedToday, leftOn })
    const why = refusalOf(verdict, { viewer, claimer, pool, standing, agreed, now: around.now })
    if (why) {
      refused.push({ id, number: why.code === 'pools.not-there' ? null : standing.number, why })
      continue
    }
    won.push({ id, number: standing.number, version: standing.version + 1, pool: pool.key })
    around.standings.set(id, { ...standing, until: around.now, takenBy: claimer.name })
    around.claimed.set(counted, claimedToday + 1)
    around.claimers.set(me, { ...claimer, holding: claimer.holding + 1 })
  }
  const claimer = around.claimers.get(me)
  if (!claimer) throw new Error('who claims is nobody')
  const allowance = (key: string) => {
    const pool = around.pools.get(key)
    if (!pool) throw errors.noPool({ pool: key })
    return allowanceOf(pool, claimer, around.claimed.get(`${me} ${key}`) ?? 0)
  }
  return { claimer, won, refused, allowance }
}

const REMEMBERED_MS = 86_400_000 // a day later nobody is told any more who was quicker

type Case = {
  viewer: Viewer
  claimer: Claimer
  pool: Pool
  standing: store.Standing
  agreed: boolean
  now: string
}

function refusalOf(verdict: ClaimVerdict, given: Case): Refusal | undefined {
  const { viewer, claimer, pool, standing, agreed, now } = given
  const { id, number, keeperId, until, takenBy } = standing
  if (verdict.kind === 'not-member' && !speaksFor(viewer, keeperId) && !viewer.admin)
    return errors.notThere({ id })
  if (until !== null) {
    if (Date.parse(now) - Date.parse(until) > REMEMBERED_MS) return errors.notThere({ id })
    return errors.takenAlready({ number, by: mayReach(viewer, 'person', 'see') ? takenBy : null, at: until })
  }
  const why = saidOf(verdict, pool, claimer)
  if (why || agreed || pool.claiming === 'free') return why
  return errors.onApplication({ keeper: standing.holderName })
}

function saidOf(verdict: ClaimVerdict, pool: Pool, { name: person, holding }: Claimer): Refusal | undefined {
  switch (verdict.kind) {
    case 'not-member':
      return errors.notMember({ pool: pool.key, person })
    case 'away':
      return errors.away({ person, until: verdict.until })
    case 'cooling-down':
      return errors.coolingDown({ person, from: verdict.from })
    case 'hold-limit':
      return errors.holdLimit({ person, most: verdict.most, holding })
    case 'day-limit':
      return errors.dayLimit({ person, most: verdict.most })
    default:
      return undefined
  }
}
