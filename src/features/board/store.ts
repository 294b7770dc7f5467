import { type Fragment, joined, raw, sql } from '../../kernel/fragment.ts'
import { seesAll, type Viewer } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { ROW, rowsWhere } from '../../objects/query/asked.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

/** Whose rows, at which stages, and which of them. */
export type Asked = {
  departments: readonly string[] | undefined
  phase: string | undefined
  /** Keys of stages. */
  stages: readonly string[] | undefined
  /** CEL over opportunities, empty for all. */
  filter: string
}

export type CellRow = {
  holder: string
  stage: string
  ids: string[]
  held: number
  due: number
  overdue: number
  amount: { currency: string; minor: number }[]
}

/**
 * Every cell in which something is held, of one moment. Who sees all and filters nothing is answered from the tallies; what is due or late is
 * entered by the limits themselves there, by the viewer's own rows elsewhere.
 */
export async function cells(db: Queryable, context: Context, asked: Asked): Promise<CellRow[]> {
  return run<CellRow>(
    db,
    sql`with held as materialized (${held(context, asked)}),
      pressed as materialized (${pressed(context, asked)}),
      counted as (
        select h.holder_id, s.key, sum(h.n)::int as held, array_agg(distinct h.stage_id) as ids
        from held h join stage s on s.id = h.stage_id group by 1, 2
      ), sums as (
        select holder_id, key, jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor) order by currency) as amount
        from (select h.holder_id, s.key, h.currency, sum(h.amount) as minor from held h join stage s on s.id = h.stage_id
              where h.currency is not null group by 1, 2, 3) m group by 1, 2
      ), pressing as (
        select p.holder_id, s.key, sum(p.due)::int as due, sum(p.overdue)::int as overdue
        from pressed p join stage s on s.id = p.stage_id group by 1, 2
      )
      select c.holder_id as holder, c.key as stage, c.ids, c.held, coalesce(p.due, 0) as due, coalesce(p.overdue, 0) as overdue,
        coalesce(m.amount, '[]') as amount
      from counted c left join sums m using (holder_id, key) left join pressing p using (holder_id, key)`,
  )
}

function held(context: Context, asked: Asked): Fragment {
  const within = withinPlaces(asked)
  if (isAboutAll(context, asked))
    return sql`select r.holder_id, r.stage_id, r.amount_currency as currency, sum(r.n) as n, sum(r.amount) as amount
        from tally_by_stage ${raw(ROW)} where r.is_open and ${within} group by 1, 2, 3 having sum(r.n) <> 0`
  return sql`select r.holder_id, r.stage_id, r.amount_currency as currency, count(*) as n, sum(r.amount) as amount
        from opportunity ${raw(ROW)} where ${rows(context, asked)} group by 1, 2, 3`
}

/** The same conditions under which `opportunity_due` reads a limit. */
const RUNNING = raw(
  `c.stopped_at is null and c.paused_at is null and c.kind in ('first-contact', 'next-step', 'follow-up', 'dwell', 'claim')`,
)

function pressed(context: Context, asked: Asked): Fragment {
  const { now } = context
  const counted = raw(
    `count(*) filter (where d.overdue) as overdue, count(*) filter (where not d.overdue) as due`,
  )
  if (seesEverything(context))
    return sql`select r.holder_id, r.stage_id, ${counted} from (
          select c.opportunity_id, bool_or(c.due_at <= ${now}) as overdue from clock c
          where ${RUNNING} and coalesce(c.warn_at, c.due_at) <= ${now} group by 1
        ) d join opportunity ${raw(ROW)} on r.id = d.opportunity_id where ${rows(context, asked)} group by 1, 2`
  return sql`select r.holder_id, r.stage_id, ${counted} from opportunity ${raw(ROW)} cross join lateral (
          select bool_or(c.due_at <= ${now}) as overdue from clock c
          where c.opportunity_id = r.id and ${RUNNING} and coalesce(c.warn_at, c.due_at) <= ${now}
        ) d where ${rows(context, asked)} and d.overdue is not null group by 1, 2`
}

