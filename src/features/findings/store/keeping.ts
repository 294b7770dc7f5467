import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { FindingKind } from '../contract.ts'
import { type Found, GONE, namesWorstOnly } from './opportunities.ts'

/** What became of one finding. */
export type Change = {
  what: 'opened' | 'ended' | 'given'
  id: string
  kind: FindingKind
  opportunityId: string | null
  holderId: string
  facts: Record<string, unknown>
}

/** Until when each person who may hold a finding of the check has to mend it. */
export type Limits = { people: readonly string[]; dues: readonly (string | null)[] }
type At = { now: string; today: string }

/** Everything a finding's end does besides: its limit stops. */
const STOPPED = (now: string) => sql`
  update clock c set stopped_at = greatest(${now}::timestamptz, c.started_at), stopped_because = 'mended', next_at = null
  from ended e where c.subject_id = e.id and c.kind = 'finding' and c.stopped_at is null`
const END = (now: string) =>
  sql`ended_at = greatest(${now}::timestamptz, x.found_at), ended_because = 'mended', next_at = null, version = x.version + 1`

/**
 * Makes the open findings of a kind what its check has found: new ones are opened with their limits, what is no more ends, what is about
 * something else now says so, what somebody else is to hold is given to them. Dismissed ones stay so until their day is over or their
 * ground is another. One statement, the same again changes nothing. `isAnew`: the check was told otherwise since it looked last.
 */
export async function reconcile(
  tx: Tx,
  kind: FindingKind,
  found: Found,
  { now, today }: At,
  limits: Limits,
  isAnew: boolean,
): Promise<Change[]> {
  const gone = namesWorstOnly(kind) && !isAnew ? GONE : raw('true')
  return run<Change>(
    tx,
    sql`with found as materialized (${found}),
    fresh as (
      insert into finding (kind, key, subject, subject_id, opportunity_id, opportunity_ids, holder_id, given_to, facts, ground, found_at, next_at)
      select ${kind}, f.key, f.subject, f.subject_id, f.opportunity_id, f.opportunity_ids, f.holder_id, f.holder_id, f.facts, f.ground,
        ${now}::timestamptz, coalesce(l.due, ${now}::timestamptz + interval '3 days')
      from found f left join unnest(${limits.people}::uuid[], ${limits.dues}::timestamptz[]) as l(person, due) on l.person = f.holder_id
      where f.holder_id is not null and not exists (select 1 from finding x where x.key = f.key and x.ended_at is null)
        and not exists (select 1 from finding x where x.key = f.key and x.ended_because = 'dismissed'
          and x.until >= ${today}::date and x.ground = f.ground)
      on conflict (key) where ended_at is null do nothing
      returning id, opportunity_id, holder_id, facts, next_at
    ), clocks as (
      insert into clock (kind, subject_id, opportunity_id, person_id, basis, started_at, due_at)
      select 'finding', id, opportunity_id, holder_id, 'finding:' || id, ${now}::timestamptz, next_at from fresh
    ), ended as (
      update finding x set ${END(now)} where x.kind = ${kind} and x.ended_at is null
        and not exists (select 1 from found f where f.key = x.key) and ${gone}
      returning x.id, x.opportunity_id, x.holder_id, x.facts
    ), stopped as (${STOPPED(now)}),
    changed as (
      update finding x set facts = f.facts, ground = f.ground, opportunity_ids = f.opportunity_ids, given_to = f.holder_id,
        holder_id = case when x.given_to = f.holder_id then x.holder_id else f.holder_id end, version = x.version + 1
      from found f where f.key = x.key and x.kind = ${kind} and x.ended_at is null and f.holder_id is not null
        and (x.facts, x.ground, x.opportunity_ids, x.given_to) is distinct from (f.facts, f.ground, f.opportunity_ids, f.holder_id)
      returning old.holder_id as former, new.id, new.opportunity_id, new.holder_id, new.facts
    ), given as (
      update clock c set person_id = g.holder_id from changed g
      where g.former <> g.holder_id and c.subject_id = g.id and c.kind = 'finding' and c.stopped_at is null
    )
    select 'opened' as what, id, ${kind} as kind, opportunity_id as "opportunityId", holder_id as "holderId", facts from fresh
    union all select 'ended', id, ${kind}, opportunity_id, holder_id, facts from ended
    union all select 'given', id, ${kind}, opportunity_id, holder_id, facts from changed where former <> holder_id`,
  )
}

