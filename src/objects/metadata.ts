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

/** Every object and field there is, built-in and custom, as of `version`; replaced as a whole when a definition changes. */
export type Registry = {
  readonly objects: Objects
  readonly version: number
  readonly company: { readonly timeZone: string; readonly currency: string }
  readonly clock: Clock
  /** True where the database itself refuses null in `table.column`. */
  isNotNull(table: string, column: string): boolean
  /** Reads the custom definitions. Four queries. */
  load(db: Queryable): Promise<void>
  /** Loads again where a definition changed since; one cheap query where none did. */
  refresh(db: Queryable): Promise<void>
}

const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() }

/** A registry of the built-in objects; `load` adds the custom ones. Faults: two objects of one name or plural. */
export function createRegistry(builtIns: readonly ObjectDefinition[], clock = SYSTEM_CLOCK): Registry {
  let objects = assembled(builtIns, [], [])
  let state: State = { version: 0, timeZone: 'Asia/Shanghai', currency: 'CNY', notNull: new Set() }
  const load = async (db: Queryable) => {
    const [next, customObjects, customFields] = [await stateOf(db), await objectRows(db), await fieldRows(db)]
    objects = assembled(builtIns, customObjects, customFields)
    state = next
  }
  return {
    clock,
    load,
    get objects() {
      return objects
    },
    get version() {
      return state.version
    },
    get company() {
      return { timeZone: state.timeZone, currency: state.currency }
    },
    isNotNull: (table, column) => state.notNull.has(`${table}.${column}`),
    async refresh(db) {
      const [row] = await db<{ version: number }[]>`select metadata_version as version from company`
      if (row && row.version !== state.version) await load(db)
    },
  }
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

type State = { version: number; timeZone: string; currency: string; notNull: ReadonlySet<string> }
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
  const [row] = await db<(Omit<State, 'notNull'> & { notNull: string[] })[]>`
    select coalesce(c.metadata_version, 0) as version, coalesce(c.time_zone, 'Asia/Shanghai') as "timeZone",
           coalesce(c.currency, 'CNY') as currency,
           array(select r.relname || '.' || a.attname from pg_attribute a join pg_class r on r.oid = a.attrelid
                 where r.relnamespace = current_schema()::regnamespace and r.relkind = 'r' and a.attnum > 0 and a.attnotnull)
             as "notNull"
    from (select 1) one left join company c on true`
  if (!row) throw new Error('the database did not answer')
  return { ...row, notNull: new Set(row.notNull) }
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

function assembled(
  builtIns: readonly ObjectDefinition[],
  objectsGiven: readonly ObjectRow[],
  fieldsGiven: readonly FieldRow[],
): Objects {
  const all = [...builtIns, ...objectsGiven.map(customObject)].map((object) =>
    withFields(object, fieldsGiven),
  )
  const objects = new Map(all.map((object) => [object.name, object]))
  if (objects.size !== all.length || new Set(all.map((o) => o.plural)).size !== all.length) {
    throw new Error('two objects have one name')
  }
  for (const object of all) compileFormulas(objects, object)
  return objects
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
