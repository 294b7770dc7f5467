import { raw, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { ReviewRule } from '../contract.ts'

export type Opening = {
  opportunityId: string
  holderId: string
  because: 'hand' | 'amount' | 'stage' | 'sample'
  by: string | null
  dueAt: string
}

/** Opens reviews; where one of the same opportunity is going on already, none. Answers what was opened. */
export async function open(
  tx: Queryable,
  all: readonly Opening[],
  now: string,
): Promise<{ id: string; opportunityId: string; holderId: string }[]> {
  if (all.length === 0) return []
  return tx<{ id: string; opportunityId: string; holderId: string }[]>`
    insert into review (opportunity_id, holder_id, because, opened_at, opened_by, due_at, next_at)
    select o, h, b, ${now}, p, d, d from unnest(${all.map((one) => one.opportunityId)}::uuid[], ${all.map((one) => one.holderId)}::uuid[],
      ${all.map((one) => one.because)}::text[], ${all.map((one) => one.by)}::uuid[], ${all.map((one) => one.dueAt)}::timestamptz[]) as n(o, h, b, p, d)
    on conflict (opportunity_id) where ended_at is null do nothing
    returning id, opportunity_id as "opportunityId", holder_id as "holderId"`
}

/** The review of this opportunity that is going on. */
export async function goingOn(db: Queryable, opportunityId: string): Promise<string | undefined> {
  const [row] = await db<
    { id: string }[]
  >`select id from review where opportunity_id = ${opportunityId} and ended_at is null`
  return row?.id
}

/** The person where they are active, else whoever is above them. */
export async function activeFor(db: Queryable, person: string): Promise<string | undefined> {
  const [row] = await db<{ id: string | null }[]>`
    select case when p.deactivated_at is null and p.deleted_at is null then p.id else who_decides(p.id, array[p.id]) end as id
    from person p where p.id = ${person}`
  return row?.id ?? undefined
}

export async function isActive(db: Queryable, person: string): Promise<boolean> {
  const rows =
    await db`select 1 from person where id = ${person} and deactivated_at is null and deleted_at is null`
  return rows.length > 0
}

/** Whoever decides above somebody, and who settles between two. */
export async function above(db: Queryable, person: string): Promise<string | undefined> {
  const [row] = await db<
    { id: string | null }[]
  >`select who_decides(${person}, array[${person}]::uuid[]) as id`
  return row?.id ?? undefined
}

export async function settles(db: Queryable, giver: string, receiver: string): Promise<string | undefined> {
  const [row] = await db<{ id: string | null }[]>`select who_settles_review(${giver}, ${receiver}) as id`
  return row?.id ?? undefined
}

export type Proposal = {
  cause: string
  words: string
  node: { stage: string; toStage: string; at: string }
  giver: string
  receiver: string
  decider: string | null
  by: string
}

/** Writes a proposal over whatever was proposed before; its round is a new one. */
export async function propose(tx: Queryable, id: string, p: Proposal, now: string): Promise<number> {
  const [row] = await tx<{ round: number }[]>`
    update review set state = 'proposed', round = round + 1, cause = ${p.cause}, words = ${p.words}, node = ${p.node as never}::jsonb,
      giver_id = ${p.giver}, receiver_id = ${p.receiver}, decider_id = ${p.decider}, proposed_by = ${p.by}, proposed_at = ${now},
      version = version + 1 where id = ${id} returning round`
  return row?.round ?? 0
}

export type View = {
  round: number
  side: string
  by: string
  isAgreed: boolean
  cause: string | null
  words: string | null
}

export async function addView(tx: Queryable, id: string, view: View, now: string): Promise<void> {
  await tx`insert into review_view (review_id, round, side_id, by_id, is_agreed, cause, words, at)
    values (${id}, ${view.round}, ${view.side}, ${view.by}, ${view.isAgreed}, ${view.cause}, ${view.words}, ${now})`
}

/** Sets where the proposal stands; agreed, the review has ended. */
export async function stand(
  tx: Queryable,
  id: string,
  state: 'proposed' | 'disputed' | 'agreed',
  now: string,
): Promise<void> {
  await tx`update review set state = ${state}, ended_at = case when ${state} = 'agreed' then greatest(${now}::timestamptz, opened_at) end,
    next_at = case when ${state} = 'agreed' then null else next_at end, version = version + 1 where id = ${id}`
}

export async function rule(
  tx: Queryable,
  id: string,
  { cause, words, by }: { cause: string; words: string; by: string },
  now: string,
): Promise<void> {
  await tx`update review set state = 'ruled', cause = ${cause}, ruling = ${words}, ruled_by = ${by},
    ended_at = greatest(${now}::timestamptz, opened_at), next_at = null, version = version + 1 where id = ${id}`
}

export async function addAction(
  tx: Queryable,
  id: string,
  task: string,
  by: string,
  now: string,
): Promise<void> {
  await tx`insert into review_action (task_id, review_id, created_by, created_at) values (${task}, ${id}, ${by}, ${now})`
}

export type Late = { id: string; opportunityId: string; holderId: string; aboveId: string | null }
const MOST_STEPS = 3

/** Reviews past their limit, locked, with whoever is above who holds them; those another process has are skipped. */
export async function lockLate(tx: Queryable, now: string, most: number): Promise<Late[]> {
  return tx<Late[]>`
    select r.id, r.opportunity_id as "opportunityId", r.holder_id as "holderId",
      case when r.steps < ${MOST_STEPS} then who_decides(r.holder_id, array[r.holder_id]) end as "aboveId"
    from review r where r.next_at <= ${now} order by r.next_at, r.id limit ${most} for update skip locked`
}

/** Takes reviews one step up the line; where nobody is above, whoever holds it keeps it. */
export async function stepUp(
  tx: Queryable,
  steps: readonly { id: string; holderId: string; nextAt: string | null }[],
  now: string,
): Promise<void> {
  await tx`
    update review r set holder_id = s.holder, next_at = s.next, due_at = coalesce(s.next, r.due_at), steps = r.steps + 1, version = r.version + 1,
      escalated_at = case when s.holder <> r.holder_id then ${now}::timestamptz else r.escalated_at end
    from unnest(${steps.map((one) => one.id)}::uuid[], ${steps.map((one) => one.holderId)}::uuid[], ${steps.map((one) => one.nextAt)}::timestamptz[])
      as s(id, holder, next) where r.id = s.id`
}

export type KeptRule = {
  leastAmount: number | null
  leastCurrency: string | null
  fromStage: string | null
  weekly: number
  limitDays: number
  lookedAt: string
  sampledOn: string
  changedAt: string
}

export async function ruleOf(db: Queryable): Promise<KeptRule | undefined> {
  const [row] = await db<KeptRule[]>`
    select least_amount as "leastAmount", least_currency as "leastCurrency", from_stage as "fromStage", weekly, limit_days as "limitDays",
      looked_at as "lookedAt", sampled_on::text as "sampledOn", changed_at as "changedAt" from review_rule`
  return row
}

type NewRule = Omit<ReviewRule, 'leastAmount'> & { leastAmount: bigint | null; leastCurrency: string | null }

/** Sets the rule; what was lost before is not looked at. */
export async function saveRule(
  tx: Queryable,
  rule: NewRule,
  monday: string,
  by: string,
  now: string,
): Promise<void> {
  await tx`insert into review_rule (least_amount, least_currency, from_stage, weekly, limit_days, looked_at, sampled_on, changed_at, changed_by)
    values (${rule.leastAmount === null ? null : String(rule.leastAmount)}::bigint, ${rule.leastCurrency}, ${rule.fromStage}, ${rule.weekly}, ${rule.limitDays}, ${now}, ${monday}, ${now}, ${by})
    on conflict (single) do update set least_amount = excluded.least_amount, least_currency = excluded.least_currency,
      from_stage = excluded.from_stage, weekly = excluded.weekly, limit_days = excluded.limit_days, looked_at = excluded.looked_at,
      sampled_on = excluded.sampled_on, changed_at = excluded.changed_at, changed_by = excluded.changed_by`
}

/** Makes the causes to choose from these, in this order; what is left out is retired. */
export async function saveCauses(
  tx: Queryable,
  causes: readonly { key: string; label: { zh: string; en: string } }[],
): Promise<void> {
  await tx`update review_cause set is_retired = true where key <> all(${causes.map(({ key }) => key)}::text[])`
  await tx`insert into review_cause (key, label, position)
    select x.key, x.label, x.position from jsonb_to_recordset(${causes.map((one, position) => ({ ...one, position })) as never}::jsonb)
      as x(key text, label jsonb, position integer)
    on conflict (key) do update set label = excluded.label, position = excluded.position, is_retired = false`
}

export async function knowsStage(db: Queryable, key: string): Promise<boolean> {
  const rows = await db`select 1 from stage where key = ${key} limit 1`
  return rows.length > 0
}

/** True where no other process looks now; held until the transaction ends. */
export async function tryTurn(tx: Queryable): Promise<boolean> {
  const [row] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.reviews')) as mine`
  return row?.mine ?? false
}

export type Wanted = {
  opportunityId: string
  holderId: string | null
  because: 'amount' | 'stage' | 'sample'
}
/** It was reviewed since it was lost; passes within one millisecond are told apart by less than that. */
const REVIEWED = raw(
  "exists (select 1 from review r where r.opportunity_id = o.id and r.opened_at >= date_trunc('milliseconds', o.closed_at))",
)
const LATE_MINUTES = 60 // a transaction may tell of what it did so much later
const HOLDER = raw(
  'case when p.deactivated_at is null and p.deleted_at is null then p.id else who_decides(p.id, array[p.id]) end',
)

/** Lost since it was looked last, and so large or so far that the rule wants a review; of each closing one. */
export function lostByRule(tx: Queryable, rule: KeptRule, now: string, most: number): Promise<Wanted[]> {
  const large = sql`(o.amount >= ${rule.leastAmount}::bigint and o.amount_currency = ${rule.leastCurrency}::text)`
  return run<Wanted>(
    tx,
    sql`select o.id as "opportunityId", ${HOLDER} as "holderId", case when ${large} then 'amount' else 'stage' end as because
    from opportunity o join person p on p.id = o.holder_id
    where o.deleted_at is null and o.closed_at > ${rule.lookedAt}::timestamptz - make_interval(mins => ${LATE_MINUTES})
      and o.closed_at > ${rule.changedAt}::timestamptz and o.closed_at <= ${now}::timestamptz and o.outcome = 'lost'
      and (${large} or exists (select 1 from stage s
        where s.plan_version_id = o.plan_version_id and s.key = ${rule.fromStage}::text and o.furthest >= s.position))
      and not ${REVIEWED}
    order by o.closed_at, o.id limit ${most}`,
  )
}

/** So many of those lost in some weeks, drawn by lot: which ones depends on nothing but their ids and the week. */
export function lostByLot(
  tx: Queryable,
  week: { from: string; to: string; timeZone: string },
  count: number,
): Promise<Wanted[]> {
  return run<Wanted>(
    tx,
    sql`select o.id as "opportunityId", ${HOLDER} as "holderId", 'sample' as because
    from opportunity o join person p on p.id = o.holder_id
    where o.deleted_at is null and o.outcome = 'lost' and o.closed_at >= (${week.from}::date::timestamp at time zone ${week.timeZone})
      and o.closed_at < (${week.to}::date::timestamp at time zone ${week.timeZone})
      and not ${REVIEWED}
    order by md5(o.id::text || ${week.from}::text), o.id limit ${count}`,
  )
}

export async function noteLooked(tx: Queryable, now: string, sampledOn: string): Promise<void> {
  await tx`update review_rule set looked_at = ${now}, sampled_on = ${sampledOn}`
}
