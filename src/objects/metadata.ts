import type { Term, Vocabulary } from '../engines/conditions/index.ts'
import type { Text } from '../kernel/text.ts'
import type { Clock } from '../kernel/time.ts'
import type { Queryable } from '../platform/db/pool.ts'
import { columnOf } from './columns.ts'
import {
  defineObject,
  type FieldDefinition,
  type FieldOptions,
  type FieldType,
  field,
  type ObjectDefinition,
} from './definition.ts'
import { unknownObject } from './errors.ts'
import { compileFormula } from './fields/formula.ts'
import { kindOf, targetOf } from './fields/index.ts'

type Objects = ReadonlyMap<string, ObjectDefinition>

/** Every object and field there is, built-in and custom, as of `version`. A value: a changed definition makes a new one. */
export type Registry = {
  readonly version: number
  readonly objects: Objects
  readonly company: { readonly timeZone: string; readonly currency: string }
  readonly clock: Clock
  /** `table.column` of every column in which the database itself refuses null. */
  readonly notNull: ReadonlySet<string>
}

type Custom = {
  version: number
  objects: readonly ObjectRow[]
  fields: readonly FieldRow[]
  company?: Registry['company']
  notNull?: ReadonlySet<string>
}

const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() }
const COMPANY = { timeZone: 'Asia/Shanghai', currency: 'CNY' } // before set-up

/** The registry of the built-in objects and the custom definitions given. Faults: two objects of one name or plural. */
export function registryOf(
  builtIns: readonly ObjectDefinition[],
  custom: Custom,
  clock = SYSTEM_CLOCK,
): Registry {
  const all = [...builtIns, ...custom.objects.map(customObject)].map((object) =>
    withFields(object, custom.fields),
  )
  const objects = new Map(all.map((object) => [object.name, object]))
  if (objects.size !== all.length || new Set(all.map((object) => object.plural)).size !== all.length) {
    throw new Error('two objects have one name')
  }
  for (const object of all) compileFormulas(objects, object)
  const { version, company = COMPANY, notNull = new Set() } = custom
  return { version, objects, company, clock, notNull }
}

/** The registry as the database has it. Three queries. */
export async function loadRegistry(
  db: Queryable,
  builtIns: readonly ObjectDefinition[],
  clock = SYSTEM_CLOCK,
): Promise<Registry> {
  const { version, timeZone, currency, notNull } = await stateOf(db)
  const [objects, fields] = [await objectRows(db), await fieldRows(db)]
  const custom = { version, objects, fields, company: { timeZone, currency }, notNull: new Set(notNull) }
  return registryOf(builtIns, custom, clock)
}

/** Counters that every change of definitions, or of who may see what, moves: what a process keeps is stale when they move. */
export type Versions = { metadataVersion: number; accessVersion: number }

/** The versions now; 0 before set-up. One cheap query. */
export async function currentVersions(db: Queryable): Promise<Versions> {
  const [row] = await db<Versions[]>`
    select metadata_version as "metadataVersion", access_version as "accessVersion" from company`
  return row ?? { metadataVersion: 0, accessVersion: 0 }
}

/** The object of that name. Refuses `objects.unknown-object`. */
export function objectNamed(registry: Registry, name: string): ObjectDefinition {
  const object = registry.objects.get(name)
  if (!object) throw unknownObject({ object: name })
  return object
}

/** The object whose URL word is `plural`. Refuses `objects.unknown-object`. */
export function objectOfPlural(registry: Registry, plural: string): ObjectDefinition {
  for (const object of registry.objects.values()) if (object.plural === plural) return object
  throw unknownObject({ object: plural })
}

/**
 * What a condition over `object` may name: its fields, and the fields of the records it points to, one step far.
 * `isKnown` leaves out what the asker may not see.
 */
export function vocabularyOf(
  registry: Registry,
  objectName: string,
  isKnown: (object: ObjectDefinition, field: FieldDefinition) => boolean = () => true,
): Vocabulary {
  const object = objectNamed(registry, objectName)
  return { root: object.name, fields: { id: ID, ...termsOf(registry.objects, object, isKnown, 1) } }
}

const ID: Term = { kind: 'record', label: { zh: '标识', en: 'Id' }, fields: {} }

