import type { Queryable } from '../../platform/db/pool.ts'

/** The functions a person has. */
export async function functionsOf(db: Queryable, personId: string): Promise<string[]> {
  const [row] = await db<{ functions: string[] }[]>`select functions from person where id = ${personId}`
  return row?.functions ?? []
}
