import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { ROW, rowsWhere } from '../../objects/query/asked.ts'
import { run } from '../../platform/db/transaction.ts'
import type { Dimension } from './contract.ts'

/** Key and name of the group an opportunity belongs to, under alias `r`. */
const GROUPS: Readonly<Record<Dimension, { key: string; name: string }>> = {
  holder: { key: 'r.holder_id::text', name: '(select name from person g where g.id = r.holder_id)' },
  manager: {
    key: '(select manager_id::text from person g where g.id = r.holder_id)',
    name: '(select m.name from person g join person m on m.id = g.manager_id where g.id = r.holder_id)',
  },
  department: {
    key: '(select department_id::text from person g where g.id = r.holder_id)',
    name: '(select d.name from person g join department d on d.id = g.department_id where g.id = r.holder_id)',
  },
  product: { key: 'r.product_id::text', name: '(select name from product g where g.id = r.product_id)' },
  series: {
    key: '(select series from product g where g.id = r.product_id)',
    name: '(select series from product g where g.id = r.product_id)',
  },
  account: { key: 'r.account_id::text', name: '(select name from account g where g.id = r.account_id)' },
  source: { key: 'r.source', name: 'r.source' },
  type: { key: 'r.type', name: 'r.type' },
  'closed-month': {
    key: `to_char(r.closed_at at time zone (select time_zone from company), 'YYYY-MM')`,
    name: `to_char(r.closed_at at time zone (select time_zone from company), 'YYYY-MM')`,
  },
  'opened-month': {
    key: `to_char(r.opened_at at time zone (select time_zone from company), 'YYYY-MM')`,
    name: `to_char(r.opened_at at time zone (select time_zone from company), 'YYYY-MM')`,
  },
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
  count(*)::int as total,
  count(*) filter (where is_open)::int as open,
  count(*) filter (where outcome = 'won')::int as won,
  count(*) filter (where outcome = 'lost')::int as lost,
  avg(days) filter (where outcome = 'won')::float8 as "wonDays",
  avg(days) filter (where outcome = 'lost')::float8 as "lostDays",
  avg(days) filter (where outcome is not null)::float8 as "closedDays",
  (percentile_cont(0.5) within group (order by days) filter (where outcome = 'won'))::float8 as "medianWonDays"`

const SUMS = `
  coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', won)) filter (where won is not null), '[]') as "wonAmount",
  coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'minor', open)) filter (where open is not null), '[]') as "openAmount"`

/** The figures by one dimension, or of all rows in one line (`by` undefined). One pass over the rows the viewer may see. */
export async function figuresBy(
  context: Context,
  by: Dimension | undefined,
  filter: string | undefined,
): Promise<FigureRow[]> {
  const group = by ? GROUPS[by] : { key: 'null::text', name: 'null::text' }
  return run(
    context.db,
    sql`with rows as materialized (
        select ${raw(group.key)} as key, ${raw(group.name)} as name, r.is_open, r.outcome, r.amount, r.amount_currency as currency,
          (r.closed_at at time zone c.time_zone)::date - (r.opened_at at time zone c.time_zone)::date as days
        from opportunity ${raw(ROW)} cross join company c where ${where(context, filter)}
      ), figures as (select key, max(name) as name, ${raw(FIGURES)} from rows group by key),
      money as (
        select key, currency, sum(amount) filter (where outcome = 'won') as won, sum(amount) filter (where is_open) as open
        from rows where amount is not null group by key, currency
      ), sums as (select key, ${raw(SUMS)} from money group by key)
      select f.*, coalesce(s."wonAmount", '[]') as "wonAmount", coalesce(s."openAmount", '[]') as "openAmount"
      from figures f left join sums s on s.key is not distinct from f.key order by f.total desc, f.name limit 1000`,
  )
}

export type StageRow = {
  stageId: string
  count: number
  amount: { currency: string; minor: number }[]
  reached: number
}

/** Per stage how many stand there, what they are worth, and how many ever reached it or a later open stage. */
export async function stageFigures(context: Context, filter: string | undefined): Promise<StageRow[]> {
  return run(
    context.db,
    sql`with rows as materialized (
        select r.id, r.stage_id, r.amount, r.amount_currency as currency, r.outcome from opportunity ${raw(ROW)} where ${where(context, filter)}
      ), furthest as (
        select w.id, w.outcome, max(s.position) filter (where s.kind = 'open' and s.phase <> 'delivery') as position
        from rows w join holding h on h.opportunity_id = w.id join stage s on s.id = h.stage_id group by w.id, w.outcome
      ), here as (
        select stage_id, count(*)::int as count from rows group by stage_id
      ), money as (
        select stage_id, jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor)) as amount
        from (select stage_id, currency, sum(amount) as minor from rows where amount is not null group by stage_id, currency) m group by stage_id
      )
      select s.id as "stageId", coalesce(h.count, 0) as count, coalesce(m.amount, '[]') as amount,
        case when s.kind = 'open' and s.phase <> 'delivery'
             then (select count(*)::int from furthest f where f.position >= s.position or f.outcome = 'won')
             when s.kind = 'won' then (select count(*)::int from furthest f where f.outcome = 'won')
             else coalesce(h.count, 0) end as reached
      from stage s left join here h on h.stage_id = s.id left join money m on m.stage_id = s.id
      where s.plan_version_id = (select id from plan_version where published_at is not null order by published_at desc, number desc limit 1)
      order by s.position`,
  )
}

function where(context: Context, filter: string | undefined): Fragment {
  const object = objectNamed(context.registry, 'opportunity')
  return rowsWhere({ object, viewer: context.viewer, registry: context.registry, filter })
}
