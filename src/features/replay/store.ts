import type { Ground, Person } from '../../engines/assignment/index.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import type { PlanDocument } from '../plan/contract.ts'
import type { FirstDecision } from './rules/cases.ts'

export type Staff = Omit<Person, 'active' | 'away' | 'nextWorkingAt'> & {
  department: string | null
  /** The first that is known of them; null: nothing is, they were always there. */
  since: number | null
  leftAt: number | null
}

/** Everybody there ever was, in the order of their ids, as they are now. One query. */
export async function staff(db: Queryable): Promise<Staff[]> {
  return db<Staff[]>`
    with recursive path as (
      select id, array[id::text] as ids, array[name] as names from department where parent_id is null
      union all
      select d.id, p.ids || d.id::text, p.names || d.name from department d join path p on p.id = d.parent_id
    )
    select p.id, p.name, p.department_id as department, coalesce(x.ids, '{}') as "departmentPath", coalesce(x.names, '{}') as "departmentNames",
      p.functions, p.skills, p.territories, p.weight, p.open_cap as "openCap", p.day_cap as "dayCap", p.week_cap as "weekCap", p.unit_cap as "unitCap",
      (select (date_part('epoch', e.at) * 1000)::int8 from event e where e.object = 'person' and e.record_id = p.id order by e.seq limit 1) as "since",
      (date_part('epoch', least(p.deactivated_at, p.deleted_at)) * 1000)::int8 as "leftAt"
    from person p left join path x on x.id = p.department_id order by p.id`
}

/** Every department with all above it, the highest first. */
export async function departments(db: Queryable): Promise<{ id: string; ids: string[]; names: string[] }[]> {
  return db<{ id: string; ids: string[]; names: string[] }[]>`
    with recursive path as (
      select id, array[id::text] as ids, array[name] as names from department where parent_id is null
      union all
      select d.id, p.ids || d.id::text, p.names || d.name from department d join path p on p.id = d.parent_id
    ) select id, ids, names from path`
}

/** The published versions in the order of their times. */
export async function versionsInOrder(db: Queryable): Promise<{ id: string; from: number }[]> {
  return db<{ id: string; from: number }[]>`
    select id, (date_part('epoch', published_at) * 1000)::int8 as from from plan_version
    where published_at is not null order by published_at, number`
}

export async function draftDocument(db: Queryable, id: string): Promise<PlanDocument | undefined> {
  const [row] = await db<{ document: PlanDocument }[]>`select document from plan_draft where id = ${id}`
  return row?.document
}

/** The first decision of a rule about each of some opportunities. One query. */
export async function firstDecisions(db: Queryable, ids: readonly string[]): Promise<FirstDecision[]> {
  return db<FirstDecision[]>`
    select d.opportunity_id as "opportunityId", d.id, d.person_id as "personId", d.rule_id as "ruleId", d.draw, d.input,
      (date_part('epoch', d.made_at) * 1000)::int8 as at
    from unnest(${ids as string[]}::uuid[]) as o(id) cross join lateral (
      select * from decision d where d.opportunity_id = o.id and d.stage_id is null and d.via in ('rule', 'fallback')
      order by d.made_at, d.id limit 1) d`
}

export type FirstTurns = { ruleId: string; ground: Ground | null; terms: number[] | null; at: number }

/** What each of some rules kept of its first decision from a moment on: there stands what everybody was owed before. One query. */
export async function firstTurns(
  db: Queryable,
  rules: readonly string[],
  from: string,
): Promise<FirstTurns[]> {
  return db<FirstTurns[]>`
    select k.id as "ruleId", g.ground, d.outcome->'terms' as terms, (date_part('epoch', d.made_at) * 1000)::int8 as at
    from unnest(${rules as string[]}::uuid[]) as k(id) cross join lateral (
      select * from decision d where d.rule_id = k.id and d.made_at >= ${from}::timestamptz and d.ground is not null
      order by d.made_at, d.id limit 1) d left join decision_ground g on g.hash = d.ground`
}

/** When each person last received by each of some rules before a moment. One query. */
export async function lastTurns(
  db: Queryable,
  rules: readonly string[],
  before: string,
): Promise<{ ruleId: string; personId: string; at: number }[]> {
  return db<{ ruleId: string; personId: string; at: number }[]>`
    select d.rule_id as "ruleId", d.person_id as "personId", (date_part('epoch', max(d.made_at)) * 1000)::int8 as at
    from decision d where d.rule_id = any(${rules as string[]}::uuid[]) and d.made_at < ${before}::timestamptz group by 1, 2`
}

/** How many rules gave each person from one day to the day before another. */
export async function receivedBetween(
  db: Queryable,
  from: string,
  before: string,
): Promise<{ personId: string; count: number }[]> {
  return db<{ personId: string; count: number }[]>`
    select person_id as "personId", sum(count)::int as count from person_received where day >= ${from}::date and day < ${before}::date group by 1`
}
