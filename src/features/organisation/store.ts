import type { Queryable } from '../../platform/db/pool.ts'
import type { Department, PersonInput, PersonRow } from './contract.ts'

const PERSON = `
  p.id, p.version, p.name, p.email, p.functions, p.skills, p.territories, p.weight, p.open_cap as "openCap", p.day_cap as "dayCap",
  p.week_cap as "weekCap", p.unit_cap as "unitCap",
  p.deactivated_at is null as active, p.admin, p.password_hash is not null as "canSignIn",
  case when d.id is null then null else jsonb_build_object('id', d.id, 'name', d.name) end as department,
  case when m.id is null then null else jsonb_build_object('id', m.id, 'name', m.name) end as manager,
  (select count(*)::int from holding h where h.person_id = p.id and upper_inf(h.during)) as open,
  array(select role_id::text from person_role x where x.person_id = p.id order by 1) as roles`
const JOINS = `left join department d on d.id = p.department_id left join person m on m.id = p.manager_id`

/** Everyone, active first, by name. */
export async function people(db: Queryable): Promise<PersonRow[]> {
  return db<
    PersonRow[]
  >`select ${db.unsafe(PERSON)} from person p ${db.unsafe(JOINS)} where p.deleted_at is null
    order by p.deactivated_at is not null, p.name, p.id limit 5000`
}

export async function personById(db: Queryable, id: string): Promise<PersonRow | undefined> {
  const [row] = await db<PersonRow[]>`select ${db.unsafe(PERSON)} from person p ${db.unsafe(JOINS)}
    where p.id = ${id} and p.deleted_at is null`
  return row
}

export async function lockPerson(tx: Queryable, id: string): Promise<number | undefined> {
  const [row] = await tx<
    { version: number }[]
  >`select version from person where id = ${id} and deleted_at is null for update`
  return row?.version
}

/** What a person is found by. */
export async function makeFindable(
  tx: Queryable,
  id: string,
  search: string,
  grams: readonly number[],
): Promise<void> {
  await tx`update person set search = ${search}, search_grams = ${grams as number[]}::int4[] where id = ${id}`
}

/** Writes a person's given fields; those left out stay. */
export async function updatePerson(
  tx: Queryable,
  id: string,
  given: Partial<PersonInput>,
  by: string,
  at: string,
): Promise<void> {
  const row = {
    ...(given.name !== undefined && { name: given.name }),
    ...(given.email !== undefined && { email: given.email }),
    ...(given.department !== undefined && { department_id: given.department }),
    ...(given.manager !== undefined && { manager_id: given.manager }),
    ...(given.functions !== undefined && { functions: given.functions }),
    ...(given.skills !== undefined && { skills: given.skills }),
    ...(given.territories !== undefined && { territories: given.territories }),
    ...(given.weight !== undefined && { weight: given.weight }),
    ...(given.openCap !== undefined && { open_cap: given.openCap }),
    ...(given.dayCap !== undefined && { day_cap: given.dayCap }),
    ...(given.weekCap !== undefined && { week_cap: given.weekCap }),
    ...(given.unitCap !== undefined && { unit_cap: given.unitCap }),
    updated_by: by,
    updated_at: at,
  }
  await tx`update person set ${tx(row as never)}, version = version + 1 where id = ${id}`
}

export type NewPerson = {
  name: string
  email: string | null
  departmentId: string | null
  managerId: string | null
  functions: readonly string[]
  skills: readonly string[]
  territories: readonly string[]
  search: string
  searchGrams: readonly number[]
}

/** Adds many people in one statement; answers their ids in the order given. */
export async function insertPeople(
  tx: Queryable,
  given: readonly NewPerson[],
  by: string | null,
  at: string,
): Promise<string[]> {
  const list = JSON.stringify(given.map((p, i) => ({ ...p, i })))
  const rows = await tx<{ id: string }[]>`
    with given as (
      select uuidv7() as id, g.* from jsonb_to_recordset(${list}::text::jsonb) as g(i int, name text, email text, "departmentId" uuid,
        "managerId" uuid, functions text[], skills text[], territories text[], search text, "searchGrams" int4[])
    ), made as (
      insert into person (id, name, email, department_id, manager_id, functions, skills, territories, search, search_grams,
                          created_by, created_at, updated_by, updated_at)
      select id, name, email, "departmentId", "managerId", functions, skills, territories, search, "searchGrams",
             ${by}::uuid, ${at}::timestamptz, ${by}::uuid, ${at}::timestamptz from given returning id
    )
    select g.id from given g join made m on m.id = g.id order by g.i`
  return rows.map((row) => row.id)
}

export async function setActive(
  tx: Queryable,
  id: string,
  deactivatedAt: string | null,
  by: string,
  at: string,
): Promise<void> {
  await tx`update person set deactivated_at = ${deactivatedAt}, version = version + 1, updated_by = ${by}, updated_at = ${at} where id = ${id}`
}

export async function endSessionsOf(tx: Queryable, personId: string): Promise<void> {
  await tx`delete from session where person_id = ${personId}`
}

