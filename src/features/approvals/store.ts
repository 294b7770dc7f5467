import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { ApprovalRequest } from './contract.ts'

export type Row = Omit<ApprovalRequest, 'mine'> & {
  holderId: string
  keeperId: string
  /** When the opportunity came to where it stood, and where it stands now. */
  stageSince: string
  standsSince: string
}

const PERSON = (alias: string) => `json_build_object('id', ${alias}.id, 'name', ${alias}.name)`
const INSTANT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
// The keeper of the opportunity's plan answers; where they have left, the one of the plan in force, who never has.
const SELECT = raw(`
  select a.id, a.version, json_build_object('id', o.id, 'number', o.number, 'title', o.title) as opportunity, a.stage, a.key, a.label,
    a.by, ${PERSON('r')} as "requestedBy", a.requested_at as "requestedAt", a.note, a.given as values, a.state,
    case when w.id is null then null else ${PERSON('w')} end as "answeredBy", a.answered_at as "answeredAt", a.reason,
    o.holder_id as "holderId", coalesce(k.id, (select keeper_id from plan_version where published_at is not null
      order by published_at desc, number desc limit 1)) as "keeperId",
    ${INSTANT('a.stage_since')} as "stageSince", ${INSTANT('o.stage_since')} as "standsSince"
  from approval a join opportunity o on o.id = a.opportunity_id join person r on r.id = a.requested_by
  left join person w on w.id = a.answered_by join plan_version v on v.id = o.plan_version_id
  left join person k on k.id = v.keeper_id and k.deactivated_at is null and k.deleted_at is null`)

async function select(db: Queryable, rest: Fragment): Promise<Row[]> {
  return run<Row>(db, sql`${SELECT} ${rest}`)
}

/** What was asked of one opportunity, newest first. */
export async function ofOpportunity(db: Queryable, id: string): Promise<Row[]> {
  return select(db, sql`where a.opportunity_id = ${id} order by a.requested_at desc, a.id desc limit 200`)
}

/** What this person asked for and waits for, oldest first. */
export async function sent(db: Queryable, personId: string): Promise<Row[]> {
  return select(
    db,
    sql`where a.requested_by = ${personId} and a.state = 'asked' and o.deleted_at is null order by a.requested_at, a.id limit 200`,
  )
}

/** Open requests this person might answer, oldest first: by name or in the place of who left, by function, as a keeper, or standing above the holder. */
export async function mightAnswer(db: Queryable, personId: string): Promise<Row[]> {
  return select(
    db,
    sql`where a.state = 'asked' and a.requested_by <> ${personId} and o.deleted_at is null and case a.by->>'kind'
      when 'person' then a.by->>'person' = ${personId} or exists (select 1 from person g
        where g.id = (a.by->>'person')::uuid and (g.deactivated_at is not null or g.deleted_at is not null))
      when 'function' then (select functions from person where id = ${personId}) @> array[a.by->>'function']
      when 'keeper' then true
      else o.holder_id in (
        with recursive reports as (
          select id from person where manager_id = ${personId}
          union select p.id from person p join reports r on p.manager_id = r.id
        ) select id from reports) end
      order by a.requested_at, a.id limit 500`,
  )
}

/** One request that the viewer made, is named in, or sees through its opportunity; locked. */
export async function lockOne(
  tx: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<(Row & { visible: boolean }) | undefined> {
  const [found] = await select(tx, sql`where a.id = ${id} for update of a`)
  if (!found) return undefined
  const [seen] = await run<{ id: string }>(
    tx,
    sql`select o.id from opportunity o where o.id = ${found.opportunity.id} and o.deleted_at is null
      and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')}`,
  )
  return { ...found, visible: seen !== undefined }
}

export type NewRequest = {
  opportunityId: string
  stage: string
  key: string
  label: { zh: string; en: string }
  by: object
  given: object
  requestedBy: string
  requestedAt: string
  note: string
}

/** Notes a request for where the opportunity stands now; undefined where the same is asked for already. */
export async function insertRequest(tx: Queryable, one: NewRequest): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    insert into approval (opportunity_id, stage, key, label, by, stage_since, given, requested_by, requested_at, note)
    select o.id, ${one.stage}, ${one.key}, ${JSON.stringify(one.label)}::text::jsonb, ${JSON.stringify(one.by)}::text::jsonb,
      o.stage_since, ${JSON.stringify(one.given)}::text::jsonb, ${one.requestedBy}, ${one.requestedAt}, ${one.note}
    from opportunity o where o.id = ${one.opportunityId}
    on conflict (opportunity_id, stage, key) where state = 'asked' do nothing returning id`
  return row?.id
}

export async function endRequest(
  tx: Queryable,
  id: string,
  state: 'approved' | 'refused' | 'withdrawn',
  { by, at, reason }: { by: string | null; at: string; reason: string | null },
): Promise<void> {
  await tx`update approval set state = ${state}, answered_by = ${by}, answered_at = ${at}, reason = ${reason}, version = version + 1
    where id = ${id}`
}

/** The active managers above each of these people, the nearest first. */
export async function linesAbove(db: Queryable, people: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db<{ person: string; line: string[] }[]>`
    with recursive line as (
      select id as person, manager_id as id, 1 as step from person where id = any(${people as string[]}::uuid[])
      union all
      select l.person, p.manager_id, l.step + 1 from line l join person p on p.id = l.id where l.step < 50
    )
    select l.person, array_agg(p.id order by l.step) as line
    from line l join person p on p.id = l.id and p.deactivated_at is null and p.deleted_at is null group by 1`
  return new Map(rows.map(({ person, line }) => [person, [...new Set(line)]]))
}

/** Everybody active who has one of these functions, is one of these people or an administrator. */
export async function mayApprove(
  db: Queryable,
  functions: readonly string[],
  people: readonly string[],
): Promise<{ id: string; name: string; functions: string[]; admin: boolean }[]> {
  return db<{ id: string; name: string; functions: string[]; admin: boolean }[]>`
    select id, name, functions, admin from person
    where deactivated_at is null and deleted_at is null
      and (functions && ${functions as string[]}::text[] or id = any(${people as string[]}::uuid[]) or admin) order by name, id`
}

/** Since when an opportunity stands where it does, and who keeps its plan. */
export async function standing(
  db: Queryable,
  opportunityId: string,
): Promise<{ stageSince: string; keeperId: string }> {
  const [row] = await run<{ stageSince: string; keeperId: string }>(
    db,
    sql`select ${raw(INSTANT('o.stage_since'))} as "stageSince", coalesce(k.id, (select keeper_id from plan_version where published_at is not null
        order by published_at desc, number desc limit 1)) as "keeperId"
      from opportunity o join plan_version v on v.id = o.plan_version_id
      left join person k on k.id = v.keeper_id and k.deactivated_at is null and k.deleted_at is null where o.id = ${opportunityId}`,
  )
  if (!row) throw new Error('no opportunity')
  return row
}
