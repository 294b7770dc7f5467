import type { z } from 'zod'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Publication } from '../contract/publications.ts'
import { type Finding, publishBody } from '../contract.ts'

export type PublishInput = z.output<typeof publishBody>
type Row = Omit<Publication, 'stale' | 'running' | 'mapping' | 'note'> & {
  input: unknown
  current: string | null
}
export type Kept = Publication & { input: PublishInput }

const SELECT = `select p.id, p.from_at as "from", p.state, jsonb_build_object('id', b.id, 'number', b.number) as "basedOn",
    jsonb_build_object('id', w.id, 'name', w.name) as by, p.made_at as "madeAt", p.input, p.ended_at as "endedAt", p.failure,
    case when v.id is null then null else jsonb_build_object('id', v.id, 'number', v.number) end as version,
    (select id from plan_version where published_at is not null order by published_at desc, number desc limit 1) as current
  from plan_publication p join plan_version b on b.id = p.based_on join person w on w.id = p.made_by
  left join plan_version v on v.id = p.version_id`

function keptOf({ input: raw, current, ...row }: Row): Kept {
  const input = publishBody.parse(raw)
  const { running, mapping = {}, note = null } = input
  return {
    ...row,
    stale: row.state === 'scheduled' && current !== row.basedOn.id,
    running,
    mapping,
    note,
    input,
  }
}

/** What is scheduled, soonest first, then the last hundred that ended. */
export async function publications(db: Queryable): Promise<Kept[]> {
  const rows = await db<Row[]>`(${db.unsafe(SELECT)} where p.state = 'scheduled' order by p.from_at limit 400)
    union all (${db.unsafe(SELECT)} where p.state <> 'scheduled' order by p.ended_at desc limit 100)`
  return rows.map(keptOf)
}

export async function publicationById(db: Queryable, id: string): Promise<Kept | undefined> {
  const [row] = await db<Row[]>`${db.unsafe(SELECT)} where p.id = ${id}`
  return row && keptOf(row)
}

/** The same, locked until the transaction ends. */
export async function lockPublication(tx: Queryable, id: string): Promise<Kept | undefined> {
  await tx`select 1 from plan_publication where id = ${id} for update`
  return publicationById(tx, id)
}

/** The next one whose time has come, with who scheduled it; undefined where there is none. One index look-up. */
export async function nextDue(
  db: Queryable,
  now: string,
): Promise<{ id: string; madeBy: string } | undefined> {
  const [row] = await db<{ id: string; madeBy: string }[]>`
    select id, made_by as "madeBy" from plan_publication where state = 'scheduled' and from_at <= ${now} order by from_at limit 1`
  return row
}

/** That one locked, where it is still to be published and no other process is at it. */
export async function lockDue(tx: Queryable, id: string): Promise<Kept | undefined> {
  const [mine] =
    await tx`select 1 from plan_publication where id = ${id} and state = 'scheduled' for update skip locked`
  return mine && publicationById(tx, id)
}

type Given = { from: string; basedOn: string; input: PublishInput; by: string; at: string }

/** Schedules it; undefined where another one has the company's day. */
export async function insertPublication(tx: Queryable, given: Given): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    insert into plan_publication (from_at, from_on, based_on, input, made_by, made_at)
    values (${given.from}, ${dayOf(tx, given.from)}, ${given.basedOn}, ${JSON.stringify(given.input)}::text::jsonb, ${given.by}, ${given.at})
    on conflict (from_on) where state = 'scheduled' do nothing returning id`
  return row?.id
}

/** Another date, document or mapping; false where another one has the company's day. */
export async function updatePublication(tx: Queryable, id: string, given: Given): Promise<boolean> {
  const [row] = await tx`
    update plan_publication p set from_at = ${given.from}, from_on = ${dayOf(tx, given.from)}, based_on = ${given.basedOn},
      input = ${JSON.stringify(given.input)}::text::jsonb, made_by = ${given.by}, made_at = ${given.at}
    where id = ${id} and not exists (select 1 from plan_publication o where o.state = 'scheduled' and o.id <> p.id
      and o.from_on = ${dayOf(tx, given.from)}) returning 1`
  return row !== undefined
}

function dayOf(db: Queryable, at: string) {
  return db`(${at}::timestamptz at time zone coalesce((select time_zone from company), 'UTC'))::date`
}

export async function endPublication(
  tx: Queryable,
  id: string,
  at: string,
  how:
    | { state: 'published'; versionId: string }
    | { state: 'cancelled' }
    | { state: 'failed'; failure: { code: string; problems: readonly Finding[] } },
): Promise<void> {
  const version = how.state === 'published' ? how.versionId : null
  const failure = how.state === 'failed' ? JSON.stringify(how.failure) : null
  await tx`update plan_publication set state = ${how.state}, ended_at = ${at}, version_id = ${version},
    failure = ${failure}::text::jsonb where id = ${id}`
}

/** Somebody took note of a failure. */
export async function noteSeen(tx: Queryable, id: string, at: string): Promise<void> {
  await tx`update plan_publication set seen_at = ${at} where id = ${id} and seen_at is null`
}

/** Failures that whoever scheduled them, or the keeper of the plan in force, has not taken note of. */
export async function failuresFor(
  db: Queryable,
  personId: string,
): Promise<{ id: string; from: string; code: string; problems: number; by: string }[]> {
  return db<{ id: string; from: string; code: string; problems: number; by: string }[]>`
    select p.id, p.from_at as "from", p.failure->>'code' as code, jsonb_array_length(p.failure->'problems') as problems, w.name as by
    from plan_publication p join person w on w.id = p.made_by
    where p.state = 'failed' and p.seen_at is null and (p.made_by = ${personId} or ${personId} = (
      select keeper_id from plan_version where published_at is not null order by published_at desc, number desc limit 1))
    order by p.ended_at desc limit 20`
}

/** Who keeps the plan in force. */
export async function keeperNow(db: Queryable): Promise<string> {
  const [row] = await db<{ id: string }[]>`
    select keeper_id as id from plan_version where published_at is not null order by published_at desc, number desc limit 1`
  if (!row) throw new Error('no plan is in force')
  return row.id
}
