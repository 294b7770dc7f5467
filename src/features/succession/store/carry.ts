import { type Fragment, ident, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'

type Going = { recordId: string; fromId: string; toId: string | null }

/** Records change their holder, where they are still held by whom it was planned; answers which. One statement. */
export function passRecords(
  tx: Queryable,
  table: 'account' | 'contact' | 'task',
  going: readonly Going[],
  by: string | null,
  at: string,
): Promise<{ id: string; opportunityId: string | null }[]> {
  const opportunity: Fragment = table === 'task' ? sql`x.opportunity_id` : sql`null::uuid`
  return run(
    tx,
    sql`update ${ident(table)} x set holder_id = g.t, version = x.version + 1, updated_at = ${at}::timestamptz, updated_by = ${by}::uuid
    from unnest(${going.map((g) => g.recordId)}::uuid[], ${going.map((g) => g.fromId)}::uuid[], ${going.map((g) => g.toId)}::uuid[]) g(id, f, t)
    where x.id = g.id and x.holder_id = g.f returning x.id, ${opportunity} as "opportunityId"`,
  )
}

/** People get another manager, or none. One statement. */
export async function passReports(
  tx: Queryable,
  going: readonly Going[],
  by: string | null,
  at: string,
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update person p set manager_id = g.t, version = p.version + 1, updated_at = ${at}, updated_by = ${by}
    from unnest(${going.map((g) => g.recordId)}::uuid[], ${going.map((g) => g.fromId)}::uuid[], ${going.map((g) => g.toId)}::uuid[]) g(id, f, t)
    where p.id = g.id and p.manager_id = g.f returning p.id`
  return rows.map(({ id }) => id)
}

/** True where somebody is above themselves over some steps. */
export async function anyCircle(tx: Queryable, people: readonly string[]): Promise<string | undefined> {
  const [row] = await tx<{ name: string }[]>`
    with recursive up as (
      select p.id as start, p.manager_id as id, 1 as step from person p where p.id = any(${people as string[]}::uuid[])
      union all select u.start, p.manager_id, u.step + 1 from up u join person p on p.id = u.id where u.id <> u.start and u.step < 100
    )
    select p.name from up join person p on p.id = up.start where up.id = up.start limit 1`
  return row?.name
}

export type Facts = {
  opportunityId: string
  stageId: string
  planVersionId: string
  holderId: string
  title: string
  requirement: string | null
  amount: { amount: string; currency: string } | null
  nextStep: string | null
  nextStepOn: string | null
  lastFollowUps: string[]
  contact: string | null
}

/** What a packet is written from where its giver left none, and where each stands now. One query. */
export function factsOf(tx: Queryable, ids: readonly string[]): Promise<Facts[]> {
  return run<Facts>(
    tx,
    sql`select o.id as "opportunityId", o.stage_id as "stageId", o.plan_version_id as "planVersionId", o.holder_id as "holderId", o.title, o.requirement,
      case when o.amount is null then null else json_build_object('amount', o.amount::text, 'currency', o.amount_currency) end as amount,
      o.next_step as "nextStep", o.next_step_on::text as "nextStepOn",
      array(select left(f.content, 500) from follow_up f where f.opportunity_id = o.id and f.deleted_at is null
        order by f.happened_at desc, f.id desc limit 3) as "lastFollowUps",
      coalesce((select c.name from contact c where c.id = o.contact_id), o.contact_name,
        (select c.name from contact c where c.account_id = o.account_id and c.deleted_at is null
          order by c.role is distinct from 'decision-maker', c.created_at, c.id limit 1)) as contact
    from opportunity o where o.id = any(${ids}::uuid[]) order by o.id`,
  )
}

export async function keepTasks(
  tx: Queryable,
  transitionId: string,
  tasks: readonly string[],
): Promise<void> {
  await tx`insert into transition_task (transition_id, task_id)
    select ${transitionId}, t.id from unnest(${tasks as string[]}::uuid[]) t(id)`
}

/** Tasks to introduce that are not done go, those another transition gave to whoever is gone too; answers which. */
export async function dropTasks(
  tx: Queryable,
  transitionId: string,
  by: string | null,
  at: string,
  gone: readonly string[] = [],
): Promise<{ id: string; opportunityId: string | null }[]> {
  return tx<{ id: string; opportunityId: string | null }[]>`
    with gone as (
      delete from transition_task x using task k
      where k.id = x.task_id and (x.transition_id = ${transitionId} or k.holder_id = any(${gone as string[]}::uuid[])) returning x.task_id)
    update task t set deleted_at = ${at}, version = t.version + 1, updated_at = ${at}, updated_by = ${by}
    from gone g where t.id = g.task_id and t.done_at is null and t.deleted_at is null returning t.id, t.opportunity_id as "opportunityId"`
}
