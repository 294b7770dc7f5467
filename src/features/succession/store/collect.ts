import { type Fragment, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Candidate, Experience, Trait } from '../rules/model.ts'

/** An open opportunity that may move, with what speaks for one receiver or another. */
export type Held = {
  id: string
  fromId: string
  stageId: string
  function: string
  accountId: string | null
  label: string
  region: string | null
  offeredToId: string | null
  byCondition: boolean
  traits: Record<Trait, string | null>
}

// minor units: below 100,000, 500,000 and 2,000,000 of a currency with two places, and above
const TRAITS = sql`json_build_object('type', o.type, 'source', o.source, 'industry', a.industry, 'product', o.product_id,
  'series', p.series, 'size', width_bucket(o.amount, array[10000000, 50000000, 200000000]::bigint[])::text) as traits`

/** The open opportunities of `which` that lie in no pool, in the order of their ids; `condition` says whether a condition names them. At most `most` + 1. */
export function heldOpportunities(
  db: Queryable,
  which: Fragment,
  condition: Fragment,
  most: number,
): Promise<Held[]> {
  return run<Held>(
    db,
    sql`select o.id, o.holder_id as "fromId", o.stage_id as "stageId", s.accountable as function, o.account_id as "accountId",
      coalesce(a.name, o.company_name, o.title) as label, coalesce(o.region, a.region) as region, h.to_person_id as "offeredToId",
      coalesce((${condition}), false) as "byCondition", ${TRAITS}
    from opportunity o join stage s on s.id = o.stage_id left join account a on a.id = o.account_id left join product p on p.id = o.product_id
    left join hand_over h on h.opportunity_id = o.id and h.state = 'offered'
    where o.is_open and o.deleted_at is null and (${which})
      and not exists (select 1 from pool_stay y where y.opportunity_id = o.id and y.until is null) order by o.id limit ${most + 1}`,
  )
}

/** Locks opportunities in the order of their ids. */
export async function lockOpportunities(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx`select 1 from opportunity where id = any(${ids as string[]}::uuid[]) order by id for update`
}

/** Keeps anybody from being given something, or led by, these people until the transaction ends. */
export async function lockPeople(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx`select 1 from person where id = any(${ids as string[]}::uuid[]) order by id for no key update`
}

/** Every active person who may work on opportunities, with what they hold now. */
export async function candidates(db: Queryable): Promise<Candidate[]> {
  return db<Candidate[]>`
    select p.id, to_json(p.functions) as functions, to_json(p.territories) as territories, p.department_id as "departmentId",
      p.manager_id as "managerId", p.weight, p.open_cap as "openCap", coalesce(l.open, 0) as open
    from person p left join person_load l on l.person_id = p.id
    where p.deactivated_at is null and p.deleted_at is null and (p.admin or exists (
      select 1 from person_role x join role r on r.id = x.role_id
      where x.person_id = p.id and r.grants->'opportunity'->'rights' ? 'edit'))
    order by p.id`
}

const MOST_KNOWN = 2000 // opportunities of a candidate that tell what they know

