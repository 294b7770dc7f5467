import { type Fragment, ident, joined, raw, sql } from '../kernel/fragment.ts'
import { decimalFrom } from '../kernel/money.ts'
import { type Page, packCursor } from '../kernel/page.ts'
import type { Queryable } from '../platform/db/pool.ts'
import { constraintOf, run, sqlState } from '../platform/db/transaction.ts'
import { rowPredicate, type Viewer, visibleFields } from './access.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import * as errors from './errors.ts'
import { kindOf, targetOf } from './fields/index.ts'
import type { Registry } from './metadata.ts'
import * as query from './query.ts'

export type Row = Record<string, unknown>
/** A record on the wire: `id`, `version`, and its visible fields by name. */
export type RecordJson = { id: string; version: number } & Record<string, unknown>

/** A page of records with the titles of what they point to. One query, and one more for each object pointed to. */
export async function listRecords(
  db: Queryable,
  asked: query.ListAsked,
  only?: ReadonlySet<string>,
): Promise<Page<RecordJson>> {
  const { query: list, limit, keys } = query.listQuery(asked, only)
  const rows = await run<Row>(db, list)
  const items = await withTitles(
    db,
    asked,
    rows.slice(0, limit).map((row) => recordOf(asked, row, only)),
  )
  const last = rows.length > limit ? rows[limit - 1] : undefined
  if (!last) return { items }
  return { items, next: packCursor(Array.from({ length: keys }, (_, i) => last[`_k${i}`] ?? null)) }
}

/** One record, where the viewer may see it. */
export async function getRecord(
  db: Queryable,
  asked: query.Asked,
  id: string,
  lock = false,
): Promise<RecordJson | undefined> {
  const { object } = asked
  const end = lock ? raw('for update of r') : raw('')
  const rows = await run<Row>(
    db,
    sql`select ${query.columnsOf(asked)} from ${ident(object.table)} r where r.id = ${id} and ${query.rowsWhere(asked)} ${end}`,
  )
  const [record] = await withTitles(
    db,
    asked,
    rows.map((row) => recordOf(asked, row)),
  )
  return record
}

/** How many, up to 10,000; `more` says that there are more. */
export async function countRecords(
  db: Queryable,
  asked: query.Asked,
): Promise<{ count: number; more: boolean }> {
  const [row] = await run<{ count: number }>(db, query.countQuery(asked))
  const count = row?.count ?? 0
  return { count: Math.min(count, query.COUNT_FAR), more: count > query.COUNT_FAR }
}

export type Group = { by: unknown[]; values: unknown[] }

/** Groups with their measures. Money measures are lists of `{ amount, currency }`, never added across currencies. */
export async function aggregateRecords(
  db: Queryable,
  asked: query.AggregateAsked,
): Promise<{ groups: Group[] }> {
  const { query: text, money } = query.aggregateQuery(asked)
  const rows = await run<Row>(db, text)
  const groups = new Map<string, Group>()
  for (const row of rows) {
    const by = asked.groupBy.map((_, i) => row[`_g${i}`] ?? null)
    const key = JSON.stringify(by)
    const group = groups.get(key) ?? { by, values: asked.measures.map(emptyMeasure(asked, money)) }
    asked.measures.forEach((measure, i) => {
      group.values[i] = addMeasure(
        group.values[i],
        measure,
        row[`_m${i}`],
        measure.field === money?.name ? row['_currency'] : undefined,
      )
    })
    groups.set(key, group)
  }
  return { groups: await withGroupTitles(db, asked, [...groups.values()]) }
}

function emptyMeasure(asked: query.AggregateAsked, money: FieldDefinition | undefined) {
  return (measure: query.Measure): unknown =>
    measure.op === 'count' ? 0 : money && measure.field === money.name ? [] : null
}

function addMeasure(sofar: unknown, measure: query.Measure, value: unknown, currency: unknown): unknown {
  if (measure.op === 'count') return Number(sofar) + Number(value)
  if (typeof currency === 'string') {
    const minor = BigInt(Math.round(Number(value ?? 0)))
    return [...(sofar as unknown[]), { amount: decimalFrom(minor, currency), currency }]
  }
  return value === null || value === undefined
    ? sofar
    : typeof value === 'string' && measure.op !== 'min' && measure.op !== 'max'
      ? Number(value)
      : value
}

async function withGroupTitles(
  db: Queryable,
  asked: query.AggregateAsked,
  groups: Group[],
): Promise<Group[]> {
  for (const [i, { field: name }] of asked.groupBy.entries()) {
    const field = query.fieldOf(asked.object, asked.viewer, name)
    const target = targetOf(field)
    if (!target) continue
    const ids = groups.flatMap((group) => (typeof group.by[i] === 'string' ? [group.by[i] as string] : []))
    const titles = await titlesOf(db, asked, target, ids)
    for (const group of groups) {
      const id = group.by[i]
      if (typeof id === 'string') group.by[i] = { id, title: titles.get(id) ?? null }
    }
  }
  return groups
}