function termsOf(
  objects: Objects,
  object: ObjectDefinition,
  isKnown: (object: ObjectDefinition, field: FieldDefinition) => boolean,
  steps: number,
): Record<string, Term> {
  const terms: Record<string, Term> = {}
  for (const each of object.fields) {
    const kind = kindOf(each).kind(each)
    if (!kind || !isKnown(object, each)) continue
    const target = steps > 0 ? objects.get(targetOf(each) ?? '') : undefined
    terms[each.name] =
      kind === 'record'
        ? { kind, label: each.label, fields: target ? termsOf(objects, target, isKnown, steps - 1) : {} }
        : { kind, label: each.label }
  }
  return terms
}

type State = { version: number; timeZone: string; currency: string; notNull: string[] }
export type ObjectRow = {
  id: string
  version: number
  name: string
  plural: string
  label: Text
  pluralLabel: Text
}
export type FieldRow = {
  id: string
  version: number
  object: string
  name: string
  label: Text
  type: FieldType
  options: FieldOptions
  required: boolean
  searchable: boolean
  unique: boolean
  position: number
}

async function stateOf(db: Queryable): Promise<State> {
  const [row] = await db<State[]>`
    select coalesce(c.metadata_version, 0) as version, coalesce(c.time_zone, ${COMPANY.timeZone}) as "timeZone",
           coalesce(c.currency, ${COMPANY.currency}) as currency,
           array(select r.relname || '.' || a.attname from pg_attribute a join pg_class r on r.oid = a.attrelid
                 where r.relnamespace = current_schema()::regnamespace and r.relkind = 'r' and a.attnum > 0 and a.attnotnull)
             as "notNull"
    from (select 1) one left join company c on true`
  if (!row) throw new Error('the database did not answer')
  return row
}

async function objectRows(db: Queryable): Promise<ObjectRow[]> {
  return db<ObjectRow[]>`
    select id, version, name, plural, label, plural_label as "pluralLabel" from object_definition order by name`
}

async function fieldRows(db: Queryable): Promise<FieldRow[]> {
  return db<FieldRow[]>`
    select id, version, object, name, label, type, options, required, searchable, is_unique as "unique", position
    from field_definition order by position, created_at, id`
}

/** A custom object as it is before its own fields: a name, a holder, and what every record has. */
export function customObject({
  name,
  plural,
  label,
  pluralLabel,
}: Omit<ObjectRow, 'id' | 'version'>): ObjectDefinition {
  return defineObject({
    name,
    plural,
    label,
    pluralLabel,
    table: `x_${name.replaceAll('-', '_')}`,
    custom: true,
    titleField: 'name',
    belonging: { kind: 'person', column: 'holder_id' },
    fields: [
      field({
        name: 'name',
        label: { zh: '名称', en: 'Name' },
        type: 'text',
        required: true,
        searchable: true,
      }),
      field({ name: 'holder', column: 'holder_id', label: { zh: '负责人', en: 'Holder' }, type: 'person' }),
    ],
  })
}

/** A custom field as its definition row says. */
export function customField(row: FieldRow): FieldDefinition {
  const { name, label, type, options, required, searchable, unique, position } = row
  const readOnly = type === 'auto-number' || type === 'formula'
  const column = `x_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
  return {
    name,
    column,
    label,
    type,
    options,
    required,
    readOnly,
    searchable,
    unique,
    custom: true,
    position,
  }
}

function withFields(object: ObjectDefinition, rows: readonly FieldRow[]): ObjectDefinition {
  const own = rows.filter((row) => row.object === object.name).map(customField)
  const fields = [...object.fields, ...own].sort((a, b) => a.position - b.position)
  return { ...object, fields, searchable: object.searchable }
}

/** A formula that no longer compiles (a choice of its meaning was changed outside) is a fault: it was checked when it was made. */
function compileFormulas(objects: Objects, object: ObjectDefinition): void {
  for (const each of object.fields) {
    if (each.type !== 'formula') continue
    const problem = compileFormula(each, siblingsOf(objects, object))
    if (problem) throw new Error(`the formula ${object.name}.${each.name} does not compile: ${problem.code}`)
  }
}

/** What a formula of `object` may read: its stored fields, references as ids. */
export function siblingsOf(objects: Objects, object: ObjectDefinition) {
  const stored = { ...object, fields: object.fields.filter((each) => each.type !== 'formula') }
  return {
    terms: termsOf(objects, stored, () => true, 0),
    expression: (name: string, alias: string) => columnOf(objects, stored, alias)([name]),
  }
}
