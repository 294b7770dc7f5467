import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { seesAll } from '../../../objects/access.ts'
import type { Context as Whole } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { ROW, rowsWhere } from '../../../objects/query/asked.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Dimension } from '../contract.ts'

/** What a report is made from; `db` may be a standby. */
type Context = Pick<Whole, 'viewer' | 'registry'> & { db: Queryable }

type Group = {
  /** What rows are told apart by, over `r`, and over `g` where `join` is given. */
  key: string
  join?: string
  /** The name of a group, over `f.key`. */
  name: string
  /** The key as it goes out. */
  text?: string
  /** Where it is counted beforehand (columns is_open, outcome, amount_currency, days, n, amount), and its key there, over `r`. */
  tally?: { view: string; key?: string }
}

const HOLDER = 'left join person g on g.id = r.holder_id'
const BY_HOLDER = { view: 'tally_by_holder' }
const PRODUCT = 'left join product g on g.id = r.product_id'
const month = (column: string): Group => ({
  key: `date_trunc('month', r.${column} at time zone c.time_zone)`,
  name: `to_char(f.key, 'YYYY-MM')`,
  text: `to_char(f.key, 'YYYY-MM')`,
})

/** How opportunities are told apart. Names are looked up for the groups found, never for the rows. */
const GROUPS: Readonly<Record<Dimension, Group>> = {
  holder: {
    key: 'r.holder_id',
    name: '(select name from person n where n.id = f.key)',
    tally: BY_HOLDER,
  },
  manager: {
    key: 'g.manager_id',
    join: HOLDER,
    name: '(select name from person n where n.id = f.key)',
    tally: BY_HOLDER,
  },
  department: {
    key: 'g.department_id',
    join: HOLDER,
    name: '(select name from department n where n.id = f.key)',
    tally: BY_HOLDER,
  },
  product: { key: 'r.product_id', name: '(select name from product n where n.id = f.key)' },
  series: { key: 'g.series', join: PRODUCT, name: 'f.key' },
  account: { key: 'r.account_id', name: '(select name from account n where n.id = f.key)' },
  source: { key: 'r.source', name: 'f.key' },
  type: { key: 'r.type', name: 'f.key' },
  'closed-month': { ...month('closed_at'), tally: { view: 'tally_by_month', key: 'r.closed_month' } },
  'opened-month': month('opened_at'),
}

export type FigureRow = {
  key: string | null
  name: string | null
  total: number
  open: number
  won: number
  lost: number
  wonDays: number | null
  lostDays: number | null
  closedDays: number | null
  medianWonDays: number | null
  wonAmount: { currency: string; minor: number }[]
  openAmount: { currency: string; minor: number }[]
}

const FIGURES = `
  sum(n)::int as total,
  coalesce(sum(n) filter (where is_open), 0)::int as open,
  coalesce(sum(n) filter (where outcome = 'won'), 0)::int as won,
  coalesce(sum(n) filter (where outcome = 'lost'), 0)::int as lost,
  (sum(n * days) filter (where outcome = 'won') / sum(n) filter (where outcome = 'won'))::float8 as "wonDays",
  (sum(n * days) filter (where outcome = 'lost') / sum(n) filter (where outcome = 'lost'))::float8 as "lostDays",
  (sum(n * days) filter (where outcome is not null) / sum(n) filter (where outcome is not null))::float8 as "closedDays"`

const SUMS = `
  coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', won)) filter (where won is not null), '[]') as "wonAmount",
  coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', open)) filter (where open is not null), '[]') as "openAmount"`

const MOST_GROUPS = 1000

/**
 * The figures by one dimension, the largest group first, or of all rows in one line (`by` undefined). One pass over the rows the
 * viewer may see counts them by group, currency, outcome and days; every figure is made of those counts, the median too.
 */
export async function figuresBy(
  context: Context,
  by: Dimension | undefined,
  filter: string | undefined,
): Promise<FigureRow[]> {
  const group = by ? GROUPS[by] : ALL
  const { name, text = 'f.key::text' } = group
  return run(
    context.db,
    sql`with counted as materialized (
        ${countedBy(context, group, filter)}
      ), figures as (
        select key, ${raw(FIGURES)} from counted group by key order by total desc limit ${MOST_GROUPS}
      ), won as (
        select key, days, sum(sum(n)) over (partition by key order by days) as upto, sum(sum(n)) over (partition by key) as whole
        from counted where outcome = 'won' group by key, days
      ), middle as (
        select key, (min(days) filter (where upto >= div(whole + 1, 2)) + min(days) filter (where upto >= div(whole, 2) + 1)) / 2.0 as days
        from won group by key
      ), money as (
        select key, currency, sum(amount) filter (where outcome = 'won') as won, sum(amount) filter (where is_open) as open
        from counted where currency is not null group by key, currency
      ), sums as (select key, ${raw(SUMS)} from money group by key)
      select ${raw(text)} as key, ${raw(name)} as name, f.total, f.open, f.won, f.lost, f."wonDays", f."lostDays", f."closedDays",
        m.days::float8 as "medianWonDays", coalesce(s."wonAmount", '[]') as "wonAmount", coalesce(s."openAmount", '[]') as "openAmount"
      from figures f left join sums s on s.key is not distinct from f.key left join middle m on m.key is not distinct from f.key
      order by f.total desc, 2`,
  )
}