/** Ends every open finding of a check that was switched off. */
export async function switchOff(tx: Tx, kind: FindingKind, now: string): Promise<Change[]> {
  return run<Change>(
    tx,
    sql`with ended as (
      update finding x set ended_at = greatest(${now}::timestamptz, x.found_at), ended_because = 'switched-off', next_at = null,
        version = x.version + 1 where x.kind = ${kind} and x.ended_at is null
      returning x.id, x.opportunity_id, x.holder_id, x.facts
    ), stopped as (${STOPPED(now)})
    select 'ended' as what, id, ${kind} as kind, opportunity_id as "opportunityId", holder_id as "holderId", facts from ended`,
  )
}

/** Which findings a look settles first: those of some people and of what they hold, of one opportunity, or some by name. */
export type Looked = { people: readonly string[] } | { opportunityId: string } | { ids: readonly string[] }

const IS_OTHERS = raw(`(x.subject = 'opportunity' and x.given_to is distinct from
  (select o.holder_id from opportunity o where o.id = x.opportunity_id))`)

/** Findings about what was mended or passed on since their check looked. */
export async function unsettled(db: Queryable, looked: Looked): Promise<string[]> {
  const rows = await run<{ id: string }>(db, unsettledQuery(looked))
  return rows.map(({ id }) => id)
}

export function unsettledQuery(looked: Looked): Fragment {
  const which =
    'ids' in looked
      ? sql`x.id = any(${looked.ids}::uuid[])`
      : 'people' in looked
        ? sql`x.id in (select f.id from finding f where f.ended_at is null and f.holder_id = any(${looked.people}::uuid[])
            union all select f.id from opportunity o join finding f on f.opportunity_id = o.id and f.ended_at is null
            where o.holder_id = any(${looked.people}::uuid[]) and o.is_open and o.deleted_at is null)`
        : sql`(x.opportunity_id = ${looked.opportunityId}::uuid or x.opportunity_ids @> array[${looked.opportunityId}::uuid])`
  return sql`select x.id from finding x where ${which} and x.ended_at is null and (${GONE} or ${IS_OTHERS})`
}

/** Ends those that were mended, and gives those about an opportunity to whoever holds it now. */
export async function settle(tx: Queryable, ids: readonly string[], now: string): Promise<Change[]> {
  return run<Change>(
    tx,
    sql`with stands as materialized (
      select x.id, ${GONE} as gone, o.holder_id as heir from finding x left join opportunity o on o.id = x.opportunity_id
      where x.id = any(${ids}::uuid[]) and x.ended_at is null and (${GONE} or ${IS_OTHERS})
    ), ended as (
      update finding x set ${END(now)} from stands s where s.id = x.id and s.gone and x.ended_at is null
      returning x.id, x.kind, x.opportunity_id, x.holder_id, x.facts
    ), stopped as (${STOPPED(now)}),
    changed as (
      update finding x set given_to = s.heir, holder_id = s.heir, version = x.version + 1
      from stands s where s.id = x.id and not s.gone and x.ended_at is null
      returning x.id, x.kind, x.opportunity_id, x.holder_id, x.facts
    ), given as (
      update clock c set person_id = g.holder_id from changed g where c.subject_id = g.id and c.kind = 'finding' and c.stopped_at is null
    )
    select 'ended' as what, id, kind, opportunity_id as "opportunityId", holder_id as "holderId", facts from ended
    union all select 'given', id, kind, opportunity_id, holder_id, facts from changed`,
  )
}

export type Overdue = {
  id: string
  kind: FindingKind
  opportunityId: string | null
  holderId: string
  aboveId: string | null
}

const MOST_STEPS = 3 // the line is gone up so often; then whoever stands there keeps it

