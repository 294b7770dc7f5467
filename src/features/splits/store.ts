import { type Fragment, sql } from '../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { SplitBox, SplitState } from './contract.ts'
import type { Part, Term, Tile } from './rules.ts'

type Reader = Pick<Context, 'viewer' | 'registry'>
type Named = { id: string; name: string }

export type SplitRow = {
  id: string
  version: number
  state: SplitState
  opportunity: { id: string; number: number; title: string }
  amount: string | null
  currency: string | null
  terms: {
    person: Named & { active: boolean }
    share: number
    answer: 'agreed' | 'disputed' | null
    reason: string | null
  }[]
  reason: string | null
  proposedBy: Named
  proposedAt: string
  decider: Named | null
  ruledBy: Named | null
  ruling: string | null
  endedAt: string | null
}

const SPLIT = sql`
  select s.id, s.version, s.state, json_build_object('id', o.id, 'number', o.number, 'title', o.title) as opportunity,
    o.amount::text as amount, o.amount_currency as currency,
    (select json_agg(json_build_object('person', json_build_object('id', p.id, 'name', p.name,
        'active', p.deactivated_at is null and p.deleted_at is null), 'share', t.share, 'answer', t.answer, 'reason', t.reason)
      order by t.share desc, p.id) from credit_term t join person p on p.id = t.person_id where t.split_id = s.id) as terms,
    s.reason, json_build_object('id', b.id, 'name', b.name) as "proposedBy", s.proposed_at as "proposedAt",
    case when d.id is not null then json_build_object('id', d.id, 'name', d.name) end as decider,
    case when r.id is not null then json_build_object('id', r.id, 'name', r.name) end as "ruledBy", s.ruling, s.ended_at as "endedAt"
  from credit_split s join opportunity o on o.id = s.opportunity_id and o.deleted_at is null
  join person b on b.id = s.proposed_by left join person d on d.id = s.decider_id left join person r on r.id = s.ruled_by`

/** Named in it, settling it, or who proposed it. */
function isTheirs(people: readonly string[]): Fragment {
  return sql`(s.id in (select split_id from credit_term where person_id = any(${people}::uuid[]))
    or s.decider_id = any(${people}::uuid[]) or s.proposed_by = any(${people}::uuid[]))`
}

function visible({ viewer, registry }: Reader): Fragment {
  return sql`(${isTheirs(voicesOf(viewer))} or ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')})`
}

/** The splits of one opportunity, newest first. */
export function ofOpportunity(db: Queryable, id: string): Promise<SplitRow[]> {
  return run(db, sql`${SPLIT} where s.opportunity_id = ${id} order by s.proposed_at desc, s.id desc limit 50`)
}

/** One split the viewer may know of. */
export async function findVisible(db: Queryable, reader: Reader, id: string): Promise<SplitRow | undefined> {
  const [found] = await run<SplitRow>(db, sql`${SPLIT} where s.id = ${id} and ${visible(reader)}`)
  return found
}

/** The same by its id alone, locked until the transaction ends. */
export async function lockOne(tx: Tx, id: string): Promise<SplitRow | undefined> {
  await tx`select 1 from credit_split where id = ${id} for update` // first: what was waited for is joined to what is there now
  const [found] = await run<SplitRow>(tx, sql`${SPLIT} where s.id = ${id}`)
  return found
}

type Asked = {
  box: SplitBox
  state: 'open' | 'ended' | undefined
  limit: number
  after: readonly [boolean, string, string] | undefined
}