/** All rows as one group. */
const ALL: Group = {
  key: `''::text`,
  name: 'null::text',
  text: 'null::text',
  tally: { view: 'tally_by_month' },
}

/** Rows by key, currency, outcome and days: from what is counted beforehand where the viewer sees all and asks for all. */
function countedBy(context: Context, { key, join = '', tally }: Group, filter: string | undefined): Fragment {
  if (tally && isAboutAll(context, filter)) {
    return sql`select ${raw(tally.key ?? key)} as key, r.is_open, r.outcome, r.amount_currency as currency, sum(r.n) as n, sum(r.amount) as amount, r.days
        from ${raw(tally.view)} ${raw(ROW)} ${raw(join)} group by 1, 2, 3, 4, 7 having sum(r.n) <> 0`
  }
  return sql`select ${raw(key)} as key, r.is_open, r.outcome, r.amount_currency as currency, count(*) as n, sum(r.amount) as amount,
          cycle_days(r.opened_at, r.closed_at, c.time_zone) as days
        from opportunity ${raw(ROW)} ${raw(join)} cross join company c where ${where(context, filter)}
        group by 1, 2, 3, 4, 7`
}

export type StageRow = {
  stageId: string
  /** This stage and its namesakes of other versions, where opportunities stand. */
  ids: string[]
  count: number
  amount: { currency: string; minor: number }[]
  reached: number
}

/** Per stage how many stand there, what they are worth, and how many ever reached it or a later open stage. One pass over the rows. */
export async function stageFigures(context: Context, filter: string | undefined): Promise<StageRow[]> {
  return run(
    context.db,
    sql`with counted as materialized (
        ${countedByStage(context, filter)}
      ), here as (
        select x.key, sum(c.n)::int as count from counted c join stage x on x.id = c.stage_id group by x.key
      ), money as (
        select key, jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor)) as amount
        from (select x.key, c.currency, sum(c.amount) as minor from counted c join stage x on x.id = c.stage_id
              where c.currency is not null group by 1, 2) m group by key
      )
      select s.id as "stageId", array(select z.id from stage z where z.key = s.key and z.id in (select stage_id from counted)) as ids,
        coalesce(h.count, 0) as count, coalesce(m.amount, '[]') as amount,
        coalesce(case when s.kind = 'open' and s.phase <> 'delivery'
             then (select sum(n)::int from counted f where f.furthest >= s.position or f.won)
             when s.kind = 'won' then (select sum(n)::int from counted f where f.won)
             else h.count end, 0) as reached
      from stage s left join here h on h.key = s.key left join money m on m.key = s.key
      where s.plan_version_id = (select id from plan_version where published_at is not null order by published_at desc, number desc limit 1)
      order by s.position`,
  )
}

function countedByStage(context: Context, filter: string | undefined): Fragment {
  if (isAboutAll(context, filter)) {
    return sql`select r.stage_id, r.furthest, r.outcome = 'won' as won, r.amount_currency as currency, sum(r.n) as n, sum(r.amount) as amount
        from tally_by_stage ${raw(ROW)} group by 1, 2, 3, 4 having sum(r.n) <> 0`
  }
  return sql`select r.stage_id, r.furthest, r.outcome = 'won' as won, r.amount_currency as currency, count(*) as n, sum(r.amount) as amount
        from opportunity ${raw(ROW)} where ${where(context, filter)} group by 1, 2, 3, 4`
}

function isAboutAll({ viewer, registry }: Context, filter: string | undefined): boolean {
  return !filter?.trim() && seesAll(viewer, objectNamed(registry, 'opportunity'), registry)
}

function where(context: Context, filter: string | undefined): Fragment {
  const object = objectNamed(context.registry, 'opportunity')
  return rowsWhere({ object, viewer: context.viewer, registry: context.registry, filter })
}
