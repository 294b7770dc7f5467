import type { Given } from '../../../engines/conditions/index.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../../objects/metadata.ts'
import { getRecords } from '../../../objects/store.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { OpportunityState } from '../../opportunities/index.ts'
import { departmentPaths } from '../../organisation/index.ts'
import { type Pool, pool as poolShape } from '../../plan/contract.ts'
import { planOfVersion, publishedPlan } from '../../plan/index.ts'
import { factsOf } from '../../routing/index.ts'
import { poolOf } from '../rules/belonging.ts'
import * as store from '../store/pools.ts'

/**
 * Every pool there is now, in the order of the plan: as the plan in force says; one it has no more while something lies there, as the
 * last version said that had it. Whoever keeps one is active: where they have left or are `leaving`, the plan's keeper does. Three queries.
 */
export async function poolsInForce(db: Queryable, leaving: readonly string[] = []): Promise<Pool[]> {
  const plan = await publishedPlan(db)
  const retired = await store.retiredPools(
    db,
    plan.pools.map(({ key }) => key),
  )
  const pools = [...plan.pools, ...retired.map((one) => poolShape.parse(one))]
  const active = await store.activeOf(
    db,
    pools.map(({ keeper }) => keeper),
  )
  return pools.map((one) =>
    active.has(one.keeper) && !leaving.includes(one.keeper) ? one : { ...one, keeper: plan.keeper.id },
  )
}

/**
 * To which pool each opportunity belongs, by the plan it runs on; where that knows no pools, by the plan in force. What the pool is
 * like now, its keeper first, says the plan in force. One that belongs to none is missing. Belonging is asked of what is held: what
 * lies in a pool stays there, whoever keeps it.
 */
export async function poolsFor(
  db: Queryable,
  context: Pick<Context, 'now' | 'registry' | 'viewer'>,
  states: readonly OpportunityState[],
): Promise<Map<string, Pool>> {
  const pools = await poolsInForce(db)
  const byKey = new Map(pools.map((one) => [one.key, one]))
  const object = objectNamed(context.registry, 'opportunity')
  // the plan decides by what is there, not by what the asker may see
  const asked = { ...context, viewer: { ...context.viewer, admin: true }, object }
  const ids = states.map(({ id }) => id)
  const records = new Map((await getRecords(db, asked, ids)).map((record) => [record.id, record]))
  const facts = await factsOf(
    db,
    ids.map((id) => records.get(id) ?? {}),
  )
  const paths = await departmentPaths(
    db,
    states.map(({ holderId }) => holderId),
  )
  const given: Given = { now: context.now, today: context.now.slice(0, 10) }
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const found = new Map<string, Pool>()
  for (const [i, { id, planVersionId, holderId }] of states.entries()) {
    const own = (await planOfVersion(db, planVersionId)).pools
    const first = (among: readonly Pool[]) =>
      poolOf(among, facts[i] ?? {}, paths.get(holderId) ?? [], vocabulary, given)
    const key = first(own.length > 0 ? own : pools)?.key
    const pool = byKey.get(key ?? '') ?? (own.length > 0 ? first(pools) : undefined)
    if (pool) found.set(id, pool)
  }
  return found
}
