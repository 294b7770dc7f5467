import { ident, joined, raw, sql } from '../../kernel/fragment.ts'
import { insertMany } from '../../platform/db/copy.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { run, sqlState } from '../../platform/db/transaction.ts'
import { record } from '../../platform/events/journal.ts'
import { alive, type Right, rowPredicate } from '../access.ts'
import type { Context } from '../context.ts'
import { type FieldDefinition, type ObjectDefinition, SYSTEM_FIELDS } from '../definition.ts'
import { duplicate, notAllowed, notDeletable, notFound, stale } from '../errors.ts'
import { kindOf } from '../fields/index.ts'
import { objectNamed } from '../metadata.ts'
import { behalvesOf } from './behalf.ts'
import { checkReferences } from './references.ts'
import { type ColumnValues, columnsFrom, type Input, searchColumns } from './values.ts'

type Writing = Pick<Context, 'viewer' | 'registry' | 'actor' | 'now'>
type Row = Record<string, unknown>

export type NewRecord = {
  /** JSON values by field name, checked against the definition and the viewer's field rights. */
  input: Input
  /** Columns the feature itself decides (holder, stage, plan version, a given id, what it is found by); not checked. */
  columns?: ColumnValues | undefined
}

/** Adds a record and answers its id. See `insertRecords`. */
export async function insertRecord(
  tx: Tx,
  context: Writing,
  object: string,
  given: NewRecord,
): Promise<string> {
  const [id] = await insertRecords(tx, context, object, [given])
  if (!id) throw new Error(`no ${object} was inserted`)
  return id
}

/**
 * Adds records of one object and answers their ids in the order given; journals `<object>.created` for each.
 * The right to create is the caller's to check. One statement for all rows, one query for each object they point to.
 * Refuses `objects.unknown-field`, `objects.read-only-field`, `objects.invalid-fields`, `objects.unknown-reference`, `objects.duplicate`.
 */
export async function insertRecords(
  tx: Tx,
  context: Writing,
  objectName: string,
  given: readonly NewRecord[],
): Promise<string[]> {
  if (given.length === 0) return []
  const object = objectNamed(context.registry, objectName)
  const checked = given.map(({ input }) => columnsFrom(context.viewer, object, input, true))
  await checkReferences(tx, context, object, checked)
  const rows = checked.map((values, i) => {
    const row = { ...ownColumns(context, object, values), ...values, ...given[i]?.columns }
    return 'search' in row ? row : { ...row, ...searchColumns(object, row) }
  })
  const ids = await refusingDuplicates(object, () => insertRows(tx, object, rows))
  const behalves = await behalvesOf(tx, context, object, rows)
  await record(
    tx,
    context.actor,
    context.now,
    rows.map((row, i) => ({
      kind: `${object.name}.created`,
      object: object.name,
      recordId: ids[i] ?? '',
      opportunityId: opportunityOf(object, ids[i] ?? '', row),
      after: journalled(object.fields, row),
      onBehalfOf: behalves[i] ?? null,
    })),
  )
  return ids
}

/**
 * Changes a record the viewer sees and may edit and answers its new version; a change that changes nothing leaves the version.
 * Journals `<object>.updated` with exactly the changed fields, and with `cause` where it is given.
 * Refuses `objects.not-found`, `objects.stale` with both versions, and what `insertRecords` refuses.
 */
export async function changeRecord(
  tx: Tx,
  context: Writing,
  objectName: string,
  id: string,
  version: number,
  input: Input,
  cause?: Readonly<Record<string, unknown>>,
): Promise<{ version: number; changed: string[] }> {
  const object = objectNamed(context.registry, objectName)
  const before = await lockedRow(tx, context, object, id, version, 'edit')
  const values = columnsFrom(context.viewer, object, input, false)
  const changed = object.fields.filter((field) => differs(field, before, values))
  if (changed.length === 0) return { version, changed: [] }
  await checkReferences(tx, context, object, [only(changed, values)])
  const after = { ...before, ...values }
  const search = changed.some((field) => field.searchable) ? searchColumns(object, after) : undefined
  const columns = {
    ...only(changed, values),
    ...search,
    updated_at: context.now,
    updated_by: context.actor.personId,
  }
  await refusingDuplicates(object, () => updateRow(tx, object, id, columns))
  const [behalf = null] = await behalvesOf(tx, context, object, [before])
  await record(tx, context.actor, context.now, [
    {
      kind: `${object.name}.updated`,
      object: object.name,
      recordId: id,
      opportunityId: opportunityOf(object, id, after),
      before: journalled(changed, before),
      after: journalled(changed, after),
      ...(cause && { cause }),
      onBehalfOf: behalf,
    },
  ])
  return { version: version + 1, changed: changed.map((field) => field.name) }
}

