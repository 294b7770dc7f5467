import type { Context } from '../../../objects/context.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { lockHeld, type OpportunityState } from '../../opportunities/index.ts'
import { passBaton } from '../../responsibility/index.ts'
import * as store from '../store/stays.ts'
import { poolsInForce } from './known.ts'

type Doing = Pick<Context, 'actor' | 'now'>

const SYSTEM = { kind: 'system', personId: null } as const
const STEP = 500 // what one transaction takes along

export type Putting = { state: OpportunityState; pool: string; keeperId: string }
type Why = {
  because: store.StayBecause
  reason: string | null
  /** What stands in the cause of each journal entry besides. */
  cause?: Readonly<Record<string, unknown>>
}

/**
 * Puts opportunities into pools: from this instant their keepers hold them, and whoever held each before is remembered. One that lies
 * in another pool moves. Works on many at once, in the caller's transaction, on what the caller locked.
 * Refuses `responsibility.holder-changed`, `responsibility.person-inactive`.
 */
export async function putIntoPool(
  tx: Tx,
  { actor, now }: Doing,
  { because, reason, cause = {} }: Why,
  items: readonly Putting[],
): Promise<void> {
  if (items.length === 0) return
  await store.endMoved(
    tx,
    items.map(({ state }) => state.id),
    now,
    actor.personId,
  )
  for (const [pool, group] of Map.groupBy(items, (one) => one.pool)) {
    const passes = group.map(({ state, keeperId }) => ({
      opportunityId: state.id,
      expectedHolderId: state.holderId,
      personId: keeperId,
      stageId: state.stageId,
    }))
    const states = group.map(({ state }) => state)
    await passBaton(tx, { actor, now }, because, reason, passes, states, { pool, ...cause })
  }
  const given = { at: now, because, reason, actorId: actor.personId }
  const stays = items.map(({ state, pool, keeperId }) => ({
    opportunityId: state.id,
    pool,
    keeperId,
    previousHolderId: because === 'moved' || state.holderId === keeperId ? null : state.holderId,
  }))
  await store.openStays(tx, stays, given)
}

/**
 * What lies in pools goes to whoever keeps them now, where the plan has named somebody else or the keeper leaves; it goes on lying
 * there. Answers how many went. Works in the caller's transaction, on as many as there are.
 */
export async function keepersFollow(
  tx: Tx,
  doing: Doing,
  because: 'plan' | 'leaver',
  leaving: readonly string[] = [],
): Promise<number> {
  let went = 0
  for (const turn of await wrongKeepers(tx, leaving)) {
    for (let moved = STEP; moved === STEP; went += moved) moved = await keepBy(tx, doing, because, turn)
  }
  return went
}

/** The same in steps of one transaction each, safe on several processes: what does nothing costs one look at the pools. */
export async function sweepKeepers(db: Sql, now: string): Promise<number> {
  let went = 0
  for (const turn of await wrongKeepers(db)) {
    for (let moved = STEP; moved === STEP; went += moved)
      moved = await transaction(db, (tx) => keepBy(tx, { actor: SYSTEM, now }, 'plan', turn))
  }
  return went
}

type Turn = { pool: string; from: string; to: string }

async function wrongKeepers(db: Sql | Tx, leaving: readonly string[] = []): Promise<Turn[]> {
  const kept = await store.keeping(db)
  if (kept.length === 0) return []
  const keepers = new Map((await poolsInForce(db, leaving)).map(({ key, keeper }) => [key, keeper]))
  return kept.flatMap(({ pool, keeperId }) => {
    const to = keepers.get(pool)
    return to && to !== keeperId ? [{ pool, from: keeperId, to }] : []
  })
}

async function keepBy(
  tx: Tx,
  doing: Doing,
  because: 'plan' | 'leaver',
  { pool, from, to }: Turn,
): Promise<number> {
  const locked = await store.lockKept(tx, pool, from, STEP)
  const states = (await lockHeld(tx, locked)).filter(({ holderId }) => holderId === from)
  const ids = states.map(({ id }) => id)
  await store.nameKeeper(tx, ids, to)
  const passes = states.map((state) => ({
    opportunityId: state.id,
    expectedHolderId: from,
    personId: to,
    stageId: state.stageId,
  }))
  await passBaton(tx, doing, because, null, passes, states, { pool })
  return locked.length
}
