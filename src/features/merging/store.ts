import { sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

export type AccountState = {
  id: string
  version: number
  name: string
  holderId: string | null
}

/** The accounts of `ids` the viewer may see, locked in the order of their ids. */
export async function lockAccounts(
  tx: Queryable,
  { viewer, registry }: Context,
  ids: readonly string[],
): Promise<AccountState[]> {
  return run(
    tx,
    sql`select a.id, a.version, a.name, a.holder_id as "holderId" from account a
    where a.id = any(${ids}::uuid[]) and a.deleted_at is null and ${rowPredicate(viewer, 'account', registry, 'a', 'asked')}
    order by a.id for update of a`,
  )
}

/** How many open offers opportunities have. */
export async function openOffers(tx: Queryable, ids: readonly string[]): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::int as n from hand_over where opportunity_id = any(${ids as string[]}::uuid[]) and state = 'offered'`
  return row?.n ?? 0
}

/**
 * Checklist tasks that the survivor has too stay with those merged away, and a checklist two of them have comes over once: a gate would
 * ask for each twice. They go to the bin, at the instant given, and come back with theirs.
 */
export async function leaveDoubles(
  tx: Queryable,
  survivor: string,
  losers: readonly string[],
  at: string,
): Promise<void> {
  await tx`
    update task t set deleted_at = ${at}, version = t.version + 1, updated_at = ${at} from (
      select id, row_number() over (partition by stage_key, task_key order by opportunity_id = ${survivor} desc, done_at nulls last, id) as place
      from task where opportunity_id = any(${[survivor, ...losers]}::uuid[]) and task_key is not null and deleted_at is null
    ) d where d.id = t.id and d.place > 1 and t.opportunity_id <> ${survivor}`
}

/**
 * Who helped those merged away helps the survivor, where they do not yet, hold it, or have left; when it was last attended to is the
 * latest of all.
 */
export async function gatherHelpers(
  tx: Queryable,
  survivor: string,
  losers: readonly string[],
  actorId: string | null,
  at: string,
): Promise<{ personId: string; letter: string; function: string | null }[]> {
  const helpers = await tx<{ personId: string; letter: string; function: string | null }[]>`
    insert into participation (opportunity_id, person_id, letter, function, during, actor_id, by_plan)
    select distinct on (p.person_id) ${survivor}::uuid, p.person_id, p.letter, p.function,
      tstzrange(greatest(${at}::timestamptz, coalesce((select max(upper(x.during)) from participation x
        where x.opportunity_id = ${survivor} and x.person_id = p.person_id), ${at}::timestamptz)), null), ${actorId}::uuid, false
    from participation p join opportunity o on o.id = p.opportunity_id and upper(p.during) = o.deleted_at
    join person q on q.id = p.person_id and q.deactivated_at is null and q.deleted_at is null
    join opportunity s on s.id = ${survivor} and s.holder_id <> p.person_id
    where p.opportunity_id = any(${losers as string[]}::uuid[]) and not p.by_plan
      and not exists (select 1 from participation x where x.opportunity_id = ${survivor} and x.person_id = p.person_id and upper_inf(x.during))
    order by p.person_id, position(p.letter in 'RCI')
    returning person_id as "personId", letter, function`
  await tx`
    update opportunity set last_follow_up_at = greatest(last_follow_up_at,
      (select max(last_follow_up_at) from opportunity where id = any(${losers as string[]}::uuid[]))) where id = ${survivor}`
  return helpers
}

/** What hangs on records, by kind: what a merge brings over. */
export async function countsOf(
  tx: Queryable,
  pointers: readonly { object: string; table: string; column: string }[],
  ids: readonly string[],
): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const { object, table, column } of pointers) {
    const [row] = await tx<{ n: number }[]>`
      select count(*)::int as n from ${tx(table)} where ${tx(column)} = any(${ids as string[]}::uuid[]) and deleted_at is null`
    if (row && row.n > 0) found[object] = (found[object] ?? 0) + row.n
  }
  return found
}

/** Where an opportunity ended up by being merged, and the next, until one that was not; undefined where it was not merged. */
export async function survivorOf(db: Queryable, id: string): Promise<string | undefined> {
  const [row] = await db<{ id: string }[]>`
    with recursive way as (
      select id, merged_into, 0 as step from opportunity where id = ${id} and merged_into is not null
      union all select o.id, o.merged_into, w.step + 1 from opportunity o join way w on o.id = w.merged_into where w.step < 100
    ) select id from way where merged_into is null`
  return row?.id
}

export type Relatives = {
  merged: { id: string; number: number }[]
  fromId: string | null
  partIds: string[]
}

export async function relativesOf(db: Queryable, id: string): Promise<Relatives> {
  const [merged, [from], parts] = await Promise.all([
    db<{ id: string; number: number }[]>`
      select o.id, o.number from opportunity o where o.id in (select merged_family(${id})) and o.id <> ${id} order by o.number`,
    db<{ id: string | null }[]>`select from_id as id from opportunity_split where part_id = ${id}`,
    db<
      { id: string }[]
    >`select part_id as id from opportunity_split where from_id = ${id} order by at, part_id`,
  ])
  return { merged, fromId: from?.id ?? null, partIds: parts.map((part) => part.id) }
}

/** What an opportunity was split off, what was split off it, and what was split off the same: alike on purpose. */
export async function splitKin(db: Queryable, id: string): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select part_id as id from opportunity_split where from_id = ${id}
    union select from_id from opportunity_split where part_id = ${id} and from_id is not null
    union select s.part_id from opportunity_split o join opportunity_split s on s.from_id = o.from_id where o.part_id = ${id}`
  return new Set(rows.map((row) => row.id))
}