/**
 * Takes a record out of every list; its row and its journal stay. Journals `<object>.deleted`.
 * Refuses `objects.not-found`, `objects.stale`, `objects.not-deletable`.
 */
export async function deleteRecord(
  tx: Tx,
  context: Writing,
  objectName: string,
  id: string,
  version: number,
  cause?: Record<string, unknown>,
): Promise<void> {
  const object = objectNamed(context.registry, objectName)
  if (!object.deletable || object.bare) throw notDeletable({ object: object.name })
  const before = await lockedRow(tx, context, object, id, version, 'delete')
  await updateRow(tx, object, id, {
    deleted_at: context.now,
    updated_at: context.now,
    updated_by: context.actor.personId,
  }).catch((thrown: unknown) => {
    throw sqlState(thrown) === '42501' ? notDeletable({ object: object.name }) : thrown
  })
  const entry = { kind: `${object.name}.deleted`, object: object.name, recordId: id }
  const [onBehalfOf = null] = await behalvesOf(tx, context, object, [before])
  await record(tx, context.actor, context.now, [
    { ...entry, opportunityId: opportunityOf(object, id, before), cause: cause ?? null, onBehalfOf },
  ])
}

/** Puts a deleted record back into its lists; that it may be is the caller's to check. Journals `<object>.restored`. */
export async function undeleteRecord(
  tx: Tx,
  context: Writing,
  objectName: string,
  id: string,
  cause: Record<string, unknown>,
): Promise<void> {
  const object = objectNamed(context.registry, objectName)
  await updateRow(tx, object, id, {
    deleted_at: null,
    updated_at: context.now,
    updated_by: context.actor.personId,
  })
  await record(tx, context.actor, context.now, [
    { kind: `${object.name}.restored`, object: object.name, recordId: id, cause },
  ])
}

/** What every record gets. Whoever makes a record holds it where nobody was named: it would be nobody's, and not theirs to see. */
function ownColumns({ actor, now }: Writing, object: ObjectDefinition, values: ColumnValues): ColumnValues {
  if (object.bare) return {}
  const { belonging } = object
  const holder =
    belonging.kind === 'person' &&
    object.fields.find((field) => field.column === belonging.column && !field.readOnly)
  const held = holder && !(holder.column in values) ? { [holder.column]: actor.personId } : {}
  return { ...held, created_at: now, created_by: actor.personId, updated_at: now, updated_by: actor.personId }
}

const FEW = 20

async function insertRows(
  tx: Tx,
  object: ObjectDefinition,
  rows: readonly ColumnValues[],
): Promise<string[]> {
  if (rows.length <= FEW) return insertFew(tx, object, rows)
  const missing = rows.filter((row) => typeof row['id'] !== 'string').length
  const fresh =
    missing > 0 ? await tx<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${missing})` : []
  const ids = rows.map((row) => (typeof row['id'] === 'string' ? row['id'] : (fresh.pop()?.id ?? '')))
  const types = columnTypes(object)
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'id')
  const columns = ['id', ...names].map((name) => ({ name, type: types.get(name) ?? 'text' }))
  await insertMany(
    tx,
    object.table,
    columns,
    rows.map((row, i) => [ids[i], ...names.map((name) => row[name])]),
  )
  return ids
}

/** All rows in one statement; the rows travel as one JSON text, so that the statement is the same for any number of them. */
async function insertFew(tx: Tx, object: ObjectDefinition, rows: readonly ColumnValues[]): Promise<string[]> {
  const types = columnTypes(object)
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'id')
  const columns = names.map((name) => ident(name))
  const shape = names.map((name) => sql`${ident(name)} ${raw(types.get(name) ?? 'text')}`)
  const list = JSON.stringify(rows.map((row, i) => ({ ...row, _i: i, _id: row['id'] ?? null })))
  const made = await run<{ id: string }>(
    tx,
    sql`with given as materialized (
  select coalesce(_id, uuidv7()) as _made, g.* from jsonb_to_recordset(${list}::text::jsonb) as g(_i integer, _id uuid, ${joined(shape, ', ')})
), made as (
  insert into ${ident(object.table)} (id, ${joined(columns, ', ')})
  select _made, ${joined(columns, ', ')} from given order by _i
)
select _made as id from given order by _i`,
  )
  return made.map((row) => row.id)
}

/** Types of the columns a row may be inserted with; what is not listed is text and cast by the table. */
function columnTypes(object: ObjectDefinition): Map<string, string> {
  const own = object.fields.flatMap((field) =>
    kindOf(field)
      .columns(field)
      .map((column) => [column.name, column.sqlType] as const),
  )
  const system = ['created_by', 'updated_by', 'holder_id', 'stage_id', 'plan_version_id', 'person_id'].map(
    (name) => [name, 'uuid'] as const,
  )
  return new Map<string, string>([
    ...system,
    ['created_at', 'timestamptz'],
    ['updated_at', 'timestamptz'],
    ['open_during', 'tstzrange'],
    ['furthest', 'int4'],
    ['required', 'bool'],
    ['search_grams', 'int4[]'],
    ...own,
  ])
}

async function updateRow(tx: Tx, object: ObjectDefinition, id: string, columns: ColumnValues): Promise<void> {
  const types = columnTypes(object)
  const list = JSON.stringify([columns])
  const names = Object.keys(columns)
  const shape = names.map(
    (name) => sql`${ident(name)} ${raw(name === 'deleted_at' ? 'timestamptz' : (types.get(name) ?? 'text'))}`,
  )
  const set = names.map((name) => sql`${ident(name)} = ${ident(`g.${name}`)}`)
  await run(
    tx,
    sql`update ${ident(object.table)} t set ${joined(set, ', ')}, version = t.version + 1