/** True where making `manager` the manager of `person` would close a circle. */
export async function managesRound(tx: Queryable, person: string, manager: string): Promise<boolean> {
  const rows = await tx`
    with recursive up as (select id, manager_id from person where id = ${manager}
      union select p.id, p.manager_id from person p join up on up.manager_id = p.id)
    select 1 from up where id = ${person}`
  return rows.length > 0
}

export async function departmentRound(tx: Queryable, department: string, parent: string): Promise<boolean> {
  const rows = await tx`
    with recursive up as (select id, parent_id from department where id = ${parent}
      union select d.id, d.parent_id from department d join up on up.parent_id = d.id)
    select 1 from up where id = ${department}`
  return rows.length > 0
}

export async function departments(db: Queryable): Promise<Department[]> {
  return db<Department[]>`
    select d.id, d.version, d.name, d.parent_id as parent,
      (select count(*)::int from person p where p.department_id = d.id and p.deactivated_at is null) as people
    from department d where d.deleted_at is null order by d.position, d.name, d.id`
}

export async function insertDepartment(
  tx: Queryable,
  name: string,
  parent: string | null,
  by: string,
  at: string,
): Promise<string> {
  const [row] = await tx<
    { id: string }[]
  >`insert into department (name, parent_id, created_by, created_at, updated_by, updated_at)
    values (${name}, ${parent}, ${by}, ${at}, ${by}, ${at}) returning id`
  return row?.id ?? ''
}

export async function lockDepartment(
  tx: Queryable,
  id: string,
): Promise<{ version: number; name: string } | undefined> {
  const [row] = await tx<{ version: number; name: string }[]>`
    select version, name from department where id = ${id} and deleted_at is null for update`
  return row
}

export async function updateDepartment(
  tx: Queryable,
  id: string,
  name: string | null,
  parent: string | null | undefined,
  by: string,
  at: string,
) {
  await tx`update department set name = coalesce(${name}, name),
    parent_id = case when ${parent === undefined} then parent_id else ${parent ?? null}::uuid end,
    version = version + 1, updated_by = ${by}, updated_at = ${at} where id = ${id}`
}

export async function departmentContent(
  tx: Queryable,
  id: string,
): Promise<{ people: number; departments: number }> {
  const [row] = await tx<{ people: number; departments: number }[]>`
    select (select count(*)::int from person where department_id = ${id} and deactivated_at is null) as people,
           (select count(*)::int from department where parent_id = ${id} and deleted_at is null) as departments`
  return row ?? { people: 0, departments: 0 }
}

export async function removeDepartment(tx: Queryable, id: string, at: string): Promise<void> {
  await tx`update department set deleted_at = ${at}, version = version + 1 where id = ${id}`
}

export type FunctionRow = {
  key: string
  version: number
  label: { zh: string; en: string }
  position: number
  people: number
}

export async function functions(db: Queryable): Promise<FunctionRow[]> {
  return db<FunctionRow[]>`
    select f.key, f.version, f.label, f.position,
      (select count(*)::int from person p where f.key = any(p.functions) and p.deactivated_at is null) as people
    from function f order by f.position, f.key`
}

export async function putFunction(
  tx: Queryable,
  key: string,
  label: { zh: string; en: string },
): Promise<void> {
  await tx`insert into function (key, label, position)
    values (${key}, ${JSON.stringify(label)}::text::jsonb, (select coalesce(max(position), 0) + 1 from function))
    on conflict (key) do update set label = excluded.label, version = function.version + 1`
}

export async function functionUse(tx: Queryable, key: string): Promise<{ people: number; stages: number }> {
  const [row] = await tx<{ people: number; stages: number }[]>`
    select (select count(*)::int from person where ${key} = any(functions)) as people,
           (select count(*)::int from stage where accountable = ${key}) as stages`
  return row ?? { people: 0, stages: 0 }
}

export async function deleteFunction(tx: Queryable, key: string): Promise<boolean> {
  return (await tx`delete from function where key = ${key} returning 1`).length > 0
}

/** People by their e-mail or, where that is not known, by their exact name. */
export async function peopleByName(
  tx: Queryable,
): Promise<{ id: string; name: string; email: string | null; active: boolean }[]> {
  return tx<{ id: string; name: string; email: string | null; active: boolean }[]>`
    select id, name, email, deactivated_at is null as active from person where deleted_at is null order by id`
}

/** The department of each of these people and all above it, from the nearest on; whoever is in none is missing. One query. */
export async function departmentPaths(
  db: Queryable,
  people: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db<{ id: string; path: string[] }[]>`
    with recursive up(person_id, id, step) as (
      select id, department_id, 1 from person where id = any(${people as string[]}::uuid[]) and department_id is not null
      union all
      select u.person_id, d.parent_id, u.step + 1 from up u join department d on d.id = u.id where d.parent_id is not null
    )
    select person_id as id, json_agg(id order by step) as path from up group by person_id`
  return new Map(rows.map(({ id, path }) => [id, path]))
}