/** Open ones first, then those proposed last; one more than asked for where there are more. */
export function listed(
  db: Queryable,
  reader: Reader,
  { box, state, limit, after }: Asked,
): Promise<SplitRow[]> {
  const voices = voicesOf(reader.viewer)
  const which = {
    mine: isTheirs(voices),
    'to-settle': reader.viewer.admin
      ? sql`s.state = 'disputed'`
      : sql`(s.state = 'disputed' and s.decider_id = any(${voices}::uuid[]))`,
    all: visible(reader),
  }[box]
  const ofState = state
    ? state === 'open'
      ? sql`and s.ended_at is null`
      : sql`and s.ended_at is not null`
    : sql``
  const further = after
    ? sql`and (s.ended_at is null, s.proposed_at, s.id) < (${after[0]}::boolean, ${after[1]}::timestamptz, ${after[2]}::uuid)`
    : sql``
  return run(
    db,
    sql`${SPLIT} where ${which} ${ofState} ${further}
      order by s.ended_at is null desc, s.proposed_at desc, s.id desc limit ${limit + 1}`,
  )
}

export type PartRow = {
  person: Named & { active: boolean }
  start: number
  end: number
  from: string
  until: string | null
}

/** The parts of one opportunity, the oldest first. */
export async function partsOf(db: Queryable, id: string): Promise<PartRow[]> {
  return db<PartRow[]>`
    select json_build_object('id', p.id, 'name', p.name, 'active', p.deactivated_at is null and p.deleted_at is null) as person,
      lower(c.slice) as start, upper(c.slice) as end, lower(c.during) as from, upper(c.during) as until
    from credit_part c join person p on p.id = c.person_id where c.opportunity_id = ${id} order by lower(c.during), lower(c.slice)`
}

export type Life = {
  openedAt: string
  closedAt: string | null
  outcome: 'won' | 'lost' | null
  held: boolean
}

/** When it opened and ended, and whether any of some people held it or helped. */
export async function lifeOf(
  db: Queryable,
  id: string,
  people: readonly string[],
): Promise<Life | undefined> {
  const [found] = await db<Life[]>`
    select opened_at as "openedAt", closed_at as "closedAt", outcome,
      exists (select 1 from holding h where h.opportunity_id = o.id and h.person_id = any(${people as string[]}::uuid[]))
      or exists (select 1 from participation p where p.opportunity_id = o.id and p.person_id = any(${people as string[]}::uuid[])
        and p.letter <> 'I') as held
    from opportunity o where id = ${id}`
  return found
}

/**
 * Who held it at which stage until it was won or until `now`: what was merged into it too, and what it was split off before the split.
 * What lay in a pool its keeper held for nobody.
 */
export async function tilesOf(db: Queryable, id: string, now: string): Promise<Tile[]> {
  const rows = await db<{ personId: string; stage: string; from: string; until: string }[]>`
    with own as (
      select f.id, null::timestamptz as until from merged_family(${id}) as f(id)
      union all select s.from_id, s.at from opportunity_split s where s.part_id = ${id} and s.from_id is not null
    )
    select h.person_id as "personId", s.key as stage, lower(h.during) as from,
      least(coalesce(upper(h.during), ${now}::timestamptz), own.until, o.closed_at, ${now}::timestamptz) as until
    from own join holding h on h.opportunity_id = own.id join stage s on s.id = h.stage_id
    join opportunity o on o.id = ${id}
    where h.because not in ('arrived', 'released', 'recycled', 'taken-back', 'moved')
    order by lower(h.during), h.person_id limit 2000`
  return rows.map(({ from, until, ...row }) => ({ ...row, from: Date.parse(from), until: Date.parse(until) }))
}

/** Writes a split as proposed with its terms; answers its id, undefined where one is open. */
export async function insertSplit(
  tx: Tx,
  given: { opportunityId: string; reason: string | null; by: string; at: string },
  terms: readonly Term[],
): Promise<string | undefined> {
  const [made] = await tx<{ id: string }[]>`
    insert into credit_split (opportunity_id, state, reason, proposed_by, proposed_at)
    values (${given.opportunityId}, 'proposed', ${given.reason}, ${given.by}, ${given.at})
    on conflict (opportunity_id) where ended_at is null do nothing returning id`
  if (!made) return undefined
  await insertTerms(tx, made.id, terms)
  return made.id
}

