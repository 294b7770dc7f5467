import type { Queryable } from '../../../platform/db/pool.ts'

export type Led = { id: string; name: string }

/**
 * The departments in which, and below which, everybody active is somebody or reports to them, some of them reporting; with all below
 * these, the highest first. One query.
 */
export async function departmentsLed(
  db: Queryable,
  personId: string,
  reports: readonly string[],
): Promise<Led[]> {
  if (reports.length === 0) return []
  return db<Led[]>`
    with recursive below(root, id) as (
      select id, id from department
      union all
      select b.root, d.id from below b join department d on d.parent_id = b.id
    ), led as (
      select b.root as id from below b join person p on p.department_id = b.id
      where p.deactivated_at is null and p.deleted_at is null group by b.root
      having bool_and(p.id = any(${[personId, ...reports]}::uuid[])) and bool_or(p.id = any(${reports as string[]}::uuid[]))
    ), depth(id, step) as (
      select id, 0 from department where parent_id is null
      union all
      select d.id, x.step + 1 from department d join depth x on x.id = d.parent_id
    )
    select d.id, d.name from department d join depth x on x.id = d.id
    where d.id in (select b.id from below b join led l on l.id = b.root) order by x.step, d.name, d.id`
}
