import { sql } from '../../../kernel/fragment.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { BOXES, ChartKind, Question, Sharing } from '../contract.ts'
import { type KeptRow, keptColumns, putDepartments, readableBy } from './sharing.ts'

export type ReportRow = KeptRow & { question: unknown; chart: ChartKind; favourite: boolean; place: string }

type Listing = {
  box: (typeof BOXES)[number]
  q: string | undefined
  after: { at: string; id: string } | undefined
  limit: number
}

/** Reports the viewer may read, last changed first. */
export async function listed(db: Queryable, viewer: Viewer, asked: Listing): Promise<ReportRow[]> {
  const { box, q, after, limit } = asked
  const me = viewer.personId
  return run<ReportRow>(
    db,
    sql`${reports(viewer)} and (${box !== 'mine'} or r.owner_id = ${me}) and (${box !== 'shared'} or r.owner_id <> ${me})
      and (${box !== 'favourites'} or exists (
        select 1 from report_favourite f where f.person_id = ${me} and f.report_id = r.id))
      and (${q ?? ''} = '' or r.name ilike '%' || ${likeText(q ?? '')} || '%')
      and (${after === undefined} or (r.updated_at, r.id) < (${after?.at ?? '2000-01-01'}::timestamptz, ${after?.id ?? NOBODY}::uuid))
      order by r.updated_at desc, r.id desc limit ${limit}`,
  )
}

const NOBODY = '00000000-0000-0000-0000-000000000000'

function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`)
}

/** Those among `ids` the viewer may read. */
export async function readable(
  db: Queryable,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, ReportRow>> {
  if (ids.length === 0) return new Map()
  const rows = await run<ReportRow>(db, sql`${reports(viewer)} and r.id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Those among `ids` that are the owner's: whoever shares a dashboard lends the questions on it that are their own. */
export async function lentBy(db: Queryable, viewer: Viewer, owner: string, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, ReportRow>()
  const rows = await run<ReportRow>(
    db,
    sql`${columns(viewer)} where r.owner_id = ${owner} and r.id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

function columns(viewer: Viewer) {
  return sql`select ${keptColumns('report')}, r.question, r.chart, r.updated_at::text as place,
    exists (select 1 from report_favourite f where f.person_id = ${viewer.personId} and f.report_id = r.id) as favourite
    from report r`
}

function reports(viewer: Viewer) {
  return sql`${columns(viewer)} where ${readableBy(viewer, 'report')}`
}

export async function lock(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from report where id = ${id} for update`
}

export async function countOf(tx: Queryable, owner: string): Promise<number> {
  const [row] = await tx<
    { count: number }[]
  >`select count(*)::int as count from report where owner_id = ${owner}`
  return row?.count ?? 0
}

export type ReportValues = { name: string; question: Question; chart: ChartKind; sharing: Sharing }

export async function insert(tx: Queryable, owner: string, of: ReportValues, at: string): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into report (name, question, chart, owner_id, shared_with, created_at, updated_at)
    values (${of.name}, ${JSON.stringify(of.question)}::text::jsonb, ${of.chart}, ${owner}, ${of.sharing.with}, ${at}, ${at})
    returning id`
  const id = row?.id ?? ''
  await putDepartments(tx, 'report', id, of.sharing)
  return id
}

export async function update(tx: Queryable, id: string, of: ReportValues, at: string): Promise<void> {
  await tx`update report set name = ${of.name}, question = ${JSON.stringify(of.question)}::text::jsonb, chart = ${of.chart},
    shared_with = ${of.sharing.with}, version = version + 1, updated_at = ${at} where id = ${id}`
  await putDepartments(tx, 'report', id, of.sharing)
}

export async function remove(tx: Queryable, id: string): Promise<void> {
  await tx`delete from report where id = ${id}`
}

/** The keys of reports of the product that are somebody's favourites. */
export async function favouriteKeys(db: Queryable, personId: string): Promise<Set<string>> {
  const rows = await db<{ key: string }[]>`
    select built_in as key from report_favourite where person_id = ${personId} and built_in is not null`
  return new Set(rows.map(({ key }) => key))
}

/** `key` is of a report of the product, or `id` of one that is kept. */
export type Of = { id: string | null; key: string | null }

export async function mark(tx: Queryable, personId: string, { id, key }: Of): Promise<void> {
  await tx`insert into report_favourite (person_id, report_id, built_in) values (${personId}, ${id}, ${key}) on conflict do nothing`
}

export async function unmark(tx: Queryable, personId: string, { id, key }: Of): Promise<void> {
  await tx`delete from report_favourite where person_id = ${personId}
    and report_id is not distinct from ${id}::uuid and built_in is not distinct from ${key}::text`
}