async function insertTerms(tx: Tx, id: string, terms: readonly Term[]): Promise<void> {
  await tx`
    insert into credit_term (split_id, person_id, share)
    select ${id}, * from unnest(${terms.map((one) => one.personId)}::uuid[], ${terms.map((one) => one.share)}::int[])`
}

/** What somebody says to their part. */
export async function answer(
  tx: Tx,
  id: string,
  people: readonly string[],
  given: { answer: 'agreed' | 'disputed'; reason: string | null; at: string },
): Promise<void> {
  await tx`update credit_term set answer = ${given.answer}, reason = ${given.reason}, answered_at = ${given.at}
    where split_id = ${id} and person_id = any(${people as string[]}::uuid[])`
  await tx`update credit_split set version = version + 1 where id = ${id}`
}

/** Gives a disputed split to whoever is above all its parties. */
export async function dispute(tx: Tx, id: string): Promise<string | null> {
  const [row] = await tx<{ decider: string | null }[]>`
    update credit_split set state = 'disputed', decider_id = who_settles(array(select person_id from credit_term where split_id = ${id}))
    where id = ${id} returning decider_id as decider`
  return row?.decider ?? null
}

export async function end(tx: Tx, id: string, state: 'agreed' | 'withdrawn', at: string): Promise<void> {
  await tx`update credit_split set state = ${state}, ended_at = greatest(${at}::timestamptz, proposed_at), version = version + 1
    where id = ${id}`
}

/** A ruling replaces the terms; what was answered stays with those who are in both. */
export async function settle(
  tx: Tx,
  id: string,
  terms: readonly Term[],
  { by, ruling, at }: { by: string; ruling: string; at: string },
): Promise<void> {
  const people = terms.map(({ personId }) => personId)
  await tx`update credit_term set share = 0 where split_id = ${id} and person_id <> all(${people}::uuid[])`
  await tx`
    insert into credit_term (split_id, person_id, share)
    select ${id}, * from unnest(${people}::uuid[], ${terms.map((one) => one.share)}::int[])
    on conflict (split_id, person_id) do update set share = excluded.share`
  await tx`update credit_split set state = 'settled', ruled_by = ${by}, ruling = ${ruling}, version = version + 1,
    ended_at = greatest(${at}::timestamptz, proposed_at) where id = ${id}`
}

/** Puts parts into force from an instant: what ran then ends there, what was to begin later goes. */
export async function putInForce(
  tx: Tx,
  opportunityId: string,
  splitId: string,
  slices: readonly Pick<Part, 'personId' | 'start' | 'end'>[],
  at: string,
): Promise<void> {
  await tx`delete from credit_part where opportunity_id = ${opportunityId} and lower(during) >= ${at}`
  await tx`update credit_part set during = tstzrange(lower(during), ${at}) where opportunity_id = ${opportunityId} and during @> ${at}::timestamptz`
  await tx`
    insert into credit_part (opportunity_id, person_id, slice, during, split_id)
    select ${opportunityId}, p, int4range(s, e), tstzrange(${at}, null), ${splitId}
    from unnest(${slices.map((one) => one.personId)}::uuid[], ${slices.map((one) => one.start)}::int[],
      ${slices.map((one) => one.end)}::int[]) as x(p, s, e)`
}

export type UnsplitRow = {
  opportunity: { id: string; number: number; title: string }
  holder: Named
  people: number
  closedAt: string
}

/** Won since a day by several hands, seen by the viewer, and without a split that stands or is open; the newest hundred. */
export function unsplit(db: Queryable, { viewer, registry }: Reader, since: string): Promise<UnsplitRow[]> {
  return run(
    db,
    sql`with won as (
      select o.id, o.number, o.title, o.holder_id, o.closed_at from opportunity o
      where o.outcome = 'won' and o.deleted_at is null and o.closed_at >= ${since}
        and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
        and not exists (select 1 from credit_split s where s.opportunity_id = o.id and s.state <> 'withdrawn')
      order by o.closed_at desc limit 1000
    )
    select json_build_object('id', w.id, 'number', w.number, 'title', w.title) as opportunity,
      json_build_object('id', p.id, 'name', p.name) as holder, h.people, w.closed_at as "closedAt"
    from won w join person p on p.id = w.holder_id cross join lateral (
      select count(distinct person_id)::int as people from holding x where x.opportunity_id = w.id
        and x.because not in ('arrived', 'released', 'recycled', 'taken-back', 'moved') and lower(x.during) < w.closed_at
    ) h where h.people > 1 order by w.closed_at desc, w.id limit 100`,
  )
}

