import type { z } from 'zod'
import type { Refusal } from '../../../kernel/refusal.ts'
import { dayIn, mayReach, speaksFor, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { notAllowed } from '../../../objects/errors.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { refuseUnknowing } from '../../absences/index.ts'
import { notify } from '../../notifications/index.ts'
import {
  findVisible,
  lockHeld,
  lockOne,
  notFound,
  type OpportunityState,
  peopleById,
  visibleStates,
} from '../../opportunities/index.ts'
import { requireReach } from '../../permissions/index.ts'
import type { Pool } from '../../plan/contract.ts'
import { activePerson, passBaton } from '../../responsibility/index.ts'
import type {
  assign as assignEndpoint,
  release as releaseEndpoint,
  takeBack as takeBackEndpoint,
} from '../contract.ts'
import * as errors from '../errors.ts'
import { type Claimer, claimableFrom, receivingVerdict } from '../rules/claiming.ts'
import * as claims from '../store/claims.ts'
import { poolsFor, poolsInForce } from './known.ts'
import { putIntoPool } from './stays.ts'
import { tellFallen } from './telling.ts'

type Releasing = z.infer<NonNullable<typeof releaseEndpoint.body>>

/**
 * The holder gives back what they hold. Refuses `pools.not-holder`, `pools.closed`, `pools.lies-there`, `pools.no-such-pool`,
 * `pools.belongs-nowhere`, `opportunities.stale`.
 */
export async function release(
  context: Context,
  id: string,
  version: number,
  { reason, pool: key }: Releasing,
) {
  requireReach(context.viewer, 'opportunity', 'release')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, version, 'release')
    if (!speaksFor(context.viewer, state.holderId)) throw errors.notHolder({ holder: state.holderName })
    const [standing] = await claims.standings(tx, [id])
    const refused = refusedFor(state, standing)
    if (refused) throw refused
    const pool = key === undefined ? (await poolsFor(tx, context, [state])).get(id) : await named(tx, key)
    if (!pool) throw errors.belongsNowhere({ number: state.number })
    await putIntoPool(tx, context, { because: 'released', reason }, [
      { state, pool: pool.key, keeperId: pool.keeper },
    ])
    await tellKeeper(tx, context, pool, state)
    const keeper = (await peopleById(tx, [pool.keeper])).get(pool.keeper)
    const leftOn = dayIn(context.now, context.registry.company.timeZone)
    return {
      id,
      version: state.version + 1,
      pool: { key: pool.key, label: pool.label },
      keeper: { id: pool.keeper, name: keeper?.name ?? '' },
      claimableFrom:
        pool.coolDownDays > 0 && state.holderId !== pool.keeper ? claimableFrom(leftOn, pool) : null,
    }
  })
}

async function named(tx: Tx, key: string): Promise<Pool> {
  const pool = (await poolsInForce(tx)).find((one) => one.key === key)
  if (!pool) throw errors.noPool({ pool: key })
  return pool
}

function refusedFor(state: OpportunityState, standing: claims.Standing | undefined): Refusal | undefined {
  if (!state.isOpen) return errors.closed({ number: state.number })
  if (standing && standing.until === null)
    return errors.liesThere({ number: state.number, keeper: state.holderName })
  return undefined
}

type TakingBack = z.infer<NonNullable<typeof takeBackEndpoint.body>>

/**
 * Takes back what can be taken and says of each other one why not; a preview writes nothing. Whoever has the right on it may, and the
 * keeper of the pool it came from.
 */
export async function takeBack(context: Context, { ids: asked, reason, preview }: TakingBack) {
  const ids = [...new Set(asked)]
  return context.transaction(async (tx) => {
    const states = await lockHeld(tx, ids)
    const [allowed, seen, standings, pools] = await Promise.all([
      visibleStates(tx, context, ids, 'takeBack'),
      visibleStates(tx, context, ids),
      claims.standings(tx, ids),
      poolsFor(tx, context, states),
    ])
    const inForce = new Map((await poolsInForce(tx)).map((one) => [one.key, one]))
    const around = {
      context,
      states: new Map(states.map((one) => [one.id, one])),
      allowed: new Set(allowed.map(({ id }) => id)),
      seen: new Set(seen.map(({ id }) => id)),
      standings: new Map(standings.map((one) => [one.id, one])),
      pools,
      inForce,
    }
    const judged = ids.map((id) => ({ id, ...takingBack(id, around) }))
    const taking = judged.flatMap(({ state, pool }) => (state && pool ? [{ state, pool }] : []))
    if (!preview) {
      const items = taking.map(({ state, pool }) => ({ state, pool: pool.key, keeperId: pool.keeper }))
      await putIntoPool(tx, context, { because: 'taken-back', reason }, items)
      await tellFormerHolders(tx, context, taking, reason)
    }
    return {
      taken: taking.map(({ state, pool }) => ({ id: state.id, number: state.number, pool: pool.key })),
      refused: judged.flatMap(({ id, why, state }) =>
        why ? [{ id, number: state?.number ?? null, code: why.code, facts: why.facts }] : [],
      ),
    }
  })
}

