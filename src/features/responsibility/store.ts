import type { Queryable } from '../../platform/db/pool.ts'
import type { Actor } from '../../platform/events/journal.ts'
import type { Holding } from './contract.ts'

export type OpenHolding = {
  opportunityId: string
  stageId: string
  personId: string
  from: string
  until: string | null
  because: Holding['because']
  decisionId: string | null
}

/** Writes the first holdings of opportunities inserted in this transaction. One call for all. */
export async function openHoldings(
  tx: Queryable,
  actorId: string | null,
  holdings: readonly OpenHolding[],
): Promise<void> {
  const column = <K extends keyof OpenHolding>(key: K) => holdings.map((h) => h[key])
  await tx`select holding_open(${column('opportunityId')}::uuid[], ${column('stageId')}::uuid[], ${column('personId')}::uuid[],
    ${column('from')}::timestamptz[], ${column('until')}::timestamptz[], ${column('because')}::text[],
    ${column('decisionId')}::uuid[], ${actorId}::uuid)`
}

export type Pass = {
  opportunityId: string
  expectedHolderId: string
  personId: string
  stageId: string
  decisionId?: string | null
  outcomeReason?: string | null
  /** Who is away and whom the actor stands in for. */
  onBehalfOf?: string | null
  /** Who does it, where it is not whoever does all of them. */
  actor?: Actor
}

/** The database's own pass function: locks, checks, closes the old tiles, opens the new ones. */
export async function passHoldings(
  tx: Queryable,
  actorId: string | null,
  at: string,
  because: Holding['because'],
  reason: string | null,
  passes: readonly Pass[],
): Promise<void> {
  const behalves = passes.flatMap((p) => (p.onBehalfOf ? [[p.opportunityId, p.onBehalfOf]] : []))
  const noted = behalves.length > 0 ? JSON.stringify(Object.fromEntries(behalves)) : ''
  if (noted) await tx`select set_config('baton.on_behalf_of', ${noted}, true)`
  await tx`select holding_pass_each(${passes.map((p) => p.opportunityId)}::uuid[], ${passes.map((p) => p.expectedHolderId)}::uuid[],
    ${passes.map((p) => p.personId)}::uuid[], ${passes.map((p) => p.stageId)}::uuid[], ${because}, ${reason},
    ${passes.map((p) => p.decisionId ?? null)}::uuid[], ${passes.map(({ actor }) => (actor ? actor.personId : actorId))}::uuid[], ${at}::timestamptz,
    ${passes.map((p) => p.outcomeReason ?? null)}::text[])`
  if (noted) await tx`select set_config('baton.on_behalf_of', '', true)`
}

export type Overtaken = { id: string; opportunityId: string; toId: string }

/** Withdraws the open offers of opportunities that get another holder or end with these passes; answers which. One statement, before them. */
export async function overtakeByPasses(
  tx: Queryable,
  at: string,
  passes: readonly Pass[],
): Promise<Overtaken[]> {
  return tx<Overtaken[]>`
    update hand_over h set state = 'withdrawn', answer = 'overtaken', answered_at = greatest(${at}::timestamptz, h.offered_at), version = h.version + 1
    from unnest(${passes.map((p) => p.opportunityId)}::uuid[], ${passes.map((p) => p.personId)}::uuid[], ${passes.map((p) => p.stageId)}::uuid[]) n(o, p, s)
    join opportunity o on o.id = n.o join stage s on s.id = n.s
    where h.opportunity_id = n.o and h.state = 'offered' and (o.holder_id <> n.p or s.kind <> 'open')
    returning h.id, h.opportunity_id as "opportunityId", h.to_person_id as "toId"`
}

/** The same of opportunities that end in the bin. */
export async function overtakeByEnds(
  tx: Queryable,
  at: string,
  opportunities: readonly string[],
): Promise<Overtaken[]> {
  return tx<Overtaken[]>`
    update hand_over set state = 'withdrawn', answer = 'overtaken', answered_at = greatest(${at}::timestamptz, offered_at), version = version + 1
    where opportunity_id = any(${opportunities as string[]}::uuid[]) and state = 'offered'
    returning id, opportunity_id as "opportunityId", to_person_id as "toId"`
}

