import { type Fragment, sql } from '../../../kernel/fragment.ts'
import { rowPredicate } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Category } from '../contract/forecast.ts'
import type { Bin, Said } from '../rules/backtest.ts'
import type { Chances } from '../rules/chances.ts'

type Reader = Pick<Context, 'viewer' | 'registry'>

export type CallRow = {
  version: number
  category: Category | null
  saidBy: { id: string; name: string } | null
  saidAt: string | null
  overCategory: Category | null
  overBy: { id: string; name: string } | null
  overAt: string | null
  overReason: string | null
}

const CALL = sql`coalesce(f.version, 0)::int as version, f.category, f.said_at as "saidAt", f.over_category as "overCategory",
  f.over_at as "overAt", f.over_reason as "overReason",
  case when f.said_by is not null then (select json_build_object('id', p.id, 'name', p.name) from person p where p.id = f.said_by) end as "saidBy",
  case when f.over_by is not null then (select json_build_object('id', p.id, 'name', p.name) from person p where p.id = f.over_by) end as "overBy"`

const NOTHING: CallRow = {
  version: 0,
  category: null,
  saidBy: null,
  saidAt: null,
  overCategory: null,
  overBy: null,
  overAt: null,
  overReason: null,
}

export async function callOf(db: Queryable, id: string): Promise<CallRow> {
  const [row] = await run<CallRow>(
    db,
    sql`select ${CALL} from forecast_call f where f.opportunity_id = ${id}`,
  )
  return row ?? NOTHING
}

export async function say(tx: Tx, id: string, category: Category, by: string, at: string): Promise<void> {
  await tx`insert into forecast_call (opportunity_id, category, said_by, said_at) values (${id}, ${category}, ${by}, ${at})
    on conflict (opportunity_id) do update set category = excluded.category, said_by = excluded.said_by, said_at = excluded.said_at,
      version = forecast_call.version + 1`
}

export async function override(
  tx: Tx,
  id: string,
  { category, reason }: { category: Category | null; reason: string | null },
  by: string,
  at: string,
): Promise<void> {
  const [who, when] = category === null ? [null, null] : [by, at]
  await tx`insert into forecast_call (opportunity_id, over_category, over_by, over_at, over_reason)
    values (${id}, ${category}, ${who}::uuid, ${when}::timestamptz, ${reason})
    on conflict (opportunity_id) do update set over_category = excluded.over_category, over_by = excluded.over_by,
      over_at = excluded.over_at, over_reason = excluded.over_reason, version = forecast_call.version + 1`
}

export type OpenRow = {
  id: string
  holderId: string
  stageId: string
  stage: string
  since: string
  minor: string | null
  currency: string | null
  expectedCloseOn: string | null
  category: Category
}

const MOST_OPEN = 100_000

/** Open ones before delivery the viewer may see, of some people or of all. */
export function openOnes(
  db: Queryable,
  reader: Reader,
  people: readonly string[] | null,
): Promise<OpenRow[]> {
  return run(
    db,
    sql`select o.id, o.holder_id as "holderId", o.stage_id as "stageId", s.key as stage, o.stage_since as since, o.amount::text as minor,
      o.amount_currency as currency, o.expected_close_on::text as "expectedCloseOn",
      coalesce(f.over_category, f.category, 'pipeline') as category
    from opportunity o join stage s on s.id = o.stage_id left join forecast_call f on f.opportunity_id = o.id
    where ${isOpen(reader, people)} limit ${MOST_OPEN}`,
  )
}

function isOpen({ viewer, registry }: Reader, people: readonly string[] | null): Fragment {
  const theirs = people ? sql`and o.holder_id = any(${people}::uuid[])` : sql``
  return sql`o.is_open and o.deleted_at is null and o.phase <> 'delivery' ${theirs}
    and ${rowPredicate(viewer, 'opportunity', registry, 'o')}`
}

export type TitledRow = CallRow & {
  id: string
  number: number
  title: string
  holder: { id: string; name: string }
  label: { zh: string; en: string }
}