type Around = {
  context: Context
  states: ReadonlyMap<string, OpportunityState>
  allowed: ReadonlySet<string>
  seen: ReadonlySet<string>
  standings: ReadonlyMap<string, claims.Standing>
  pools: ReadonlyMap<string, Pool>
  inForce: ReadonlyMap<string, Pool>
}

function takingBack(id: string, around: Around): { state?: OpportunityState; pool?: Pool; why?: Refusal } {
  const { context, states, allowed, seen, standings, pools, inForce } = around
  const state = states.get(id)
  const standing = standings.get(id)
  const from = inForce.get(standing?.pool ?? '')
  const isKeeper = from !== undefined && speaksFor(context.viewer, from.keeper)
  if (!state || (!seen.has(id) && !isKeeper)) return { why: notFound({ id }) }
  if (!allowed.has(id) && !isKeeper) return { why: notAllowed({ object: 'opportunity', right: 'takeBack' }) }
  const why = refusedFor(state, standing)
  if (why) return { state, why }
  const pool = pools.get(id) ?? from
  return pool ? { state, pool } : { state, why: errors.belongsNowhere({ number: state.number }) }
}

async function tellFormerHolders(
  tx: Tx,
  { now, actor }: Context,
  taking: readonly { state: OpportunityState; pool: Pool }[],
  reason: string,
): Promise<void> {
  await notify(
    tx,
    now,
    taking
      .filter(({ state, pool }) => state.holderId !== pool.keeper && state.holderId !== actor.personId)
      .map(({ state, pool }) => ({
        personId: state.holderId,
        kind: 'pools.taken-back',
        facts: { pool: pool.label, reason },
        people: { by: actor.personId },
        opportunityId: state.id,
        link: '/pools',
        key: `pools.taken-back ${state.id} ${state.version} ${state.holderId}`,
      })),
  )
}

async function tellKeeper(
  tx: Tx,
  { now, actor }: Context,
  pool: Pool,
  state: OpportunityState,
): Promise<void> {
  if (pool.keeper === actor.personId) return
  await notify(tx, now, [
    {
      personId: pool.keeper,
      kind: 'pools.entered',
      facts: { pool: pool.label },
      people: { by: actor.personId },
      opportunityId: state.id,
      link: `/opportunities/${state.id}`,
      key: `pools.entered ${state.id} ${state.version} ${pool.keeper}`,
    },
  ])
}

type Assigning = z.infer<NonNullable<typeof assignEndpoint.body>>

/**
 * Gives what lies in a pool to one of its members, as far as they may hold more, and says of each other one why not. Its keeper may,
 * and whoever may pass it. Refuses `pools.no-such-pool`, `pools.not-member`, `absences.receiver-away`, `responsibility.person-inactive`.
 */