/** The database's own end: the open tiles, lives and helpers' parts end, all go to the bin. */
export async function endHoldings(
  tx: Queryable,
  actorId: string | null,
  at: string,
  because: 'deleted' | 'merged',
  reason: string | null,
  ends: readonly { opportunityId: string; expectedHolderId: string }[],
  into: string | null,
): Promise<void> {
  await tx`select holding_end(${ends.map((e) => e.opportunityId)}::uuid[], ${ends.map((e) => e.expectedHolderId)}::uuid[],
    ${because}, ${reason}, ${actorId}::uuid, ${at}::timestamptz, ${into}::uuid)`
}

export type Return = { opportunityId: string; personId: string; decisionId: string | null }

/** The database's own way out of the bin. */
export async function restoreHoldings(
  tx: Queryable,
  actorId: string | null,
  at: string,
  reason: string | null,
  returns: readonly Return[],
): Promise<void> {
  await tx`select holding_restore(${returns.map((r) => r.opportunityId)}::uuid[], ${returns.map((r) => r.personId)}::uuid[],
    ${returns.map((r) => r.decisionId)}::uuid[], ${reason}, ${actorId}::uuid, ${at}::timestamptz)`
}

export type DutyChange = {
  opportunityId: string
  personId: string
  letter: 'R' | 'C' | 'I'
  function: string | null
  added: boolean
}

/** Lets the supporters of opportunities follow the duties of their stages; answers who came and who went. One call for all. */
export async function followDuties(
  tx: Queryable,
  opportunityIds: readonly string[],
  at: string,
  actorIds: readonly (string | null)[],
): Promise<DutyChange[]> {
  return tx<DutyChange[]>`
    select opportunity_id as "opportunityId", person_id as "personId", letter, function, added
    from follow_duties(${opportunityIds as string[]}::uuid[], ${at}::timestamptz, ${actorIds as string[]}::uuid[])`
}

type HoldingRow = {
  personId: string
  person: string
  stageId: string
  stageKey: string
  stageLabel: { zh: string; en: string }
  from: string
  until: string | null
  because: Holding['because']
  endedBecause: Holding['endedBecause']
  reason: string | null
  actorId: string | null
  actor: string | null
  behalfId: string | null
  behalf: string | null
  decisionId: string | null
}

/** The tiles of one opportunity, oldest first. */
export async function holdingsOf(db: Queryable, opportunityId: string): Promise<Holding[]> {
  const rows = await db<HoldingRow[]>`
    select h.person_id as "personId", p.name as person, h.stage_id as "stageId", s.key as "stageKey", s.label as "stageLabel",
           lower(h.during) as "from", upper(h.during) as until, h.because, h.ended_because as "endedBecause", h.reason, h.actor_id as "actorId",
           a.name as actor, h.on_behalf_of as "behalfId", b.name as behalf, h.decision_id as "decisionId"
    from holding h join person p on p.id = h.person_id join stage s on s.id = h.stage_id left join person a on a.id = h.actor_id
    left join person b on b.id = h.on_behalf_of
    where h.opportunity_id = ${opportunityId} order by lower(h.during)`
  return rows.map((row) => ({
    person: { id: row.personId, name: row.person },
    stage: { id: row.stageId, key: row.stageKey, label: row.stageLabel },
    from: row.from,
    until: row.until,
    because: row.because,
    endedBecause: row.endedBecause,
    reason: row.reason,
    actor: row.actorId && row.actor ? { id: row.actorId, name: row.actor } : null,
    onBehalfOf: row.behalfId && row.behalf ? { id: row.behalfId, name: row.behalf } : null,
    decisionId: row.decisionId,
  }))
}

export type ParticipantRow = {
  person: { id: string; name: string }
  letter: 'R' | 'C' | 'I'
  function: string | null
  since: string
}

/** Who helps now, by letter and name. */
export async function participantsOf(db: Queryable, opportunityId: string): Promise<ParticipantRow[]> {
  const rows = await db<
    { id: string; name: string; letter: 'R' | 'C' | 'I'; function: string | null; since: string }[]
  >`
    select p.id, p.name, x.letter, x.function, lower(x.during) as since
    from participation x join person p on p.id = x.person_id
    where x.opportunity_id = ${opportunityId} and upper_inf(x.during)
    order by position(x.letter in 'RCI'), p.name, p.id`
  return rows.map(({ id, name, ...rest }) => ({ person: { id, name }, ...rest }))
}

