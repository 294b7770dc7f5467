import type { z } from 'zod'
import { ident, sql } from '../kernel/fragment.ts'
import type { Sql, Tx } from '../platform/db/pool.ts'
import { run, sqlState, transaction } from '../platform/db/transaction.ts'
import { record } from '../platform/events/journal.ts'
import { checkField } from './change/check.ts'
import { checkFieldName, checkObjectName } from './change/names.ts'
import { columnSteps, tableSteps } from './change/steps.ts'
import type { Context } from './context.ts'
import type { fieldChange, fieldInput, objectInput } from './contract.ts'
import type { FieldOptions, ObjectDefinition } from './definition.ts'
import * as errors from './errors.ts'
import { customField, customObject, type FieldRow, objectNamed } from './metadata.ts'

type Changing = Pick<Context, 'viewer' | 'registry' | 'actor' | 'now'>
type ObjectInput = z.output<typeof objectInput>
type FieldInput = Omit<z.output<typeof fieldInput>, 'options'> & {
  options?: FieldOptions | z.output<typeof fieldInput>['options']
}
type FieldChange = z.output<typeof fieldChange>

const MOST_FIELDS = 200
const LOCK_TIMEOUT = '5s' // a table everybody works on must not be held up for longer by a waiting change

/**
 * Makes an object of the company's own with its table, in one transaction; every process knows it with its next request.
 * Refuses `objects.admin-only`, `objects.name-taken`, `objects.name-reserved`, `objects.table-busy`.
 */
export async function addObject(owner: Sql, context: Changing, input: ObjectInput) {
  demandAdmin(context)
  checkObjectName(context.registry, input)
  const object = customObject(input)
  return changing(owner, object.name, async (tx) => {
    for (const step of tableSteps(object)) await tx.unsafe(step)
    const [row] = await tx<{ id: string }[]>`
      insert into object_definition (name, plural, label, plural_label, title_field, created_at, created_by)
      values (${input.name}, ${input.plural}, ${json(input.label)}::text::jsonb, ${json(input.pluralLabel)}::text::jsonb,
              ${object.titleField}, ${context.now}, ${context.actor.personId}) returning id`
    await journal(tx, context, 'object.added', row?.id, null, input)
    return { id: row?.id ?? '', version: 1, name: input.name, plural: input.plural }
  })
}

/**
 * Adds a field to an object that records are kept of here, with its columns and index, in one transaction.
 * Refuses besides what `addObject` does: `objects.bad-definition`, `objects.too-many-fields`, `objects.closed`.
 */
export async function addField(
  owner: Sql,
  context: Changing,
  objectName: string,
  input: FieldInput,
): Promise<FieldRow> {
  demandAdmin(context)
  const object = objectNamed(context.registry, objectName)
  if (object.closed) throw errors.closedObject({ object: object.name })
  if (object.fields.filter((field) => field.custom).length >= MOST_FIELDS)
    throw errors.tooManyFields({ most: MOST_FIELDS })
  const row = rowOf(object, input)
  checkFieldName(object, row)
  checkField(context.registry, object, row)
  return changing(owner, object.name, async (tx) => {
    for (const step of columnSteps(object, customField(row))) await tx.unsafe(step)
    const { name, label, type, options, required, searchable, unique, position } = row
    const [made] = await tx<{ id: string }[]>`
      insert into field_definition (object, name, label, type, options, required, searchable, is_unique, position, created_at, created_by)
      values (${object.name}, ${name}, ${json(label)}::text::jsonb, ${type}, ${json(options)}::text::jsonb, ${required},
              ${searchable}, ${unique}, ${position}, ${context.now}, ${context.actor.personId}) returning id`
    await journal(tx, context, 'field.added', made?.id, null, { object: object.name, ...input })
    return { ...row, id: made?.id ?? '' }
  })
}

/**
 * Changes the label, options, place or duty of a custom field. A choice that records have stays.
 * Refuses `objects.built-in`, `objects.stale`, `objects.bad-definition`, `objects.unknown-field`.
 */
export async function changeField(
  owner: Sql,
  context: Changing,
  given: { object: string; field: string; version: number; input: FieldChange },
): Promise<FieldRow> {
  demandAdmin(context)
  const object = objectNamed(context.registry, given.object)
  return changing(owner, object.name, async (tx) => {
    const before = await lockedField(tx, object, given.field)
    if (before.version !== given.version)
      throw errors.stale({ yours: given.version, current: before.version })
    const after = changedRow(before, given.input)
    checkField(context.registry, withoutField(object, given.field), after)
    await refuseLostChoices(tx, object, before, after)
    await tx`update field_definition set label = ${json(after.label)}::text::jsonb, options = ${json(after.options)}::text::jsonb,
      required = ${after.required}, position = ${after.position}, version = version + 1 where id = ${before.id}`
    const { label, options, required, position } = before
    await journal(
      tx,
      context,
      'field.changed',
      before.id,
      { label, options, required, position },
      given.input,
    )
    return { ...after, version: before.version + 1 }
  })
}

