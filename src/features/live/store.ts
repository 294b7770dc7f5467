import { ident, sql } from '../../kernel/fragment.ts'
import { alive, rowPredicate, type Viewer } from '../../objects/access.ts'
import type { Registry } from '../../objects/metadata.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

export type Place = { xid: string; seq: number }
export type Changed = Place & {
  object: string
  recordId: string
  opportunityId: string | null
  holderBefore: string | null
}

/** The place in the journal behind everything that is finished now. */
export async function journalEnd(db: Queryable): Promise<Place> {
  const [row] = await db<Place[]>`select (pg_snapshot_xmin(pg_current_snapshot()))::text as xid, 0 as seq`
  return row ?? { xid: '0', seq: 0 }
}

/**
 * What was journalled after `place`, only of transactions before which every other one has finished, so that none is ever
 * skipped. One indexed range.
 */
export async function changesAfter(db: Queryable, place: Place, limit: number): Promise<Changed[]> {
  return db<Changed[]>`
    select xid::text as xid, seq, object, record_id as "recordId", opportunity_id as "opportunityId", before->>'holder' as "holderBefore"
    from event where (xid, seq) > (${place.xid}::xid8, ${place.seq}) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, seq limit ${limit}`
}

export type NewNotice = Place & { id: string; personId: string }

/** What people were told after `place`, in the same way: each once, none skipped. One indexed range. */
export async function noticesAfter(db: Queryable, place: Place, limit: number): Promise<NewNotice[]> {
  return db<NewNotice[]>`
    select xid::text as xid, seq, id, person_id as "personId"
    from notice where (xid, seq) > (${place.xid}::xid8, ${place.seq}) and xid < pg_snapshot_xmin(pg_current_snapshot())
    order by xid, seq limit ${limit}`
}

const MOST_BEHIND = 10_000

/** How much of the journal lies behind `place`, finished or not, and the age of the oldest of it in seconds. */
export async function journalBehind(
  db: Queryable,
  place: Place,
  now: string,
): Promise<{ events: number; seconds: number }> {
  const [row] = await db<{ events: number; seconds: number }[]>`
    select count(*)::int as events, greatest(0, coalesce(extract(epoch from ${now}::timestamptz - min(at)), 0))::float8 as seconds
    from (select at from event where (xid, seq) > (${place.xid}::xid8, ${place.seq}) order by xid, seq limit ${MOST_BEHIND}) as news`
  return row ?? { events: 0, seconds: 0 }
}

/** Which of these records the viewer may see. */
export async function visibleIds(
  db: Queryable,
  viewer: Viewer,
  registry: Registry,
  object: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const definition = registry.objects.get(object)
  if (!definition) return new Set()
  const rows = await run<{ id: string }>(
    db,
    sql`select r.id from ${ident(definition.table)} r where r.id = any(${ids}::uuid[]) and ${rowPredicate(viewer, object, registry, 'r', 'asked')} ${alive(definition, 'r')}`,
  )
  return new Set(rows.map((row) => row.id))
}

/** Which of these hand-overs any of these people gave, receives or decides. */
export async function myHandOvers(
  db: Queryable,
  people: readonly string[],
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select id from hand_over where id = any(${ids as string[]}::uuid[])
       and array[from_person_id, to_person_id, escalated_to] && ${people as string[]}::uuid[]`
  return new Set(rows.map((row) => row.id))
}

/** Which of these contests any of these people filed or decides. */
export async function myContests(
  db: Queryable,
  people: readonly string[],
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select id from contest where id = any(${ids as string[]}::uuid[]) and array[contester_id, decider_id] && ${people as string[]}::uuid[]`
  return new Set(rows.map((row) => row.id))
}