/** A few records for a link picker: id and title, the viewer's own rows only. */
export async function pickRecords(
  db: Queryable,
  asked: query.Asked,
  limit = 20,
): Promise<{ id: string; title: string }[]> {
  const title = query.titleColumn(asked.object, 'r')
  return run(
    db,
    sql`select r.id, ${title} as title from ${ident(asked.object.table)} r where ${query.rowsWhere(asked)}
        order by char_length(${title}), ${title} collate "zh-x-icu", r.id limit ${limit}`,
  )
}

/** The titles of records by id. Those the viewer may not see are left out. One query. */
export async function titlesOf(
  db: Queryable,
  { registry, viewer }: { registry: Registry; viewer: Viewer },
  object: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const definition = registry.objects.get(object)
  const wanted = [...new Set(ids)]
  if (!definition || wanted.length === 0) return new Map()
  const rows = await run<{ id: string; title: string }>(
    db,
    sql`select r.id, ${query.titleColumn(definition, 'r')} as title from ${ident(definition.table)} r
        where r.id = any(${wanted}::uuid[]) and ${titlePredicate(viewer, definition, registry)}`,
  )
  return new Map(rows.map((row) => [row.id, row.title]))
}

/** People's, departments' and stages' names are no secret: whoever sees a record sees who holds it. */
function titlePredicate(viewer: Viewer, object: ObjectDefinition, registry: Registry): Fragment {
  const open = ['person', 'department', 'stage', 'product'].includes(object.name)
  return open ? raw('true') : rowPredicate(viewer, object.name, registry, 'r')
}

async function withTitles(db: Queryable, asked: query.Asked, records: RecordJson[]): Promise<RecordJson[]> {
  const byTarget = new Map<
    string,
    { field: FieldDefinition; refs: { id: string; title?: string | null }[] }[]
  >()
  for (const field of visibleFields(asked.viewer, asked.object)) {
    const target = targetOf(field)
    if (!target) continue
    const refs = records.flatMap((record) =>
      isReference(record[field.name]) ? [record[field.name] as { id: string }] : [],
    )
    if (refs.length > 0) byTarget.set(target, [...(byTarget.get(target) ?? []), { field, refs }])
  }
  for (const [target, uses] of byTarget) {
    const refs = uses.flatMap((use) => use.refs)
    const titles = await titlesOf(
      db,
      asked,
      target,
      refs.map((ref) => ref.id),
    )
    for (const ref of refs) ref.title = titles.get(ref.id) ?? null
  }
  return records
}

function isReference(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value
}

function recordOf({ object, viewer }: query.Asked, row: Row, only?: ReadonlySet<string>): RecordJson {
  const record: RecordJson = { id: row['id'] as string, version: row['version'] as number }
  for (const field of visibleFields(viewer, object)) {
    if (!only || only.has(field.name)) record[field.name] = kindOf(field).read(row, field)
  }
  return record
}

/** The columns and values of a write, in the same order. */
export type Assignments = { column: string; value: unknown }[]

/** Inserts a row and answers its id. Refuses `objects.duplicate`. */
export async function insertRow(
  tx: Queryable,
  object: ObjectDefinition,
  values: Assignments,
): Promise<string> {
  const columns = joined(
    values.map(({ column }) => ident(column)),
    ', ',
  )
  const items = joined(
    values.map(({ value }) => sql`${value}`),
    ', ',
  )
  return refusingDuplicates(object, values, async () => {
    const [row] = await run<{ id: string }>(
      tx,
      sql`insert into ${ident(object.table)} (${columns}) values (${items}) returning id`,
    )
    return row?.id ?? ''
  })
}

/** Changes a row of a known version and moves the version on; false where it was not that version any more. */
export async function updateRow(
  tx: Queryable,
  object: ObjectDefinition,
  id: string,
  version: number,
  values: Assignments,
): Promise<boolean> {
  const set = joined(
    [...values.map(({ column, value }) => sql`${ident(column)} = ${value}`), raw('version = version + 1')],
    ', ',
  )
  return refusingDuplicates(object, values, async () => {
    const rows = await run(
      tx,
      sql`update ${ident(object.table)} set ${set} where id = ${id} and version = ${version} returning id`,
    )
    return rows.length > 0
  })
}

async function refusingDuplicates<T>(
  object: ObjectDefinition,
  values: Assignments,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (sqlState(thrown) !== '23505') throw thrown
    const constraint = constraintOf(thrown) ?? ''
    const field = object.fields.find((f) => f.unique && constraint.includes(f.column))
    const value = values.find(({ column }) => column === field?.column)?.value
    throw errors.duplicate({ object: object.name, field: field?.name ?? constraint, value: value ?? null })
  }
}