/** The custom fields of an object with their versions, in their order. */
export async function customFields(
  context: Pick<Context, 'viewer' | 'db' | 'registry'>,
  objectName: string,
): Promise<FieldRow[]> {
  demandAdmin(context)
  const object = objectNamed(context.registry, objectName)
  return context.db<FieldRow[]>`select ${context.db.unsafe(FIELD)} from field_definition
    where object = ${object.name} order by position, created_at, id`
}

const FIELD =
  'id, version, object, name, label, type, options, required, searchable, is_unique as "unique", position'

function rowOf(
  object: ObjectDefinition,
  { options = {}, required = false, searchable = false, unique = false, ...input }: FieldInput,
): FieldRow {
  const last = Math.max(0, ...object.fields.map((field) => (field.position < 10_000 ? field.position : 0)))
  const position = input.position ?? Math.min(last + 1, 9999)
  return {
    id: '',
    version: 1,
    object: object.name,
    ...input,
    options: defined(options),
    required,
    searchable,
    unique,
    position,
  }
}

function changedRow(before: FieldRow, { label, options, required, position }: FieldChange): FieldRow {
  const kept = options ? { ...defined(options), ...fixedOptions(before, options) } : before.options
  return {
    ...before,
    label: label ?? before.label,
    options: kept,
    required: required ?? before.required,
    position: position ?? before.position,
  }
}

/** What a field points to and what its formula gives are for good: columns and conditions stand on them. */
function fixedOptions(before: FieldRow, options: NonNullable<FieldChange['options']>) {
  const { target, gives, open } = before.options
  for (const [name, was] of Object.entries({ target, gives, open })) {
    const asked = options[name as 'target' | 'gives' | 'open']
    if (asked !== undefined && asked !== was)
      throw errors.badDefinition({ code: 'option-is-fixed', facts: { option: name } })
  }
  return defined({ target, gives, open })
}

async function lockedField(tx: Tx, object: ObjectDefinition, name: string): Promise<FieldRow> {
  const [row] = await tx<FieldRow[]>`select ${tx.unsafe(FIELD)} from field_definition
    where object = ${object.name} and name = ${name} for update`
  if (row) return row
  if (object.fields.some((field) => field.name === name)) throw errors.builtIn({ name })
  throw errors.unknownField({ object: object.name, field: name })
}

async function refuseLostChoices(
  tx: Tx,
  object: ObjectDefinition,
  before: FieldRow,
  after: FieldRow,
): Promise<void> {
  const kept = new Set((after.options.choices ?? []).map((choice) => choice.value))
  const lost = (before.options.choices ?? [])
    .map((choice) => choice.value)
    .filter((value) => !kept.has(value))
  if (lost.length === 0 || before.options.open) return
  const column = ident(`t.${customField(before).column}`)
  const uses =
    before.type === 'choices' ? sql`${column} && ${lost}::text[]` : sql`${column} = any(${lost}::text[])`
  const rows = await run<{ value: unknown }>(
    tx,
    sql`select ${column} as value from ${ident(object.table)} t where ${uses} limit 1`,
  )
  const used = rows[0]?.value
  const value = lost.find((each) => used === each || (Array.isArray(used) && used.includes(each)))
  if (rows.length > 0) throw errors.badDefinition({ code: 'choice-in-use', facts: { value } })
}

function withoutField(object: ObjectDefinition, name: string): ObjectDefinition {
  return { ...object, fields: object.fields.filter((field) => field.name !== name) }
}

/** One change at a time, told to every process by the counters; other people's long reads make it give up, not wait. */
async function changing<T>(owner: Sql, object: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await transaction(owner, async (tx) => {
      await tx.unsafe(`set local lock_timeout = '${LOCK_TIMEOUT}'`)
      await tx`select pg_advisory_xact_lock(hashtext('baton.definitions'))`
      const result = await work(tx)
      await tx`update company set metadata_version = metadata_version + 1, access_version = access_version + 1`
      return result
    })
  } catch (thrown) {
    if (sqlState(thrown) === '55P03') throw errors.tableBusy({ object })
    if (['23505', '42701', '42P07'].includes(sqlState(thrown) ?? '')) throw errors.nameTaken({ name: object })
    throw thrown
  }
}

async function journal(
  tx: Tx,
  { actor, now }: Changing,
  kind: string,
  recordId: string | undefined,
  before: Record<string, unknown> | null,
  after: Record<string, unknown>,
): Promise<void> {
  await record(tx, actor, now, [{ kind, object: 'definition', recordId: recordId ?? '', before, after }])
}

function demandAdmin({ viewer }: Pick<Context, 'viewer'>): void {
  if (!viewer.admin) throw errors.adminOnly({})
}

function defined(given: Readonly<Record<string, unknown>>): FieldOptions {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function json(value: unknown): string {
  return JSON.stringify(value)
}