/** What candidates hold or have won, by trait, and how close they are to the accounts. Two queries, whoever and however many. */
export async function experienceOf(
  db: Queryable,
  people: readonly string[],
  accounts: readonly string[],
): Promise<Experience> {
  const [handled, close] = await Promise.all([
    run<{ person: string; trait: string; count: number }>(
      db,
      sql`select h.id as person, t.key || ' ' || t.value as trait, count(*)::int as count
        from unnest(${people}::uuid[]) h(id) cross join lateral (
          select ${TRAITS} from opportunity o left join account a on a.id = o.account_id left join product p on p.id = o.product_id
          where o.holder_id = h.id and o.deleted_at is null and (o.is_open or o.outcome = 'won') limit ${MOST_KNOWN}) x
        cross join lateral json_each_text(x.traits) t where t.value is not null group by 1, 2`,
    ),
    run<{ account: string; person: string; close: number }>(
      db,
      sql`with near as materialized (
          select id, account_id, holder_id, is_open from opportunity where account_id = any(${accounts}::uuid[]) and deleted_at is null)
        select account_id as account, person_id as person, least(1, sum(worth))::float8 as close from (
          select account_id, holder_id as person_id, 0.5 as worth from near where is_open group by 1, 2
          union all select n.account_id, t.person_id, 0.25 from near n join holding t on t.opportunity_id = n.id where not upper_inf(t.during) group by 1, 2
          union all select n.account_id, x.person_id, 0.35 from near n join participation x on x.opportunity_id = n.id group by 1, 2
          union all select id, holder_id, 0.5 from account where id = any(${accounts}::uuid[]) and holder_id is not null) w
        where person_id = any(${people}::uuid[]) group by 1, 2`,
    ),
  ])
  const known = new Map<string, Map<string, number>>()
  for (const { person, trait, count } of handled)
    known.set(person, (known.get(person) ?? new Map<string, number>()).set(trait, count))
  return {
    handled: known,
    closeness: new Map(close.map((one) => [`${one.account} ${one.person}`, one.close])),
  }
}

/** Something other than an opportunity that somebody answers for. `nearId`: who is closest to it besides those who leave. */
export type Other = {
  kind: 'account' | 'contact' | 'task' | 'helper' | 'hand-over' | 'report'
  recordId: string
  fromId: string
  opportunityId: string | null
  accountId: string | null
  stageId: string | null
  label: string
  region: string | null
  letter: string | null
  function: string | null
  nearId: string | null
}

/**
 * Accounts, contacts, tasks, parts by hand, hand-overs waiting and people led: all of the leavers', and of those whose opportunities
 * move what goes with these. One query.
 */
export function otherWork(
  db: Queryable,
  leavers: readonly string[],
  moving: { id: string; fromId: string }[],
): Promise<Other[]> {
  const ids = moving.map(({ id }) => id)
  return run<Other>(
    db,
    sql`with gone as (select unnest(${leavers}::uuid[]) as id),
    moving as (select * from unnest(${ids}::uuid[], ${moving.map(({ fromId }) => fromId)}::uuid[]) m(id, from_id)),
    mine as (
      select a.* from account a where a.deleted_at is null and (a.holder_id in (select id from gone) or a.id in (
        select o.account_id from moving m join opportunity o on o.id = m.id join account x on x.id = o.account_id and x.holder_id = m.from_id
        where not exists (select 1 from opportunity y where y.account_id = o.account_id and y.holder_id = m.from_id and y.is_open
          and y.deleted_at is null and y.id not in (select id from moving))))
    )
    select 'account' as kind, a.id as "recordId", a.holder_id as "fromId", null::uuid as "opportunityId", a.id as "accountId",
      null::uuid as "stageId", a.name as label, a.region, null as letter, null as function,
      (select o.holder_id from opportunity o where o.account_id = a.id and o.is_open and o.deleted_at is null
        and o.holder_id not in (select id from gone) and o.holder_id <> a.holder_id group by 1 order by count(*) desc, 1 limit 1) as "nearId"
    from mine a
    union all
    select 'contact', c.id, c.holder_id, null, c.account_id, null, coalesce(a.name, c.name), a.region, null, null,
      case when a.holder_id in (select id from gone) then null else a.holder_id end
    from contact c left join account a on a.id = c.account_id
    where c.deleted_at is null and (c.holder_id in (select id from gone)
      or exists (select 1 from mine m where m.id = c.account_id and m.holder_id = c.holder_id))
    union all
    select 'task', t.id, t.holder_id, t.opportunity_id, o.account_id, null, coalesce(a.name, o.company_name, o.title, ''), null, null, null, o.holder_id
    from task t left join opportunity o on o.id = t.opportunity_id left join account a on a.id = o.account_id
    where t.done_at is null and t.deleted_at is null and not exists (select 1 from transition_task x where x.task_id = t.id)
      and (t.holder_id in (select id from gone) or exists (select 1 from moving m where m.id = t.opportunity_id and m.from_id = t.holder_id))
    union all
    select 'helper', o.id, x.person_id, o.id, o.account_id, o.stage_id, coalesce(a.name, o.company_name, o.title), null, x.letter, x.function, o.holder_id
    from participation x join opportunity o on o.id = x.opportunity_id left join account a on a.id = o.account_id
    where upper_inf(x.during) and not x.by_plan and x.letter = (select min(y.letter) from participation y where y.opportunity_id = x.opportunity_id
        and y.person_id = x.person_id and upper_inf(y.during) and not y.by_plan)
      and x.person_id in (select id from gone) and o.is_open and o.deleted_at is null
    union all
    select 'hand-over', h.id, h.to_person_id, o.id, o.account_id, h.to_stage_id, coalesce(a.name, o.company_name, o.title),
      coalesce(o.region, a.region), null, s.accountable, h.from_person_id
    from hand_over h join opportunity o on o.id = h.opportunity_id join stage s on s.id = h.to_stage_id left join account a on a.id = o.account_id
    where h.state = 'offered' and h.to_person_id in (select id from gone) and h.from_person_id not in (select id from gone)
    union all
    select 'report', p.id, p.manager_id, null, null, null, p.name, null, null, null, null
    from person p where p.manager_id in (select id from gone) and p.id not in (select id from gone)
      and p.deactivated_at is null and p.deleted_at is null
    order by 1, 2`,
  )
}

