import type { Queryable } from '../../../platform/db/pool.ts'

export type StayBecause = 'arrived' | 'released' | 'recycled' | 'taken-back' | 'moved'
export type NewStay = {
  opportunityId: string
  pool: string
  keeperId: string
  previousHolderId: string | null
}

/** Ends the stays of opportunities that go to another pool. One statement. */
export async function endMoved(tx: Queryable, ids: readonly string[], at: string, by: string | null) {
  await tx`update pool_stay set until = greatest(${at}::timestamptz, since), ended_because = 'moved', ended_by = ${by}
    where opportunity_id = any(${ids as string[]}::uuid[]) and until is null`
}

/** Opens stays of opportunities their keepers hold by now. One statement. */
export async function openStays(
  tx: Queryable,
  stays: readonly NewStay[],
  given: { at: string; because: StayBecause; reason: string | null; actorId: string | null },
): Promise<void> {
  await tx`insert into pool_stay (opportunity_id, pool, since, because, reason, actor_id, previous_holder_id, keeper_id)
    select o, p, ${given.at}, ${given.because}, ${given.reason}, ${given.actorId}, h, k
    from unnest(${stays.map((one) => one.opportunityId)}::uuid[], ${stays.map((one) => one.pool)}::text[],
      ${stays.map((one) => one.previousHolderId)}::uuid[], ${stays.map((one) => one.keeperId)}::uuid[]) n(o, p, h, k)`
}

/** Pools in which something lies, with who keeps it there. */
export async function keeping(db: Queryable): Promise<{ pool: string; keeperId: string }[]> {
  return db<{ pool: string; keeperId: string }[]>`
    with recursive each as (
      (select pool, keeper_id from pool_stay where until is null order by pool, keeper_id limit 1)
      union all
      select n.pool, n.keeper_id from each e cross join lateral (
        select s.pool, s.keeper_id from pool_stay s where s.until is null and (s.pool, s.keeper_id) > (e.pool, e.keeper_id)
        order by s.pool, s.keeper_id limit 1) n
    ) select pool, keeper_id as "keeperId" from each`
}

/** Some opportunities that lie in a pool and are kept by this person, locked. */
export async function lockKept(
  tx: Queryable,
  pool: string,
  keeperId: string,
  most: number,
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from opportunity where id = any(array(select opportunity_id from pool_stay
      where pool = ${pool} and keeper_id = ${keeperId} and until is null order by opportunity_id limit ${most}))
    order by id for update`
  return rows.map(({ id }) => id)
}

/** Names another keeper of what lies in pools; whoever passes it next must make them the holder. */
export async function nameKeeper(tx: Queryable, ids: readonly string[], keeperId: string): Promise<void> {
  await tx`update pool_stay set keeper_id = ${keeperId} where opportunity_id = any(${ids as string[]}::uuid[]) and until is null`
}
