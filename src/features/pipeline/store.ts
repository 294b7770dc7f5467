import type { Queryable } from '../../platform/db/pool.ts'

/** The functions a person has. */
export async function functionsOf(db: Queryable, personId: string): Promise<string[]> {
  const [row] = await db<{ functions: string[] }[]>`select functions from person where id = ${personId}`
  return row?.functions ?? []
}

/** Whether a person stands above another in the line of managers. */
export async function managesAbove(db: Queryable, managerId: string, personId: string): Promise<boolean> {
  const [row] = await db<{ above: boolean }[]>`
    with recursive line as (
      select manager_id as id, 1 as step from person where id = ${personId}
      union all
      select p.manager_id, l.step + 1 from person p join line l on l.id = p.id where l.step < 50
    )
    select exists (select 1 from line where id = ${managerId}) as above`
  return row?.above ?? false
}

/** What the holders of these opportunities can do. */
export async function holdersFunctions(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db<{ id: string; functions: string[] }[]>`
    select o.id, p.functions from opportunity o join person p on p.id = o.holder_id where o.id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, functions }) => [id, functions]))
}

/** The checklist tasks of these opportunities, as `stage/task`. */
export async function checklistKeys(db: Queryable, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db<{ id: string; keys: string[] }[]>`
    select opportunity_id as id, array_agg(stage_key || '/' || task_key) as keys from task
    where opportunity_id = any(${ids as string[]}::uuid[]) and task_key is not null and deleted_at is null group by 1`
  return new Map(rows.map(({ id, keys }) => [id, keys]))
}

/** The functions in which people support these opportunities now. */
export async function helpingFunctions(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db<{ id: string; functions: string[] }[]>`
    select opportunity_id as id, array_agg(distinct function order by function) as functions from participation
    where opportunity_id = any(${ids as string[]}::uuid[]) and upper_inf(during) and function is not null group by 1`
  return new Map(rows.map(({ id, functions }) => [id, functions]))
}