/** What is told of some of them. */
export async function titled(db: Queryable, ids: readonly string[]): Promise<Map<string, TitledRow>> {
  const rows = await run<TitledRow>(
    db,
    sql`select o.id, o.number, o.title, json_build_object('id', h.id, 'name', h.name) as holder, s.label, ${CALL}
    from opportunity o join person h on h.id = o.holder_id join stage s on s.id = o.stage_id
    left join forecast_call f on f.opportunity_id = o.id where o.id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** How sure each stage is by the plan it stands in, where history says nothing. */
export async function planChances(db: Queryable): Promise<Map<string, number>> {
  const rows = await db<
    { id: string; probability: number }[]
  >`select id, probability from stage where kind = 'open'`
  return new Map(rows.map(({ id, probability }) => [id, probability]))
}

export type WonRow = { personId: string; currency: string | null; n: number; minor: string }
/** What was won in a period, by whoever holds it. */
export function wonBy(
  db: Queryable,
  { viewer, registry }: Reader,
  people: readonly string[] | null,
  from: string,
  to: string,
): Promise<WonRow[]> {
  const theirs = people ? sql`and o.holder_id = any(${people}::uuid[])` : sql``
  return run(
    db,
    sql`select o.holder_id as "personId", o.amount_currency as currency, count(*)::int as n, coalesce(sum(o.amount), 0)::text as minor
    from opportunity o cross join company y where o.outcome = 'won' and o.deleted_at is null
      and o.closed_at >= (${from}::date)::timestamp at time zone y.time_zone
      and o.closed_at < (${to}::date + 1)::timestamp at time zone y.time_zone ${theirs}
      and ${rowPredicate(viewer, 'opportunity', registry, 'o')} group by 1, 2`,
  )
}

export type Snapshot = { takenOn: string; category: Category | 'won'; minor: string }
/** What was said of a period before, by some people or by all, in one currency; the newest thirteen. */
export async function snapshots(
  db: Queryable,
  { period, startsOn }: { period: string; startsOn: string },
  currency: string,
  people: readonly string[] | null,
): Promise<Snapshot[]> {
  return run(
    db,
    sql`select taken_on::text as "takenOn", category, sum(minor)::text as minor from forecast_snapshot
    where period = ${period} and starts_on = ${startsOn} and currency = ${currency}
      ${people ? sql`and person_id = any(${people}::uuid[])` : sql``}
      and taken_on in (select distinct taken_on from forecast_snapshot where period = ${period} and starts_on = ${startsOn}
        order by taken_on desc limit 13)
    group by 1, 2 order by 1 desc`,
  )
}

/** True where nobody has taken a snapshot since a day; one process at a time asks. */
export async function isSnapshotDue(tx: Tx, since: string): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.forecast'))`
  const [row] = await tx<{ due: boolean }[]>`
    select not exists (select 1 from forecast_snapshot where taken_on >= ${since}) as due`
  return row?.due ?? false
}

/** Notes what is said on a day of a period by every holder. One statement. */
export async function takeSnapshot(
  tx: Tx,
  takenOn: string,
  { period, startsOn, endsOn }: { period: string; startsOn: string; endsOn: string },
): Promise<void> {
  await tx`
    insert into forecast_snapshot (taken_on, period, starts_on, person_id, category, currency, n, minor)
    select ${takenOn}, ${period}, ${startsOn}, x.person, x.category, x.currency, count(*), sum(x.minor) from (
      select o.holder_id as person, coalesce(f.over_category, f.category, 'pipeline') as category,
        o.amount_currency as currency, o.amount as minor
      from opportunity o left join forecast_call f on f.opportunity_id = o.id
      where o.is_open and o.deleted_at is null and o.phase <> 'delivery' and o.amount is not null
        and o.expected_close_on <= ${endsOn} and (o.expected_close_on >= ${startsOn} or ${startsOn}::date <= ${takenOn}::date)
      union all
      select o.holder_id, 'won', o.amount_currency, o.amount from opportunity o cross join company y
      where o.outcome = 'won' and o.deleted_at is null and o.amount is not null
        and o.closed_at >= (${startsOn}::date)::timestamp at time zone y.time_zone
        and o.closed_at < (${endsOn}::date + 1)::timestamp at time zone y.time_zone
    ) x group by 4, 5, 6 on conflict do nothing`
}

export type Learnt = {
  chances: Chances
  tests: Record<'month' | 'quarter', { periods: Said[]; bins: Bin[] }>
}

/** What was learnt last, with the day. */
export async function newestModel(
  db: Queryable,
): Promise<{ learntOn: string; learntAt: string; document: Learnt } | undefined> {
  const [row] = await db<{ learntOn: string; learntAt: string; document: Learnt }[]>`
    select learnt_on::text as "learntOn", learnt_at as "learntAt", document from forecast_model order by learnt_on desc limit 1`
  return row
}

const KEPT = 7 // models, a day each

export async function saveModel(tx: Tx, learntOn: string, at: string, document: Learnt): Promise<void> {
  await tx`insert into forecast_model (learnt_on, learnt_at, document) values (${learntOn}, ${at}, ${JSON.stringify(document)}::text::jsonb)
    on conflict (learnt_on) do update set learnt_at = excluded.learnt_at, document = excluded.document`
  await tx`delete from forecast_model where learnt_on < ${learntOn}::date - ${KEPT}::int`
}

/** The instants a period begins and ends in the company's zone. */
export async function spansOf(
  db: Queryable,
  periods: readonly { startsOn: string; endsOn: string }[],
): Promise<{ startsOn: string; from: number; to: number }[]> {
  const rows = await db<{ startsOn: string; from: string; to: string }[]>`
    select s::text as "startsOn", s::timestamp at time zone y.time_zone as from, (e + 1)::timestamp at time zone y.time_zone as to
    from unnest(${periods.map((one) => one.startsOn)}::date[], ${periods.map((one) => one.endsOn)}::date[]) as x(s, e) cross join company y
    order by s`
  return rows.map(({ startsOn, from, to }) => ({ startsOn, from: Date.parse(from), to: Date.parse(to) }))
}
