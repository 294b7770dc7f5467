import type { Instant } from '../../../kernel/time.ts'
import type { Queryable } from '../../../platform/db/pool.ts'

export type Life = { id: string; openedAt: Instant; leftPoolAt: Instant | null }

/** When each opportunity was opened, and last taken out of a pool. One query. */
export async function livesOf(db: Queryable, ids: readonly string[]): Promise<Life[]> {
  return db<Life[]>`
    select o.id, o.opened_at as "openedAt",
      (select max(s.until) from pool_stay s where s.opportunity_id = o.id) as "leftPoolAt"
    from opportunity o where o.id = any(${ids as string[]}::uuid[])`
}

/** What recycling depends on of an opportunity itself. */
export type HeldNow = {
  id: string
  holderId: string
  planVersionId: string
  stageId: string
  stageSince: Instant
  lastFollowUpAt: Instant | null
  isOpen: boolean
  isPooled: boolean
}

/** What recycling depends on of opportunities that are held, as they are now. One query. */
export async function heldNow(db: Queryable, ids: readonly string[]): Promise<HeldNow[]> {
  return db`
    select o.id, o.holder_id as "holderId", o.plan_version_id as "planVersionId", o.stage_id as "stageId", o.stage_since as "stageSince",
      o.last_follow_up_at as "lastFollowUpAt", o.is_open and o.deleted_at is null as "isOpen",
      exists (select from pool_stay s where s.opportunity_id = o.id and s.until is null) as "isPooled"
    from opportunity o where o.id = any(${ids as string[]}::uuid[])`
}

export type PartRow = { opportunityId: string; personId: string; letter: string; function: string | null }

/** Ends the parts of those who support opportunities by somebody's word; those of the plan come and go with it. One statement. */
export async function endParts(tx: Queryable, ids: readonly string[], at: Instant): Promise<PartRow[]> {
  return tx<PartRow[]>`
    update participation set during = tstzrange(lower(during), greatest(${at}::timestamptz, lower(during) + interval '1 microsecond'))
    where opportunity_id = any(${ids as string[]}::uuid[]) and upper_inf(during) and not by_plan
    returning opportunity_id as "opportunityId", person_id as "personId", letter, function`
}

export type TaskRow = { id: string; opportunityId: string }
export type Leaving = { opportunityId: string; personIds: readonly string[]; keeperId: string }

/** Open tasks that people leave behind go to the keepers. One statement. */
export async function passTasks(
  tx: Queryable,
  leaving: readonly Leaving[],
  by: string | null,
  at: Instant,
): Promise<TaskRow[]> {
  return tx<TaskRow[]>`
    update task t set holder_id = n."keeperId", version = t.version + 1, updated_at = ${at}, updated_by = ${by}
    from jsonb_to_recordset(${JSON.stringify(leaving)}::text::jsonb) as n("opportunityId" uuid, "personIds" uuid[], "keeperId" uuid)
    where t.opportunity_id = n."opportunityId" and t.holder_id = any(n."personIds") and t.holder_id <> n."keeperId"
      and t.done_at is null and t.deleted_at is null
    returning t.id, t.opportunity_id as "opportunityId"`
}

/** The same closed instead: they are gone, all but those the plan asks for at a stage. One statement. */
export async function dropTasks(
  tx: Queryable,
  leaving: readonly Leaving[],
  by: string | null,
  at: Instant,
): Promise<TaskRow[]> {
  return tx<TaskRow[]>`
    update task t set deleted_at = ${at}, version = t.version + 1, updated_at = ${at}, updated_by = ${by}
    from jsonb_to_recordset(${JSON.stringify(leaving)}::text::jsonb) as n("opportunityId" uuid, "personIds" uuid[])
    where t.opportunity_id = n."opportunityId" and t.holder_id = any(n."personIds") and t.task_key is null
      and t.done_at is null and t.deleted_at is null
    returning t.id, t.opportunity_id as "opportunityId"`
}

/** The nearest active manager of each of these people who has one. One query. */
export async function managersOf(db: Queryable, people: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ id: string; managerId: string }[]>`
    with recursive up as (
      select p.id as whose, p.manager_id as id, 1 as step from person p where p.id = any(${people as string[]}::uuid[])
      union all
      select u.whose, p.manager_id, u.step + 1 from up u join person p on p.id = u.id
      where u.step < 20 and (p.deactivated_at is not null or p.deleted_at is not null)
    )
    select distinct on (u.whose) u.whose as id, p.id as "managerId" from up u join person p on p.id = u.id
    where p.deactivated_at is null and p.deleted_at is null and p.id <> u.whose order by u.whose, u.step`
  return new Map(rows.map(({ id, managerId }) => [id, managerId]))
}
