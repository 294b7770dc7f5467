import type { Queryable } from '../../../platform/db/pool.ts'

export type Someone = {
  id: string
  name: string
  active: boolean
  admin: boolean
  managerId: string | null
  departmentId: string | null
  functions: string[]
  territories: string[]
  language: 'zh' | 'en'
  open: number
  openCap: number | null
  version: number
}

/** People by id, whoever has left among them. One query. */
export async function peopleOf(db: Queryable, ids: readonly string[]): Promise<Map<string, Someone>> {
  const rows = await db<Someone[]>`
    select p.id, p.name, p.deactivated_at is null and p.deleted_at is null as active, p.admin, p.manager_id as "managerId",
      p.department_id as "departmentId", to_json(p.functions) as functions, to_json(p.territories) as territories, p.language,
      coalesce(l.open, 0) as open, p.open_cap as "openCap", p.version
    from person p left join person_load l on l.person_id = p.id where p.id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

/** Leaver → the nearest active person above them who does not leave too. */
export async function nearestAbove(
  db: Queryable,
  leavers: readonly string[],
): Promise<{ leaverId: string; aboveId: string }[]> {
  return db<{ leaverId: string; aboveId: string }[]>`
    with recursive up as (
      select l.id as leaver, p.manager_id as id, 1 as step from unnest(${leavers as string[]}::uuid[]) l(id) join person p on p.id = l.id
      union all
      select u.leaver, p.manager_id, u.step + 1 from up u join person p on p.id = u.id where u.step < 50
    )
    select distinct on (u.leaver) u.leaver as "leaverId", u.id as "aboveId" from up u join person p on p.id = u.id
    where p.deactivated_at is null and p.deleted_at is null and p.id <> all(${leavers as string[]}::uuid[]) order by u.leaver, u.step`
}

export type Place = { leaverId: string; keeps: boolean; rules: string[] }

/** Which of the leavers keep the plan in force or a pool of it, and which of its rules name them. */
export async function placesOf(db: Queryable, leavers: readonly string[]): Promise<Place[]> {
  return db<Place[]>`
    with v as (select id, keeper_id, pools from plan_version where published_at is not null order by published_at desc, number desc limit 1)
    select l.id as "leaverId", coalesce(v.keeper_id = l.id or v.pools @> jsonb_build_array(jsonb_build_object('keeper', l.id)), false) as keeps,
      array(select r.label->>'zh' from routing_rule r where r.plan_version_id = v.id and r.candidates->'people' ? l.id::text order by r.position) as rules
    from unnest(${leavers as string[]}::uuid[]) l(id) left join v on true order by l.id`
}

/** Active administrators besides these. */
export async function otherAdmins(db: Queryable, leavers: readonly string[]): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::int as count from person where admin and deactivated_at is null and deleted_at is null and id <> all(${leavers as string[]}::uuid[])`
  return row?.count ?? 0
}