/** Ends a person's parts in an opportunity; true where there was one. */
export async function endParticipation(
  tx: Queryable,
  opportunityId: string,
  personId: string,
  at: string,
): Promise<boolean> {
  const rows = await tx`
    update participation set during = tstzrange(lower(during), greatest(${at}::timestamptz, lower(during) + interval '1 microsecond'))
    where opportunity_id = ${opportunityId} and person_id = ${personId} and upper_inf(during) returning 1`
  return rows.length > 0
}

/** Begins a person's part. The earlier part must have ended. */
export async function beginParticipation(
  tx: Queryable,
  part: {
    opportunityId: string
    personId: string
    letter: string
    function: string | null
    actorId: string
    at: string
  },
): Promise<void> {
  await tx`
    insert into participation (opportunity_id, person_id, letter, function, during, actor_id)
    select ${part.opportunityId}, ${part.personId}, ${part.letter}, ${part.function},
           tstzrange(greatest(${part.at}::timestamptz, coalesce(max(upper(x.during)), ${part.at}::timestamptz)), null), ${part.actorId}
    from participation x where x.opportunity_id = ${part.opportunityId} and x.person_id = ${part.personId}
      and x.letter = ${part.letter}`
}

type Part = { opportunityId: string; letter: 'R' | 'C' | 'I'; function: string | null }

/** Ends every part of these people; answers which. One statement. */
export async function endPartsOf(
  tx: Queryable,
  people: readonly string[],
  at: string,
): Promise<(Part & { personId: string })[]> {
  return tx<(Part & { personId: string })[]>`
    update participation set during = tstzrange(lower(during), greatest(${at}::timestamptz, lower(during) + interval '1 microsecond'))
    where person_id = any(${people as string[]}::uuid[]) and upper_inf(during)
    returning opportunity_id as "opportunityId", person_id as "personId", letter, function`
}

/** Begins parts of people who neither hold the opportunity nor have a part in it; answers which. One statement. */
export async function beginParts(
  tx: Queryable,
  parts: readonly (Part & { personId: string })[],
  actorId: string | null,
  at: string,
): Promise<(Part & { personId: string })[]> {
  return tx<(Part & { personId: string })[]>`
    insert into participation (opportunity_id, person_id, letter, function, during, actor_id)
    select distinct on (n.o, n.p) n.o, n.p, n.l, n.f, tstzrange(greatest(${at}::timestamptz, coalesce((select max(upper(y.during))
      from participation y where y.opportunity_id = n.o and y.person_id = n.p), ${at}::timestamptz)), null), ${actorId}::uuid
    from unnest(${parts.map((one) => one.opportunityId)}::uuid[], ${parts.map((one) => one.personId)}::uuid[],
      ${parts.map((one) => one.letter)}::text[], ${parts.map((one) => one.function)}::text[]) n(o, p, l, f)
    join opportunity o on o.id = n.o and o.is_open and o.holder_id <> n.p
    where not exists (select 1 from participation x where x.opportunity_id = n.o and x.person_id = n.p and upper_inf(x.during))
    order by n.o, n.p, position(n.l in 'RCI')
    returning opportunity_id as "opportunityId", person_id as "personId", letter, function`
}

