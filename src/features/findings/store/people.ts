import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { rowPredicate, type Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { FindingSubject } from '../rules/found.ts'
import type { Found } from './opportunities.ts'

const hasLeft = (alias: string) => `(${alias}.deactivated_at is not null or ${alias}.deleted_at is not null)`
const named = (alias: string) => `jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name)`

/** Holders who may not see or edit any opportunity, or whose functions neither answer nor work where theirs stand since before an instant. */
export function withoutRights(people: readonly string[], instants: readonly string[]): Found {
  return sql`with held as materialized (
      select t.holder_id, t.stage_id, sum(t.n) as n from tally_by_stage t where t.is_open group by 1, 2 having sum(t.n) > 0
    ), lacking as (
      select h.holder_id, 'function' as lacks, s.id::text as stage, w.n,
        jsonb_build_object('stage', s.label, 'stageId', s.id, 'function', f.label) as more
      from held h join stage s on s.id = h.stage_id and s.kind = 'open' join function f on f.key = s.accountable
      join person p on p.id = h.holder_id and not (s.accountable = any(p.functions))
        and not exists (select 1 from unnest(p.functions) as g(key) where s.duties ->> g.key in ('A', 'R'))
      join unnest(${people}::uuid[], ${instants}::timestamptz[]) as c(id, since) on c.id = h.holder_id
      cross join lateral (select count(*) as n from (select 1 from opportunity o where o.holder_id = h.holder_id and o.stage_id = h.stage_id
        and o.deleted_at is null and o.is_open and greatest(o.stage_since, o.held_since) < c.since
        and not exists (select 1 from pool_stay y where y.opportunity_id = o.id and y.until is null) limit 1000) o) w where w.n > 0
      union all
      select h.holder_id, r.lacks, '', sum(h.n), '{}' from held h join person p on p.id = h.holder_id and not p.admin
      cross join (values ('see'), ('edit')) as r(lacks)
      where not exists (select 1 from person_role x join role q on q.id = x.role_id where x.person_id = p.id
        and q.grants->'opportunity'->'rights' ? r.lacks) group by 1, 2
    )
    select concat_ws(':', 'holder-without-rights', l.holder_id, l.lacks, nullif(l.stage, '')) as key, 'person' as subject,
      l.holder_id as subject_id, null::uuid as opportunity_id, '{}'::uuid[] as opportunity_ids,
      coalesce(who_decides(l.holder_id, array[l.holder_id]), who_decides(l.holder_id, '{}')) as holder_id,
      jsonb_build_object('person', ${raw(named('p'))}, 'lacks', l.lacks, 'count', l.n) || l.more as facts, concat(l.lacks, l.stage) as ground
    from lacking l join person p on p.id = l.holder_id`
}

/** Holders who see opportunities by conditions alone. */
export async function seeingByCondition(db: Queryable): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select p.id from person_load l join person p on p.id = l.person_id and not p.admin join person_role x on x.person_id = p.id
    join role r on r.id = x.role_id and r.grants->'opportunity'->'rights' ? 'see' where l.open > 0
    group by p.id having bool_and(jsonb_typeof(r.grants->'opportunity'->'scope') = 'object')`
  return rows.map(({ id }) => id)
}

/** How many of what somebody holds they do not see themselves, to a thousand. */
export async function unseenByHolder(
  db: Queryable,
  { registry }: Pick<Context, 'registry'>,
  viewer: Viewer,
): Promise<number> {
  const [row] = await run<{ n: number }>(
    db,
    sql`select count(*)::int as n from (select 1 from opportunity o where o.holder_id = ${viewer.personId}::uuid and o.is_open
      and o.deleted_at is null and not coalesce(${rowPredicate(viewer, 'opportunity', registry, 'o')}, false) limit 1000) o`,
  )
  return row?.n ?? 0
}

/** Accounts whose holder has left, as one finding for each of these. */
export function accountsOfLeavers(): Found {
  return sql`select 'account-of-leaver:' || p.id as key, 'person' as subject, p.id as subject_id, null::uuid as opportunity_id,
      '{}'::uuid[] as opportunity_ids, who_decides(p.id, array[p.id]) as holder_id,
      jsonb_build_object('person', ${raw(named('p'))}, 'count', a.n) as facts, 'left' as ground
    from person p cross join lateral (select count(*) as n from (
      select 1 from account a where a.holder_id = p.id and a.deleted_at is null limit 1000) a) a
    where ${raw(hasLeft('p'))} and a.n > 0 and who_decides(p.id, array[p.id]) is not null`
}

/** People who left and still stand above somebody; only an administrator can name another. */
export function managersWhoLeft(): Found {
  return sql`select concat('leaver-named:', m.id, ':manager') as key, 'person' as subject, m.id as subject_id, null::uuid as opportunity_id,
      '{}'::uuid[] as opportunity_ids, ${ADMINISTRATOR} as holder_id,
      jsonb_build_object('person', ${raw(named('m'))}, 'as', 'manager', 'count', count(*),
        'names', jsonb_path_query_array(jsonb_agg(r.name order by r.name, r.id), '$[0 to 4]')) as facts, 'manager' as ground
    from person m join person r on r.manager_id = m.id and not ${raw(hasLeft('r'))} where ${raw(hasLeft('m'))} group by m.id`
}

const ADMINISTRATOR: Fragment = raw(
  `(select a.id from person a where a.admin and a.deactivated_at is null and a.deleted_at is null order by a.id limit 1)`,
)

/** Law 4, looked at as one: open opportunities for which no limit runs and none is to be worked out, and limits of people who left. */
export function clocksMissing(): Found {
  return sql`select 'clock-missing' as key, 'company' as subject, null::uuid as subject_id, null::uuid as opportunity_id,
      coalesce((array_agg(o.id order by o.id))[1:10], '{}') as opportunity_ids, ${ADMINISTRATOR} as holder_id,
      jsonb_build_object('without', count(o.id), 'ownerless', max(c.n)) as facts, 'clocks' as ground
    from (select count(*) as n from (select 1 from person p join clock c on c.person_id = p.id and c.stopped_at is null
      where ${raw(hasLeft('p'))} limit 1000) c) c
    left join (select o.id from opportunity o where ${raw(CLOCKLESS)} limit 1000) o on true
    having count(o.id) + max(c.n) > 0`
}

const CLOCKLESS = `o.deleted_at is null and o.is_open
  and not exists (select 1 from clock c where c.opportunity_id = o.id and c.stopped_at is null and c.kind <> 'finding')
  and not exists (select 1 from clock_stale m where m.opportunity_id = o.id)`

/** Asks for the limits of opportunities that have none to be worked out. */
export async function markClockless(tx: Queryable, most: number): Promise<void> {
  await run(
    tx,
    sql`insert into clock_stale (opportunity_id, because)
      select o.id, 'finding' from opportunity o where ${raw(CLOCKLESS)} limit ${most}`,
  )
}

export type Row = {
  key: string
  subject: FindingSubject
  subjectId: string | null
  /** Whose place in the line is asked for a holder; `of` undefined: the keeper of the plan in force. */
  above?: string
  facts: Record<string, unknown>
  ground: string
}

/** What was found by looking at people and the plan in memory, as rows; held by whoever is above the person, else by the plan's keeper. */
export function rowsFound(rows: readonly Row[]): Found {
  const list = JSON.stringify(
    rows.map(({ subjectId, above, ...rest }) => ({ ...rest, subject_id: subjectId, above })),
  )
  return sql`select r.key, r.subject, r.subject_id, null::uuid as opportunity_id, '{}'::uuid[] as opportunity_ids,
      coalesce(who_decides(r.above, array[r.above]), ${KEEPER}) as holder_id, r.facts, r.ground
    from jsonb_to_recordset(${list}::text::jsonb) as r(key text, subject text, subject_id uuid, above uuid, facts jsonb, ground text)`
}

const KEEPER: Fragment = raw(
  `(select v.keeper_id from plan_version v where v.published_at is not null order by v.published_at desc, v.number desc limit 1)`,
)

export type Working = {
  id: string
  name: string
  /** Their department with all above it. */
  departmentPath: string[]
  functions: string[]
  openCap: number | null
  unitCap: number | null
  open: number
  units: number
}

/** Everybody who is there, with what they hold and may hold at most. */
export async function everybody(db: Queryable): Promise<Working[]> {
  return db<Working[]>`
    with recursive path as (
      select id as leaf, id, parent_id from department
      union select t.leaf, d.id, d.parent_id from path t join department d on d.id = t.parent_id
    )
    select p.id, p.name, array(select t.id::text from path t where t.leaf = p.department_id) as "departmentPath", p.functions, p.open_cap as "openCap", p.unit_cap as "unitCap",
      coalesce(l.open, 0) as open, coalesce(l.units, 0)::float8 as units
    from person p left join person_load l on l.person_id = p.id where p.deactivated_at is null and p.deleted_at is null order by p.id`
}

/** Names of people, whether they are there or have left. */
export async function namesOf(db: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<
    { id: string; name: string }[]
  >`select id, name from person where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** How many stand open at each stage, by its key, and lie in each pool. */
export async function openByPlace(
  db: Queryable,
): Promise<{ stages: Map<string, number>; pools: Map<string, number> }> {
  const [stages, pools] = await Promise.all([
    db<{ key: string; n: number }[]>`
      select s.key, sum(t.n)::int as n from tally_by_stage t join stage s on s.id = t.stage_id where t.is_open group by s.key`,
    db<
      { key: string; n: number }[]
    >`select pool as key, count(*)::int as n from pool_stay where until is null group by pool`,
  ])
  const counts = (rows: readonly { key: string; n: number }[]) => new Map(rows.map(({ key, n }) => [key, n]))
  return { stages: counts(stages), pools: counts(pools) }
}

/** Two checks' findings as one. */
export function together(a: Found, b: Found): Found {
  return sql`select * from (${a}) a union all select * from (${b}) b`
}

export async function functionLabels(db: Queryable): Promise<Map<string, unknown>> {
  const rows = await db<{ key: string; label: unknown }[]>`select key, label from function`
  return new Map(rows.map(({ key, label }) => [key, label]))
}
