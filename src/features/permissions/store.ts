import type { Text } from '../../kernel/text.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import type { GrantSpec, Role } from './contract.ts'

export type ViewerFacts = {
  personId: string
  name: string
  admin: boolean
  language: 'zh' | 'en'
  departmentId: string | null
  departmentTree: string[]
  reports: string[]
  functions: string[]
  grants: Record<string, GrantSpec>[]
}

/** Tells every process that who may see what has changed; in the transaction of the change. */
export async function bumpAccess(tx: Queryable): Promise<void> {
  await tx`update company set access_version = access_version + 1`
}

/** Everything a viewer's predicate needs, in one query. */
export async function viewerFacts(db: Queryable, personId: string): Promise<ViewerFacts | undefined> {
  const [row] = await db<ViewerFacts[]>`
    with recursive below as (
      select department_id as id from person where id = ${personId} and department_id is not null
      union select d.id from department d join below b on d.parent_id = b.id where d.deleted_at is null
    ), reporting as (
      select id from person where manager_id = ${personId}
      union select p.id from person p join reporting r on p.manager_id = r.id
    )
    select p.id as "personId", p.name, p.admin, p.language, p.department_id as "departmentId", p.functions,
      array(select id::text from below) as "departmentTree", array(select id::text from reporting) as reports,
      coalesce((select jsonb_agg(r.grants order by r.id) from person_role x join role r on r.id = x.role_id
                where x.person_id = p.id), '[]') as grants
    from person p where p.id = ${personId} and p.deactivated_at is null and p.deleted_at is null`
  return row
}

const ROLE = `r.id, r.version, r.key, r.label, r.grants, (select count(*)::int from person_role x where x.role_id = r.id) as people`

export async function roles(db: Queryable): Promise<Role[]> {
  return db<Role[]>`select ${db.unsafe(ROLE)} from role r order by r.key nulls last, r.created_at`
}

export async function roleById(db: Queryable, id: string): Promise<Role | undefined> {
  const [row] = await db<Role[]>`select ${db.unsafe(ROLE)} from role r where r.id = ${id} for update of r`
  return row
}

export async function insertRole(
  tx: Queryable,
  role: { key: string | null; label: Text; grants: Record<string, GrantSpec> },
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`insert into role (key, label, grants)
    values (${role.key}, ${JSON.stringify(role.label)}::text::jsonb, ${JSON.stringify(role.grants)}::text::jsonb) returning id`
  return row?.id ?? ''
}

export async function updateRole(
  tx: Queryable,
  at: string,
  id: string,
  label: Text,
  grants: Record<string, GrantSpec>,
): Promise<void> {
  await tx`update role set label = ${JSON.stringify(label)}::text::jsonb, grants = ${JSON.stringify(grants)}::text::jsonb,
    version = version + 1, updated_at = ${at} where id = ${id}`
}

export async function deleteRole(tx: Queryable, id: string): Promise<void> {
  await tx`delete from role where id = ${id}`
}

export async function rolesOf(
  db: Queryable,
  personId: string,
): Promise<{ roles: string[]; admin: boolean } | undefined> {
  const [row] = await db<{ roles: string[]; admin: boolean }[]>`
    select p.admin, array(select role_id::text from person_role x where x.person_id = p.id order by 1) as roles
    from person p where p.id = ${personId}`
  return row
}

export async function replaceRoles(
  tx: Queryable,
  personId: string,
  roleIds: readonly string[],
  admin: boolean,
): Promise<void> {
  await tx`delete from person_role where person_id = ${personId}`
  await tx`insert into person_role (person_id, role_id) select ${personId}, r.id from role r where r.id = any(${roleIds as string[]}::uuid[])`
  await tx`update person set admin = ${admin}, version = version + 1 where id = ${personId}`
}

export async function activeAdmins(tx: Queryable): Promise<string[]> {
  const rows = await tx<
    { id: string }[]
  >`select id from person where admin and deactivated_at is null order by id for update`
  return rows.map((row) => row.id)
}

/** Gives these people the role of this key; false where there is none. */
export async function giveRoleByKey(
  tx: Queryable,
  personIds: readonly string[],
  key: string,
): Promise<boolean> {
  const [role] = await tx<{ id: string }[]>`select id from role where key = ${key} for key share`
  if (!role) return false
  await tx`insert into person_role (person_id, role_id)
    select p.id, ${role.id} from unnest(${personIds as string[]}::uuid[]) p(id) on conflict do nothing`
  return true
}
