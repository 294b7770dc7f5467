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