/** What the ledger check looks for; each row is an opportunity that breaks a law. */
export async function ledgerProblems(db: Queryable): Promise<{ problem: string; opportunityId: string }[]> {
  return db<{ problem: string; opportunityId: string }[]>`
    with tiles as (
      select h.opportunity_id as id, range_agg(h.during) as covered, count(*) filter (where upper_inf(h.during)) as open_tiles
      from holding h group by h.opportunity_id
    )
    select 'held by nobody' as problem, o.id as "opportunityId" from opportunity o left join tiles t on t.id = o.id
      where o.is_open and o.deleted_at is null and coalesce(t.open_tiles, 0) = 0
    union all
    select 'held by more than one', t.id from tiles t where t.open_tiles > 1
    union all
    select 'held in the bin', o.id from opportunity o left join tiles t on t.id = o.id
      where o.deleted_at is not null and (o.is_open or t.open_tiles > 0)
    union all
    select 'gap while open', o.id from opportunity o join tiles t on t.id = o.id where not t.covered @> o.open_during
    union all
    select 'helped in the bin', o.id from opportunity o where o.deleted_at is not null
      and exists (select 1 from participation p where p.opportunity_id = o.id and upper_inf(p.during))
    union all
    select 'merged into nothing', o.id from opportunity o where o.merged_into is not null and o.deleted_at is null
    union all
    select 'held by somebody inactive', h.opportunity_id from holding h join person p on p.id = h.person_id
      where upper_inf(h.during) and p.deactivated_at is not null
    union all
    select 'shows another holder or stage', o.id from opportunity o join holding h on h.opportunity_id = o.id and upper_inf(h.during)
      where o.holder_id <> h.person_id or o.stage_id <> h.stage_id or not o.is_open
    union all
    select 'lies in a pool its holder does not keep', p.opportunity_id from pool_stay p join opportunity o on o.id = p.opportunity_id
      where p.until is null and (o.holder_id <> p.keeper_id or not o.is_open or o.deleted_at is not null)
    union all
    select 'counted wrongly for its holder', min(h.opportunity_id::text)::uuid from holding h left join person_load l on l.person_id = h.person_id
      join stage s on s.id = h.stage_id
      where upper_inf(h.during) group by h.person_id, l.open, l.units
      having count(*) is distinct from l.open or sum(stage_workload(s.settings)) is distinct from l.units
    union all
    select 'came further than it shows', o.id from opportunity o join (
      select x.id, max(n.position) as position from holding h join opportunity x on x.id = h.opportunity_id join stage s on s.id = h.stage_id
      join stage n on n.plan_version_id = x.plan_version_id and n.key = s.key and n.kind = 'open' and n.phase <> 'delivery'
      group by x.id) f on f.id = o.id
      where o.deleted_at is null and o.furthest is distinct from f.position
    union all
    select 'tallied wrongly', coalesce((select o.id from opportunity o where o.holder_id = w.holder_id limit 1), w.holder_id)
      from (${wronglyTallied(db)}) w
    limit 1000`
}

/** Cells of the tallies that are not what the rows say. */
function wronglyTallied(db: Queryable) {
  return db`
    with truth as materialized (select * from opportunity_counted),
    apart as (
      select holder_id, 1 as sign, row(stage_id, furthest, is_open, outcome, amount_currency)::text as cell, n, amount from truth
      union all select holder_id, -1, row(stage_id, furthest, is_open, outcome, amount_currency)::text, n, amount from tally_by_stage
      union all select holder_id, 1, row(is_open, outcome, amount_currency, days)::text, n, amount from truth
      union all select holder_id, -1, row(is_open, outcome, amount_currency, days)::text, n, amount from tally_by_holder
    ), monthly as (
      select 1 as sign, row(closed_month, is_open, outcome, amount_currency, days)::text as cell, n, amount from truth
      union all select -1, row(closed_month, is_open, outcome, amount_currency, days)::text, n, amount from tally_by_month
    )
    select holder_id from apart group by holder_id, cell having sum(sign * n) <> 0 or sum(sign * amount) <> 0
    union all
    select (select id from person limit 1) from monthly group by cell having sum(sign * n) <> 0 or sum(sign * amount) <> 0`
}

export async function openCount(db: Queryable): Promise<number> {
  const [row] = await db<
    { count: number }[]
  >`select count(*)::int as count from opportunity where is_open and deleted_at is null`
  return row?.count ?? 0
}

export type LastCheck = { checkedAt: string; tookMs: number; open: number; problems: number }

/** What the standing check found last; undefined before the first one. */
export async function lastCheck(db: Queryable): Promise<LastCheck | undefined> {
  const [row] = await db<LastCheck[]>`
    select checked_at as "checkedAt", took_ms as "tookMs", open_count as open, problem_count as problems from ledger_check`
  return row
}

export async function saveCheck(tx: Queryable, check: LastCheck): Promise<void> {
  await tx`insert into ledger_check (checked_at, took_ms, open_count, problem_count)
    values (${check.checkedAt}, ${check.tookMs}, ${check.open}, ${check.problems})
    on conflict (single) do update set checked_at = excluded.checked_at, took_ms = excluded.took_ms,
      open_count = excluded.open_count, problem_count = excluded.problem_count`
}

/** True where no other process makes the standing check now; held until the transaction ends. */
export async function tryCheckTurn(tx: Queryable): Promise<boolean> {
  const [row] = await tx<
    { mine: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.ledger-check')) as mine`
  return row?.mine ?? false
}
