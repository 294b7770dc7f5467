import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Sharing } from '../contract.ts'

/** Reports and dashboards are shared alike; only the tables' names differ. */
export type Table = 'report' | 'dashboard'

/**
 * Who may read what is called `r`: its owner; those it is shared with, a department with all below it; administrators what is shared,
 * and what somebody left behind.
 */
export function readableBy({ personId, departmentId, admin }: Viewer, table: Table): Fragment {
  const departments = raw(`${table}_department`)
  const key = raw(`${table}_id`)
  return sql`(r.owner_id = ${personId} or r.shared_with = 'everybody'
    or (r.shared_with = 'departments' and exists (
      with recursive up as (
        select id, parent_id from department where id = ${departmentId}::uuid
        union all select d.id, d.parent_id from department d join up on d.id = up.parent_id
      ) select 1 from ${departments} s join up on up.id = s.department_id where s.${key} = r.id))
    or (${admin} and (r.shared_with <> 'nobody'
      or exists (select 1 from person o where o.id = r.owner_id and o.deactivated_at is not null))))`
}

/** The columns of `r` that reports and dashboards have in common. */
export function keptColumns(table: Table): Fragment {
  return sql`r.id, r.version::int as version, r.name, r.updated_at as "updatedAt",
    json_build_object('id', r.owner_id, 'name', (select name from person o where o.id = r.owner_id)) as owner,
    json_build_object('with', r.shared_with, 'departments', (
      select coalesce(json_agg(json_build_object('id', d.id, 'name', d.name) order by d.name, d.id), '[]')
      from ${raw(`${table}_department`)} s join department d on d.id = s.department_id
      where s.${raw(`${table}_id`)} = r.id)) as sharing`
}

export type KeptRow = {
  id: string
  version: number
  name: string
  updatedAt: string
  owner: { id: string; name: string }
  sharing: { with: Sharing['with']; departments: { id: string; name: string }[] }
}

/** Sets with which departments it is shared: none but where it is shared with departments. */
export async function putDepartments(
  tx: Queryable,
  table: Table,
  id: string,
  { with: with_, departments }: Sharing,
): Promise<void> {
  const [name, key] = [tx(`${table}_department`), tx(`${table}_id`)]
  await tx`delete from ${name} where ${key} = ${id}`
  if (with_ !== 'departments') return
  await tx`insert into ${name} (${key}, department_id) select ${id}, unnest(${departments as string[]}::uuid[]) on conflict do nothing`
}

/** Those among `ids` that are departments. */
export async function departmentsAmong(db: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db<{ id: string }[]>`
    select id from department where id = any(${ids as string[]}::uuid[]) and deleted_at is null`
  return new Set(rows.map(({ id }) => id))
}