export async function noteSplit(
  tx: Queryable,
  fromId: string,
  partIds: readonly string[],
  by: string | null,
  at: string,
): Promise<void> {
  await tx`insert into opportunity_split (part_id, from_id, at, by_id)
    select id, ${fromId}, ${at}, ${by}::uuid from unnest(${partIds as string[]}::uuid[]) as id`
}

/** Moves open tasks of an opportunity to others; answers those that were moved. */
export async function moveTasks(
  tx: Queryable,
  fromId: string,
  moves: readonly { task: string; to: string }[],
  by: string | null,
  at: string,
): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    update task t set opportunity_id = m.o, version = t.version + 1, updated_at = ${at}, updated_by = ${by}::uuid
    from unnest(${moves.map((m) => m.task)}::uuid[], ${moves.map((m) => m.to)}::uuid[]) as m(t, o)
    where t.id = m.t and t.opportunity_id = ${fromId} and t.done_at is null and t.deleted_at is null returning t.id`
  return rows.map(({ id }) => id)
}

export async function numbersOf(db: Queryable, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db<{ id: string; number: number }[]>`
    select id, number from opportunity where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, number }) => [id, number]))
}

/** Accounts whose name may be like this one, the likeliest by their letters first; found by the index of what accounts are found by. */
export async function alike(
  db: Queryable,
  id: string,
  name: string,
  search: string,
  most: number,
): Promise<{ id: string; name: string; phone: string | null; website: string | null }[]> {
  return db<{ id: string; name: string; phone: string | null; website: string | null }[]>`
    select a.id, a.name, a.phone, a.website from account a
    where a.deleted_at is null and a.id <> ${id} and (${search} <% a.search or a.name = ${name})
    order by word_similarity(${search}, a.search) desc, a.id limit ${most}`
}

/** Accounts of the same phone or site, found by what accounts are found by. */
export async function reachedBy(
  db: Queryable,
  id: string,
  given: { phone: string; site: string },
  most: number,
): Promise<{ id: string; name: string; phone: string | null; website: string | null }[]> {
  return db<{ id: string; name: string; phone: string | null; website: string | null }[]>`
    (select a.id, a.name, a.phone, a.website from account a
     where ${given.phone} <> '' and a.search like ${`%${given.phone}%`} and a.deleted_at is null and a.id <> ${id} limit ${most})
    union
    (select a.id, a.name, a.phone, a.website from account a
     where ${given.site} <> '' and account_site(a.website) = ${given.site} and a.deleted_at is null and a.id <> ${id} limit ${most})`
}

export async function accountHolders(db: Queryable, ids: readonly string[]) {
  const rows = await db<{ id: string; holderId: string | null; holder: string | null }[]>`
    select a.id, a.holder_id as "holderId", p.name as holder from account a left join person p on p.id = a.holder_id
    where a.id = any(${ids as string[]}::uuid[])`
  return new Map(
    rows.map((row) => [row.id, row.holderId ? { id: row.holderId, name: row.holder ?? '' } : null]),
  )
}

/** Which of these accounts the viewer may see. */
export async function seenAccounts(
  db: Queryable,
  { viewer, registry }: Context,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await run<{ id: string }>(
    db,
    sql`select a.id from account a where a.id = any(${ids}::uuid[]) and a.deleted_at is null
      and ${rowPredicate(viewer, 'account', registry, 'a', 'asked')}`,
  )
  return new Set(rows.map(({ id }) => id))
}