/** Findings past their limit, locked; those another process has are skipped. */
export async function lockLate(tx: Queryable, now: string, most: number): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from finding where next_at <= ${now} order by next_at, id limit ${most} for update skip locked`
  return rows.map(({ id }) => id)
}

/** Those of them that are open, with whoever is above who holds them. */
export async function overdue(tx: Queryable, ids: readonly string[]): Promise<Overdue[]> {
  return tx<Overdue[]>`
    select x.id, x.kind, x.opportunity_id as "opportunityId", x.holder_id as "holderId",
      case when x.steps < ${MOST_STEPS} then who_decides(x.holder_id, array[x.holder_id]) end as "aboveId"
    from finding x where x.id = any(${ids as string[]}::uuid[]) and x.ended_at is null`
}

export type Step = { id: string; holderId: string; nextAt: string | null }

/** Takes findings one step up the line: who holds them, until when, and their limits. One statement. */
export async function stepUp(tx: Queryable, steps: readonly Step[], now: string): Promise<void> {
  await tx`
    with s as (
      select * from unnest(${steps.map((one) => one.id)}::uuid[], ${steps.map((one) => one.holderId)}::uuid[],
        ${steps.map((one) => one.nextAt)}::timestamptz[]) as s(id, holder, next)
    ), moved as (
      update finding x set holder_id = s.holder, next_at = s.next, steps = x.steps + 1, version = x.version + 1,
        escalated_at = case when s.holder <> x.holder_id then ${now}::timestamptz else x.escalated_at end
      from s where x.id = s.id
    )
    update clock c set person_id = s.holder, breached_at = coalesce(c.breached_at, ${now}), steps = c.steps + 1,
      due_at = coalesce(s.next, c.due_at)
    from s where c.subject_id = s.id and c.kind = 'finding' and c.stopped_at is null`
}

/** Everybody who may hold a finding. */
export async function holders(db: Queryable): Promise<string[]> {
  const rows = await db<
    { id: string }[]
  >`select id from person where deactivated_at is null and deleted_at is null`
  return rows.map(({ id }) => id)
}

/** Somebody in whose name a check may look at everything; undefined before set-up. */
export async function administrator(db: Queryable): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    select id from person where admin and deactivated_at is null and deleted_at is null order by id limit 1`
  return row?.id
}

/** The day it is for the company. */
export async function companyDay(db: Queryable, now: string): Promise<string> {
  const [row] = await db<{ day: string }[]>`
    select to_char(${now}::timestamptz at time zone time_zone, 'YYYY-MM-DD') as day from company`
  return row?.day ?? now.slice(0, 10)
}

/** True where no other process makes checks now; held until the transaction ends. */
export async function tryTurn(tx: Queryable): Promise<boolean> {
  const [row] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.findings')) as mine`
  return row?.mine ?? false
}

/** Waits for the turn. */
export async function takeTurn(tx: Queryable): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.findings'))`
}

export type KindState = {
  kind: FindingKind
  on: boolean | null
  days: number | null
  changedAt: string | null
  checkedAt: string | null
  open: number
}

/** What is kept of each check: what it was told, when it looked last, how many of its findings are open. */
export async function kindStates(db: Queryable): Promise<Map<FindingKind, KindState>> {
  const rows = await db<KindState[]>`
    select coalesce(s.kind, c.kind) as kind, s.is_on as on, s.days, s.changed_at as "changedAt", c.checked_at as "checkedAt",
      (select count(*)::int from finding x where x.kind = coalesce(s.kind, c.kind) and x.ended_at is null) as open
    from finding_setting s full join finding_check c on c.kind = s.kind`
  return new Map(rows.map((row) => [row.kind, row]))
}

export async function saveChecked(
  tx: Queryable,
  kind: FindingKind,
  now: string,
  tookMs: number,
): Promise<void> {
  await tx`insert into finding_check (kind, checked_at, took_ms) values (${kind}, ${now}, ${tookMs})
    on conflict (kind) do update set checked_at = excluded.checked_at, took_ms = excluded.took_ms`
}

export async function saveSetting(
  tx: Queryable,
  kind: FindingKind,
  { on, days }: { on: boolean; days: number | null },
  by: string,
  now: string,
): Promise<void> {
  await tx`insert into finding_setting (kind, is_on, days, changed_at, changed_by) values (${kind}, ${on}, ${days}, ${now}, ${by})
    on conflict (kind) do update set is_on = excluded.is_on, days = excluded.days, changed_at = excluded.changed_at, changed_by = excluded.changed_by`
}
