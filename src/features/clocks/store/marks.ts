import type { Queryable } from '../../../platform/db/pool.ts'

export type Which = { people?: readonly string[]; opportunities?: readonly string[] }
export type Mark = { opportunityId: string | null; taskId: string | null; because: string }

/** True where anything is marked at all. */
export async function isAnyMarked(db: Queryable): Promise<boolean> {
  const [row] = await db<{ any: boolean }[]>`select exists (select from clock_stale) as any`
  return row?.any === true
}

/** All these people answer for: what they hold, owe a word on or have a task of. */
const OF_PEOPLE = `
  select id from opportunity where holder_id = any($1::uuid[]) and is_open
  union select opportunity_id from hand_over where state = 'offered' and to_person_id = any($1::uuid[])
  union select opportunity_id from hand_over where state = 'offered' and from_person_id = any($1::uuid[])
  union select opportunity_id from task where holder_id = any($1::uuid[]) and done_at is null and deleted_at is null and opportunity_id is not null
  union select opportunity_id from clock where person_id = any($1::uuid[]) and stopped_at is null and opportunity_id is not null`

/** Opportunities of these that are marked, the longest marked first; without any named, of all. */
export async function markedOpportunities(
  db: Queryable,
  { people, opportunities }: Which,
  most: number,
): Promise<string[]> {
  if (people) {
    const rows = await db.unsafe<{ id: string }[]>(
      `select distinct s.opportunity_id as id from clock_stale s where s.opportunity_id in (${OF_PEOPLE}) limit $2`,
      [people as string[], most],
    )
    return rows.map(({ id }) => id)
  }
  const rows = opportunities
    ? await db<{ id: string }[]>`select distinct opportunity_id as id from clock_stale
        where opportunity_id = any(${opportunities as string[]}::uuid[]) limit ${most}`
    : await db<{ id: string }[]>`select distinct opportunity_id as id from
        (select opportunity_id from clock_stale where opportunity_id is not null order by id limit ${most}) s`
  return rows.map(({ id }) => id)
}

/** Marked tasks without an opportunity; without people named, of all. */
export async function markedTasks(db: Queryable, { people }: Which, most: number): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select distinct task_id as id from (select task_id from clock_stale where task_id is not null
      and (${!people} or task_id in (select id from task where holder_id = any(${(people ?? []) as string[]}::uuid[])))
      order by id limit ${most}) s`
  return rows.map(({ id }) => id)
}

/** Turns marks of people into marks of all they answer for. One statement; answers how many people it were. */
export async function spreadMarks(
  db: Queryable,
  people: readonly string[] | null,
  most: number,
): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    with gone as (
      delete from clock_stale where id in (select id from clock_stale where person_id is not null
        and (${people === null} or person_id = any(${(people ?? []) as string[]}::uuid[])) order by id limit ${most})
      returning person_id, because
    ), whose as (select distinct person_id, because from gone), spread as (
      insert into clock_stale (opportunity_id, task_id, because)
      select o.id, null::uuid, w.because from whose w join opportunity o on o.holder_id = w.person_id and o.is_open
      union select h.opportunity_id, null, w.because from whose w join hand_over h on h.state = 'offered' and w.person_id in (h.to_person_id, h.from_person_id)
      union select t.opportunity_id, case when t.opportunity_id is null then t.id end, w.because
        from whose w join task t on t.holder_id = w.person_id and t.done_at is null and t.deleted_at is null)
    select count(*)::int as count from gone`
  return row?.count ?? 0
}

/** Locks what nobody else has, of these opportunities; answers which. */
export async function lockFree(tx: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from opportunity where id = any(${ids as string[]}::uuid[]) order by id for no key update skip locked`
  return rows.map(({ id }) => id)
}

export async function lockFreeTasks(tx: Queryable, ids: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from task where id = any(${ids as string[]}::uuid[]) order by id for no key update skip locked`
  return rows.map(({ id }) => id)
}

/** Takes the marks of what is locked. */
export async function takeMarks(
  tx: Queryable,
  opportunities: readonly string[],
  tasks: readonly string[],
): Promise<Mark[]> {
  const ofOpportunities = await tx<Mark[]>`
    delete from clock_stale where opportunity_id = any(${opportunities as string[]}::uuid[])
    returning opportunity_id as "opportunityId", task_id as "taskId", because`
  if (tasks.length === 0) return ofOpportunities
  const ofTasks = await tx<Mark[]>`
    delete from clock_stale where task_id = any(${tasks as string[]}::uuid[])
    returning opportunity_id as "opportunityId", task_id as "taskId", because`
  return [...ofOpportunities, ...ofTasks]
}

/** Forgets marks of what is not there any more. */
export async function forgetGone(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx`delete from clock_stale s where s.opportunity_id = any(${ids as string[]}::uuid[])
    and not exists (select from opportunity o where o.id = s.opportunity_id)`
}
