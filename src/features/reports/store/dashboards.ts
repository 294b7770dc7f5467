import { sql } from '../../../kernel/fragment.ts'
import { isId } from '../../../kernel/id.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Tile } from '../contract/dashboards.ts'
import type { Sharing } from '../contract.ts'
import type { Of } from './reports.ts'
import { type KeptRow, keptColumns, putDepartments, readableBy } from './sharing.ts'

export type DashboardRow = KeptRow & { tiles: Tile[]; start: boolean }

/** The dashboards a viewer may read, by name; one of them where an id is given. */
export async function readable(db: Queryable, viewer: Viewer, id?: string): Promise<DashboardRow[]> {
  return run<DashboardRow>(
    db,
    sql`select ${keptColumns('dashboard')},
      exists (select 1 from dashboard_start s where s.person_id = ${viewer.personId} and s.dashboard_id = r.id) as start,
      (select coalesce(json_agg(json_build_object('report', coalesce(t.report_id::text, t.built_in), 'width', t.width)
        order by t.position), '[]') from dashboard_tile t where t.dashboard_id = r.id) as tiles
      from dashboard r where ${readableBy(viewer, 'dashboard')} and (${id === undefined} or r.id = ${id ?? null}::uuid)
      order by r.name, r.id limit 500`,
  )
}

export async function lock(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from dashboard where id = ${id} for update`
}

export async function countOf(tx: Queryable, owner: string): Promise<number> {
  const [row] = await tx<
    { count: number }[]
  >`select count(*)::int as count from dashboard where owner_id = ${owner}`
  return row?.count ?? 0
}

export type DashboardValues = { name: string; tiles: readonly Tile[]; sharing: Sharing }

export async function insert(tx: Queryable, owner: string, of: DashboardValues, at: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into dashboard (name, owner_id, shared_with, created_at, updated_at)
    values (${of.name}, ${owner}, ${of.sharing.with}, ${at}, ${at}) returning id`
  const id = row?.id ?? ''
  await putParts(tx, id, of)
  return id
}

export async function update(tx: Queryable, id: string, of: DashboardValues, at: string): Promise<void> {
  await tx`update dashboard set name = ${of.name}, shared_with = ${of.sharing.with}, version = version + 1, updated_at = ${at}
    where id = ${id}`
  await putParts(tx, id, of)
}

async function putParts(tx: Queryable, id: string, { tiles, sharing }: DashboardValues): Promise<void> {
  await putDepartments(tx, 'dashboard', id, sharing)
  await tx`delete from dashboard_tile where dashboard_id = ${id}`
  const rows = tiles.map(({ report, width }, position) => ({
    position,
    id: isId(report) ? report : null,
    key: isId(report) ? null : report,
    width,
  }))
  await tx`insert into dashboard_tile (dashboard_id, position, report_id, built_in, width)
    select ${id}, position, id, key, width
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as x(position integer, id uuid, key text, width text)`
}

export async function remove(tx: Queryable, id: string): Promise<void> {
  await tx`delete from dashboard where id = ${id}`
}

/** The key of the product's dashboard somebody starts with; undefined where it is none of those. */
export async function startKey(db: Queryable, personId: string): Promise<string | undefined> {
  const [row] = await db<
    { key: string | null }[]
  >`select built_in as key from dashboard_start where person_id = ${personId}`
  return row?.key ?? undefined
}

export async function putStart(tx: Queryable, personId: string, { id, key }: Of): Promise<void> {
  await tx`insert into dashboard_start (person_id, dashboard_id, built_in) values (${personId}, ${id}, ${key})
    on conflict (person_id) do update set dashboard_id = excluded.dashboard_id, built_in = excluded.built_in`
}