/** What of a transition's work its receivers still have: to whom it returns. */
export function returning(
  db: Queryable,
  transitionId: string,
): Promise<{ kind: string; recordId: string; fromId: string; toId: string }[]> {
  return run(
    db,
    sql`select r.kind, r.record_id as "recordId", r.to_id as "fromId", r.from_id as "toId" from transition_row r
    where r.transition_id = ${transitionId} and r.to_id is not null and case r.kind
      when 'opportunity' then exists (select 1 from opportunity o where o.id = r.record_id and o.holder_id = r.to_id and o.is_open and o.deleted_at is null)
      when 'account' then exists (select 1 from account a where a.id = r.record_id and a.holder_id = r.to_id and a.deleted_at is null)
      when 'contact' then exists (select 1 from contact c where c.id = r.record_id and c.holder_id = r.to_id and c.deleted_at is null)
      when 'task' then exists (select 1 from task t where t.id = r.record_id and t.holder_id = r.to_id and t.done_at is null and t.deleted_at is null)
      when 'report' then exists (select 1 from person p where p.id = r.record_id and p.manager_id = r.to_id and p.deactivated_at is null)
      else false end order by r.kind, r.record_id`,
  )
}

/** Labels, accounts and regions of records that are no opportunities, for a way back. */
export function labelsOf(
  db: Queryable,
  records: readonly { kind: string; recordId: string }[],
): Promise<
  { kind: Other['kind']; recordId: string; label: string; accountId: string | null; region: string | null }[]
> {
  const ids = (kind: string) => records.filter((one) => one.kind === kind).map(({ recordId }) => recordId)
  return run(
    db,
    sql`select 'account' as kind, id as "recordId", name as label, id as "accountId", region from account where id = any(${ids('account')}::uuid[])
    union all select 'contact', c.id, coalesce(a.name, c.name), c.account_id, a.region from contact c left join account a on a.id = c.account_id
      where c.id = any(${ids('contact')}::uuid[])
    union all select 'task', t.id, coalesce(a.name, o.company_name, o.title, ''), o.account_id, null from task t
      left join opportunity o on o.id = t.opportunity_id left join account a on a.id = o.account_id where t.id = any(${ids('task')}::uuid[])
    union all select 'report', id, name, null, null from person where id = any(${ids('report')}::uuid[])`,
  )
}
