import { ident, raw, sql } from '../../kernel/fragment.ts'
import { type Page, packCursor } from '../../kernel/page.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { titleOf } from '../columns.ts'
import type { FieldDefinition } from '../definition.ts'
import { notFound } from '../errors.ts'
import { kindOf, targetOf } from '../fields/index.ts'
import { type Asked, ROW, rowsWhere } from '../query/asked.ts'
import {
  countOf,
  countQuery,
  type ListAsked,
  listQuery,
  recordQuery,
  recordsQuery,
  titleColumn,
} from '../query/list.ts'

type Row = Record<string, unknown>
/** A record on the wire: its id, its version and its fields by name; references as `{ id, title }`. */
export type RecordJson = { id: string; version: number } & Record<string, unknown>

/** A page of records, at most `most` of them. One query. */
export async function listRecords(db: Queryable, asked: ListAsked, most?: number): Promise<Page<RecordJson>> {
  const { query, limit, fields, keys } = listQuery(asked, most)
  const rows = await run<Row>(db, query)
  const items = rows.slice(0, limit).map((row) => recordOf(row, fields))
  const last = rows.length > limit ? rows[limit - 1] : undefined
  if (!last) return { items }
  return { items, next: packCursor(Array.from({ length: keys }, (_, i) => last[`_k${i}`] ?? null)) }
}

/** The record, where the viewer may see it. Refuses `objects.not-found` alike for missing and hidden ones. */
export async function getRecord(db: Queryable, asked: Asked, id: string): Promise<RecordJson> {
  const { query, fields } = recordQuery(asked, id)
  const [row] = await run<Row>(db, query)
  if (!row) throw notFound({ object: asked.object.name, id })
  return recordOf(row, fields)
}

/** The records of `ids` that the viewer may see, in no order. One query. */
export async function getRecords(db: Queryable, asked: Asked, ids: readonly string[]): Promise<RecordJson[]> {
  const { query, fields } = recordsQuery(asked, ids)
  return (await run<Row>(db, query)).map((row) => recordOf(row, fields))
}

/** How many of the asked rows there are: exact up to 10,000, `more` beyond. */
export async function countRecords(db: Queryable, asked: Asked): Promise<{ count: number; more: boolean }> {
  const [row] = await run<{ count: number }>(db, countQuery(asked))
  return countOf(row?.count ?? 0)
}

/** A few of the asked rows for a link picker, shortest title first. */
export async function pickRecords(
  db: Queryable,
  asked: Asked,
  limit = 20,
): Promise<{ id: string; title: string }[]> {
  const title = titleOf(asked.object, ROW, asked.viewer.language)
  const rows = await run<{ id: string; title: string | null }>(
    db,
    sql`select id, title from (select ${ident(`${ROW}.id`)}, ${title} as title from ${ident(asked.object.table)} ${ident(ROW)}
where ${rowsWhere(asked)} limit ${Math.max(limit, 100)}) found
order by char_length(title), title ${raw('collate "zh-x-icu"')}, id limit ${limit}`,
  )
  return rows.map(({ id, title: text }) => ({ id, title: text ?? '' }))
}

/** A row as JSON; references as `{ id, title }`, the title null where it may not be read. */
function recordOf(row: Row, fields: readonly FieldDefinition[]): RecordJson {
  const record: RecordJson = { id: String(row['id']), version: Number(row['version']) }
  for (const field of fields) {
    const value = kindOf(field).read(row, field)
    if (isPointer(value) && targetOf(field)) value.title = row[titleColumn(field)] ?? null
    record[field.name] = value
  }
  return record
}

function isPointer(value: unknown): value is { id: string; title?: unknown } {
  return typeof value === 'object' && value !== null && 'id' in value
}