from jsonb_to_recordset(${list}::text::jsonb) as g(${joined(shape, ', ')}) where t.id = ${id}::uuid`,
  )
}

async function lockedRow(
  tx: Tx,
  { viewer, registry }: Writing,
  object: ObjectDefinition,
  id: string,
  version: number,
  right: Right,
): Promise<Row> {
  const columns = object.fields.flatMap((field) =>
    kindOf(field)
      .columns(field)
      .map((column) => ident(`t.${column.name}`)),
  )
  const query = (
    wanted: Right,
  ) => sql`select t.version, ${joined(columns, ', ')} from ${ident(object.table)} t
where t.id = ${id}::uuid and ${rowPredicate(viewer, object.name, registry, 't', 'asked', wanted)} ${alive(object, 't')} for update of t`
  const [row] = await run<Row & { version: number }>(tx, query(right))
  if (!row && (await run(tx, query('see'))).length > 0) throw notAllowed({ object: object.name, right })
  if (!row) throw notFound({ object: object.name, id })
  if (row.version !== version) throw stale({ yours: version, current: row.version })
  return row
}

function only(fields: readonly FieldDefinition[], values: ColumnValues): ColumnValues {
  const names = fields.flatMap((field) =>
    kindOf(field)
      .columns(field)
      .map((column) => column.name),
  )
  return Object.fromEntries(names.filter((name) => name in values).map((name) => [name, values[name]]))
}

function differs(field: FieldDefinition, before: Row, values: ColumnValues): boolean {
  return kindOf(field)
    .columns(field)
    .some(
      ({ name }) =>
        name in values && JSON.stringify(before[name] ?? null) !== JSON.stringify(values[name] ?? null),
    )
}

const SYSTEM = new Set(SYSTEM_FIELDS.map((field) => field.name)) // when and by whom stands in the entry itself

/** Values as the journal keeps them: by field name, references as ids, empty ones left out of a new record. */
function journalled(fields: readonly FieldDefinition[], row: Row): Record<string, unknown> {
  const own = fields.filter(
    (field) =>
      !SYSTEM.has(field.name) &&
      kindOf(field)
        .columns(field)
        .some(({ name }) => name in row),
  )
  return Object.fromEntries(
    own.map((field) => {
      const value = kindOf(field).read(row, field)
      const isPointer = kindOf(field).kind(field) === 'record'
      return [field.name, isPointer ? ((value as { id: string } | null)?.id ?? null) : value]
    }),
  )
}

/** The opportunity whose story the change belongs to. */
function opportunityOf(object: ObjectDefinition, id: string, row: Row): string | null {
  if (object.name === 'opportunity') return id
  const pointer = object.fields.find((field) => field.options.target === 'opportunity')
  const found = pointer ? row[pointer.column] : undefined
  return typeof found === 'string' ? found : null
}

/** The database says which column it was in the detail: `Key (name)=(GTX Pro) already exists`, in any language. */
async function refusingDuplicates<T>(object: ObjectDefinition, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (sqlState(thrown) !== '23505') throw thrown
    const detail =
      typeof thrown === 'object' && thrown !== null && 'detail' in thrown ? String(thrown.detail) : ''
    const [, column = '', value = ''] = /\(([^()]+)\)=\((.*)\)/s.exec(detail) ?? []
    const field = object.fields.find((each) => each.column === column.replaceAll('"', ''))
    throw duplicate({ object: object.name, field: field?.name ?? column, value: value.slice(0, 200) })
  }
}
