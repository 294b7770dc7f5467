import type { Queryable } from '../../../platform/db/pool.ts'
import type { Application } from '../contract.ts'

export type ApplicationRow = Omit<Application, 'pool' | 'opportunity'> & {
  pool: string
  stayId: string
  keeperId: string
  opportunity: { id: string; number: number; title: string }
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const SELECT = `select a.id, a.version, a.pool, a.stay_id as "stayId", s.keeper_id as "keeperId",
  jsonb_build_object('id', o.id, 'number', o.number, 'title', o.title) as opportunity, jsonb_build_object('id', p.id, 'name', p.name) as person,
  a.note, a.state, to_char(a.applied_at at time zone 'UTC', ${INSTANT}) as "appliedAt",
  to_char(a.answered_at at time zone 'UTC', ${INSTANT}) as "answeredAt",
  case when w.id is not null then jsonb_build_object('id', w.id, 'name', w.name) end as "answeredBy", a.answer
  from pool_application a join pool_stay s on s.id = a.stay_id join opportunity o on o.id = a.opportunity_id
  join person p on p.id = a.person_id left join person w on w.id = a.answered_by`

/** What waits for the word of these keepers, oldest first. */
export async function toDecide(db: Queryable, keepers: readonly string[]): Promise<ApplicationRow[]> {
  return db<
    ApplicationRow[]
  >`${db.unsafe(SELECT)} where a.state = 'open' and s.keeper_id = any(${keepers as string[]}::uuid[])
    order by a.applied_at, a.id limit 500`
}

/** The last hundred that somebody made. */
export async function madeBy(db: Queryable, personId: string): Promise<ApplicationRow[]> {
  return db<
    ApplicationRow[]
  >`${db.unsafe(SELECT)} where a.person_id = ${personId} order by a.applied_at desc, a.id desc limit 100`
}

export async function applicationById(db: Queryable, id: string): Promise<ApplicationRow | undefined> {
  const [row] = await db<ApplicationRow[]>`${db.unsafe(SELECT)} where a.id = ${id}`
  return row
}

/** Locks one; its opportunity is locked before. */
export async function lockApplication(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from pool_application where id = ${id} for update`
}

/** Writes an application; undefined where there is an open one already. */
export async function insertApplication(
  tx: Queryable,
  given: {
    stayId: string
    opportunityId: string
    pool: string
    personId: string
    note: string | null
    at: string
  },
): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    insert into pool_application (stay_id, opportunity_id, pool, person_id, note, applied_at)
    values (${given.stayId}, ${given.opportunityId}, ${given.pool}, ${given.personId}, ${given.note}, ${given.at})
    on conflict (stay_id, person_id) where state = 'open' do nothing returning id`
  return row?.id
}

/** Ends an open one otherwise than by taking. */
export async function endApplication(
  tx: Queryable,
  id: string,
  given: {
    state: 'declined' | 'withdrawn'
    at: string
    by: string
    onBehalfOf: string | null
    answer: string | null
  },
): Promise<void> {
  await tx`update pool_application set state = ${given.state}, answered_at = greatest(${given.at}::timestamptz, applied_at),
    answered_by = ${given.by}, on_behalf_of = ${given.onBehalfOf}, answer = ${given.answer}, version = version + 1 where id = ${id}`
}

/** Notes in whose name an approval was given. */
export async function noteBehalf(tx: Queryable, id: string, onBehalfOf: string | null): Promise<void> {
  if (onBehalfOf) await tx`update pool_application set on_behalf_of = ${onBehalfOf} where id = ${id}`
}

/** Applications that fell because these stays ended. */
export async function fallenOf(
  db: Queryable,
  stays: readonly string[],
): Promise<{ id: string; personId: string; opportunityId: string; pool: string }[]> {
  if (stays.length === 0) return []
  return db<{ id: string; personId: string; opportunityId: string; pool: string }[]>`
    select a.id, a.person_id as "personId", a.opportunity_id as "opportunityId", a.pool from pool_application a
    where a.stay_id = any(${stays as string[]}::uuid[]) and a.state = 'fallen'`
}

/** How many open ones wait in each pool, and the open ones of one person among these opportunities. Two queries. */
export async function waitingIn(
  db: Queryable,
  pools: readonly string[],
): Promise<{ pool: string; count: number }[]> {
  return db<{ pool: string; count: number }[]>`
    select pool, count(*)::int as count from pool_application where state = 'open' and pool = any(${pools as string[]}::text[]) group by pool`
}

export async function openOf(
  db: Queryable,
  personId: string,
  ids: readonly string[],
): Promise<{ id: string; version: number; opportunityId: string }[]> {
  return db<{ id: string; version: number; opportunityId: string }[]>`
    select id, version, opportunity_id as "opportunityId" from pool_application
    where state = 'open' and person_id = ${personId} and opportunity_id = any(${ids as string[]}::uuid[])`
}