/** Instants of the first moment of `from` and the first after `to`, in the company's zone. */
const BETWEEN = (from: string, to: string) =>
  sql`c.closed_at >= (${from}::date)::timestamp at time zone y.time_zone
    and c.closed_at < (${to}::date + 1)::timestamp at time zone y.time_zone`

/** One's own, those of people one leads, and of what one may see. */
function seen({ viewer, registry }: Reader): Fragment {
  if (viewer.admin) return sql`true`
  return sql`(c.person_id = any(${[...voicesOf(viewer), ...viewer.reports]}::uuid[])
    or exists (select 1 from opportunity o where o.id = c.opportunity_id and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')}))`
}

export type CreditRow = {
  person: Named & { active: boolean }
  /** In hundredths of a percent of an opportunity. */
  won: number
  amounts: { currency: string; minor: string }[]
}

/** What people earned of what was won in a period. */
export function credits(
  db: Queryable,
  reader: Reader,
  { from, to, person }: { from: string; to: string; person: string | undefined },
): Promise<CreditRow[]> {
  return run(
    db,
    sql`with counted as (
      select c.person_id, c.currency, sum(c.share)::int as won, sum(c.minor)::text as minor
      from credited c cross join company y where ${BETWEEN(from, to)} and ${seen(reader)}
        ${person ? sql`and c.person_id = ${person}` : sql``}
      group by 1, 2
    )
    select json_build_object('id', p.id, 'name', p.name, 'active', p.deactivated_at is null and p.deleted_at is null) as person,
      sum(c.won)::int as won,
      coalesce(json_agg(json_build_object('currency', c.currency, 'minor', c.minor) order by c.currency)
        filter (where c.currency is not null), '[]') as amounts
    from counted c join person p on p.id = c.person_id group by p.id order by sum(c.minor::numeric) desc nulls last, p.id limit 1000`,
  )
}

export type CreditedRow = {
  opportunity: { id: string; number: number; title: string }
  closedAt: string
  share: number
  minor: string | null
  currency: string | null
}

/** The opportunities one person's credit in a period is made of, newest first. */
export function creditedRows(
  db: Queryable,
  reader: Reader,
  { from, to, person }: { from: string; to: string; person: string },
): Promise<CreditedRow[]> {
  return run(
    db,
    sql`select json_build_object('id', x.id, 'number', x.number, 'title', x.title) as opportunity, c.closed_at as "closedAt",
      c.share, c.minor::text as minor, c.currency
    from credited c join opportunity x on x.id = c.opportunity_id cross join company y
    where c.person_id = ${person} and ${BETWEEN(from, to)} and ${seen(reader)} order by c.closed_at desc, c.opportunity_id limit 200`,
  )
}

export async function weights(db: Queryable): Promise<Map<string, number>> {
  const rows = await db<{ key: string; weight: number }[]>`select stage_key as key, weight from credit_weight`
  return new Map(rows.map(({ key, weight }) => [key, weight]))
}

export async function saveWeights(
  tx: Tx,
  given: readonly { stage: string; weight: number }[],
  by: string,
  at: string,
): Promise<void> {
  await tx`
    insert into credit_weight (stage_key, weight, changed_at, changed_by)
    select s, w, ${at}, ${by} from unnest(${given.map((one) => one.stage)}::text[], ${given.map((one) => one.weight)}::float8[]) as x(s, w)
    on conflict (stage_key) do update set weight = excluded.weight, changed_at = excluded.changed_at, changed_by = excluded.changed_by`
}
