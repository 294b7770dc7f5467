import { sql } from '../../../kernel/fragment.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { OpportunityState } from '../../opportunities/index.ts'
import type { Claimer } from '../rules/claiming.ts'
import type { StayBecause } from './stays.ts'

/** An opportunity and its last stay: open where `until` is null. */
export type Standing = OpportunityState & {
  stayId: string
  pool: string
  keeperId: string
  since: Instant
  because: StayBecause
  reason: string | null
  until: Instant | null
  takenBy: string | null
}

/** Locks, in the order of their ids, those of the opportunities that lie in a pool; who lost already waits for nobody. */
export async function lockLying(tx: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx<
    { id: string }[]
  >`select o.id from opportunity o where o.id = any(${ids as string[]}::uuid[])
    and exists (select 1 from pool_stay s where s.opportunity_id = o.id and s.until is null) order by o.id for update`
  return new Set(rows.map(({ id }) => id))
}

/** Without what came to lie there after the lock was taken: somebody else may take it before this transaction does. */
export function underLock(standings: readonly Standing[], locked: ReadonlySet<string>): Standing[] {
  return standings.filter(({ id, until }) => until !== null || locked.has(id))
}

/** Nobody is given anything else until the transaction ends: limits are counted under this lock. */
export async function lockPeople(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx`select 1 from person where id = any(${ids as string[]}::uuid[]) order by id for no key update`
}

/** Where each of these opportunities lies, or lay last and who took it. One that never lay in a pool is missing. One query. */
export async function standings(db: Queryable, ids: readonly string[]): Promise<Standing[]> {
  return db<Standing[]>`
    select o.id, o.version, o.number, o.title, o.holder_id as "holderId", h.name as "holderName", o.stage_id as "stageId",
      o.plan_version_id as "planVersionId", o.phase, o.is_open as "isOpen", o.outcome,
      s.id as "stayId", s.pool, s.keeper_id as "keeperId", s.since, s.because, s.reason, s.until, t.name as "takenBy"
    from opportunity o join person h on h.id = o.holder_id
    cross join lateral (select * from pool_stay x where x.opportunity_id = o.id order by x.since desc, x.id desc limit 1) s
    left join person t on t.id = s.taken_by
    where o.id = any(${ids as string[]}::uuid[]) and o.deleted_at is null`
}

/** These people as pools see them. One query. */
export async function claimers(db: Queryable, people: readonly string[], now: string): Promise<Claimer[]> {
  return run<Claimer>(
    db,
    sql`with recursive up(person_id, id) as (
      select p.id, p.department_id from person p where p.id = any(${people}::uuid[]) and p.department_id is not null
      union select u.person_id, d.parent_id from up u join department d on d.id = u.id where d.parent_id is not null
    )
    select p.id, p.name, to_json(p.functions) as functions, p.deactivated_at is null and p.deleted_at is null as active,
      coalesce((select json_agg(u.id) from up u where u.person_id = p.id), '[]') as "departmentPath",
      (select upper(a.during) from absence a where a.person_id = p.id and a.during @> ${now}::timestamptz limit 1) as "awayUntil",
      (select count(*)::int from opportunity o where o.holder_id = p.id and o.deleted_at is null and o.is_open
        and o.outcome is distinct from 'won'
        and not exists (select 1 from pool_stay s where s.opportunity_id = o.id and s.until is null)) as holding
    from person p where p.id = any(${people}::uuid[])`,
  )
}

/** How many these people claimed from each pool since the day began. One query. */
export async function claimedSince(
  db: Queryable,
  people: readonly string[],
  day: string,
  zone: string,
): Promise<{ personId: string; pool: string; count: number }[]> {
  return db<{ personId: string; pool: string; count: number }[]>`
    select taken_by as "personId", pool, count(*)::int as count from pool_stay
    where ended_because = 'claimed' and taken_by = any(${people as string[]}::uuid[])
      and until >= (${day}::date)::timestamp at time zone ${zone}
    group by taken_by, pool`
}

/** When these opportunities went from these people's hands into a pool, the last time each. One query. */
export async function leftBy(
  db: Queryable,
  people: readonly string[],
  ids: readonly string[],
): Promise<{ personId: string; id: string; at: Instant }[]> {
  return db<{ personId: string; id: string; at: Instant }[]>`
    select previous_holder_id as "personId", opportunity_id as id, max(since) as at from pool_stay
    where opportunity_id = any(${ids as string[]}::uuid[]) and previous_holder_id = any(${people as string[]}::uuid[]) group by 1, 2`
}

/** Ends stays that their own keeper takes out: nobody else holds them, so the ledger would not notice. */
export async function endKept(
  tx: Queryable,
  stays: readonly string[],
  at: string,
  because: 'claimed' | 'assigned',
  by: string | null,
): Promise<void> {
  if (stays.length === 0) return
  await tx`update pool_stay set until = greatest(${at}::timestamptz, since), ended_because = ${because}, ended_by = ${by}, taken_by = keeper_id
    where id = any(${stays as string[]}::uuid[]) and until is null`
}