function rows(context: Context, asked: Asked): Fragment {
  const { viewer, registry } = context
  const object = objectNamed(registry, 'opportunity')
  return sql`${rowsWhere({ object, viewer, registry, filter: asked.filter })} and r.is_open and ${withinPlaces(asked)}`
}

function withinPlaces({ departments, phase, stages }: Asked): Fragment {
  const parts = [raw('true')]
  if (departments)
    parts.push(
      sql`r.holder_id = any(array(select id from person where department_id = any(${departments}::uuid[])))`,
    )
  if (phase) parts.push(sql`r.stage_id = any(array(select id from stage where phase = ${phase}))`)
  if (stages)
    parts.push(sql`r.stage_id = any(array(select id from stage where key = any(${stages}::text[])))`)
  return joined(parts, ' and ')
}

function isAboutAll(context: Context, { filter }: Asked): boolean {
  return filter === '' && seesEverything(context)
}

function seesEverything({ viewer, registry }: Context): boolean {
  return seesAll(viewer, objectNamed(registry, 'opportunity'), registry)
}

/** A department and those below it; empty where there is no such department. */
export async function departmentTree(db: Queryable, id: string): Promise<string[]> {
  const found = await db<{ id: string }[]>`
    with recursive below as (
      select id from department where id = ${id} and deleted_at is null
      union select d.id from department d join below b on d.parent_id = b.id where d.deleted_at is null
    ) select id from below order by id`
  return found.map((one) => one.id)
}

export type PersonRow = { id: string; name: string; departmentId: string | null; department: string | null }

/** The people of `ids`, and where `others` is given the active ones it names, in the order of their names. */
export async function people(
  db: Queryable,
  ids: readonly string[],
  others: Fragment | undefined,
): Promise<PersonRow[]> {
  const wanted = others
    ? sql`p.id = any(${ids}::uuid[]) or (p.deactivated_at is null and p.deleted_at is null and ${others})`
    : sql`p.id = any(${ids}::uuid[])`
  return run<PersonRow>(
    db,
    sql`select p.id, p.name, d.id as "departmentId", d.name as department
      from person p left join department d on d.id = p.department_id and d.deleted_at is null
      where ${wanted} order by p.name collate "zh-x-icu", p.id`,
  )
}

/** People of whom the viewer sees everything they hold: a nought beside their names is the truth. */
export function wholly(context: Context, departments: readonly string[] | undefined): Fragment {
  const { viewer } = context
  const ways = seesEverything(context) ? [raw('true')] : waysOf(viewer)
  const within = departments ? sql`p.department_id = any(${departments}::uuid[])` : raw('true')
  return sql`(${joined(ways, ' or ')}) and ${within}`
}

function waysOf(viewer: Viewer): Fragment[] {
  const kinds = new Set((viewer.grants['opportunity']?.scopes ?? []).map(({ kind }) => kind))
  const ways = [sql`p.id = ${viewer.personId}::uuid`]
  if (kinds.has('reports')) ways.push(sql`p.id = any(${viewer.reports}::uuid[])`)
  if (kinds.has('department')) ways.push(sql`p.department_id = ${viewer.departmentId}::uuid`)
  if (kinds.has('department-tree')) ways.push(sql`p.department_id = any(${viewer.departmentTree}::uuid[])`)
  return ways
}

/** Stages by their ids, for those the plan in force does not have. */
export async function stagesByKey(
  db: Queryable,
  keys: readonly string[],
): Promise<{ key: string; label: { zh: string; en: string }; phase: 'lead' | 'deal' | 'delivery' }[]> {
  return db`
    select distinct on (s.key) s.key, s.label, s.phase from stage s join plan_version v on v.id = s.plan_version_id
    where s.key = any(${keys as string[]}) and v.published_at is not null order by s.key, v.published_at desc`
}