export async function assign(context: Context, key: string, asked: Assigning) {
  const { person, reason = null, knowing, preview } = asked
  const { viewer, actor, now } = context
  const ids = [...new Set(asked.ids)]
  return context.transaction(async (tx) => {
    const pool = await named(tx, key)
    const isKeeper = viewer.admin || speaksFor(viewer, pool.keeper)
    if (!isKeeper && !mayReach(viewer, 'opportunity', 'pass')) throw errors.noPool({ pool: key })
    const [locked, , standings, found] = await Promise.all([
      claims.lockLying(tx, ids),
      claims.lockPeople(tx, [person]),
      claims.standings(tx, ids),
      claims.claimers(tx, [person], now),
    ])
    const passable = isKeeper ? [] : await visibleStates(tx, context, ids, 'pass')
    const receiver = await activePerson(tx, person)
    const [claimer] = found
    if (!claimer || receivingVerdict(pool, { ...claimer, holding: 0 }).kind !== 'claim')
      throw errors.notMember({ pool: key, person: receiver.name })
    if (!preview) await refuseUnknowing(tx, now, receiver, knowing)
    const may = isKeeper ? undefined : new Set(passable.map(({ id }) => id))
    const lying = new Map(
      claims
        .underLock(standings, locked)
        .filter((one) => one.pool === key && one.until === null)
        .map((one) => [one.id, one]),
    )
    const { giving, refused } = given(ids, lying, may, pool, claimer)
    if (preview) return { assigned: giving.map(({ id, number }) => ({ id, number })), refused }
    const own = giving.filter(({ keeperId }) => keeperId === person).map(({ stayId }) => stayId)
    await claims.endKept(tx, own, now, 'assigned', actor.personId)
    const passes = giving.map((state) => ({
      opportunityId: state.id,
      expectedHolderId: state.holderId,
      personId: person,
      stageId: state.stageId,
    }))
    await passBaton(tx, context, 'assigned', reason, passes, giving, { pool: key })
    await tellReceiver(tx, context, person, giving)
    await tellFallen(tx, context, giving)
    return { assigned: giving.map(({ id, number }) => ({ id, number })), refused }
  })
}

function given(
  ids: readonly string[],
  lying: ReadonlyMap<string, claims.Standing>,
  may: ReadonlySet<string> | undefined,
  pool: Pool,
  claimer: Claimer,
) {
  const giving: claims.Standing[] = []
  const refused: { id: string; number: number | null; code: string; facts: Record<string, unknown> }[] = []
  for (const id of ids) {
    const state = lying.get(id)
    const holding = claimer.holding + giving.length
    const verdict = receivingVerdict(pool, { ...claimer, holding })
    const why =
      !state || may?.has(id) === false
        ? errors.notThere({ id })
        : verdict.kind === 'hold-limit'
          ? errors.holdLimit({ most: verdict.most, holding, person: claimer.name })
          : undefined
    if (state && !why) giving.push(state)
    else if (why)
      refused.push({
        id,
        number: why.code === 'pools.not-there' ? null : (state?.number ?? null),
        code: why.code,
        facts: why.facts,
      })
  }
  return { giving, refused }
}

async function tellReceiver(
  tx: Tx,
  { now, actor }: Context,
  personId: string,
  giving: readonly claims.Standing[],
): Promise<void> {
  if (personId === actor.personId) return
  await notify(
    tx,
    now,
    giving.map((state) => ({
      personId,
      kind: 'pools.assigned',
      facts: {},
      people: { by: actor.personId },
      opportunityId: state.id,
      link: `/opportunities/${state.id}`,
      key: `pools.assigned ${state.stayId} ${personId}`,
    })),
  )
}

/** The pool an opportunity lies in, and those it could be released to. */
export async function poolOfOpportunity(context: Context, id: string) {
  const { db, viewer } = context
  const state = await findVisible(db, context, id)
  const [[standing], pools, [releasable], [takable], belonging] = await Promise.all([
    claims.standings(db, [id]),
    poolsInForce(db),
    visibleStates(db, context, [id], 'release'),
    visibleStates(db, context, [id], 'takeBack'),
    poolsFor(db, context, [state]),
  ])
  const names = await peopleById(
    db,
    pools.map(({ keeper }) => keeper),
  )
  const person = (personId: string) => ({ id: personId, name: names.get(personId)?.name ?? '' })
  const stay = standing && standing.until === null ? standing : undefined
  const lies = pools.find(({ key }) => key === stay?.pool)
  const came = pools.find(({ key }) => key === standing?.pool)
  const isFree = state.isOpen && !stay && pools.length > 0
  return {
    lies:
      stay && lies
        ? {
            pool: { key: lies.key, label: lies.label },
            keeper: { id: state.holderId, name: state.holderName },
            since: stay.since,
            because: stay.because,
            reason: stay.reason,
          }
        : null,
    belongs: belonging.get(id)?.key ?? null,
    pools: pools.map(({ key, label, keeper }) => ({ key, label, keeper: person(keeper) })),
    mayRelease: isFree && releasable !== undefined && speaksFor(viewer, state.holderId),
    mayTakeBack:
      isFree &&
      !speaksFor(viewer, state.holderId) &&
      (takable !== undefined || (came !== undefined && voicesOf(viewer).includes(came.keeper))),
  }
}
