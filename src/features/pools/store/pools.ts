import type { Queryable } from '../../../platform/db/pool.ts'

/** Pools of earlier versions, newest first each, that the plan in force has no more while something lies in them. */
export async function retiredPools(db: Queryable, inForce: readonly string[]): Promise<unknown[]> {
  const rows = await db<{ pool: unknown }[]>`
    select distinct on (p.value->>'key') p.value as pool from plan_version v cross join lateral jsonb_array_elements(v.pools) p(value)
    where v.published_at is not null and p.value->>'key' <> all(${inForce as string[]}::text[])
      and exists (select 1 from pool_stay s where s.pool = p.value->>'key' and s.until is null)
    order by p.value->>'key', v.published_at desc, v.number desc`
  return rows.map(({ pool }) => pool)
}

/** Which of these people are active. */
export async function activeOf(db: Queryable, people: readonly string[]): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select id from person where id = any(${people as string[]}::uuid[]) and deactivated_at is null and deleted_at is null`
  return new Set(rows.map(({ id }) => id))
}
