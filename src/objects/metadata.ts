import { type Condition, parseCondition, type Term, type Vocabulary } from '../engines/conditions/index.ts'
import type { Text } from '../kernel/text.ts'
import type { Queryable } from '../platform/db/pool.ts'
import type { FieldDefinition, FieldOptions, FieldType, ObjectDefinition } from './definition.ts'
import { SYSTEM_FIELDS } from './definition.ts'
import { kindOf, targetOf } from './fields/index.ts'

/** Every object by name, with its fields: built-in ones from the program, custom ones from the database. A value; a change makes a new one. */
export type Registry = {
  readonly version: number
  readonly objects: ReadonlyMap<string, ObjectDefinition>
  readonly vocabularies: Map<string, Vocabulary>
  readonly formulas: Map<string, Condition | undefined>
}

/** The registry of the built-in objects and the custom definitions found. */
export function registryOf(
  builtIns: readonly ObjectDefinition[],
  custom: {
    version: number
    objects: readonly ObjectDefinition[]
    fields: readonly (FieldDefinition & { object: string })[]
  },
): Registry {
  const objects = new Map<string, ObjectDefinition>()
  for (const object of [...builtIns, ...custom.objects]) {
    const added = custom.fields.filter((field) => field.object === object.name)
    const own = [...object.fields, ...added].sort((a, b) => a.position - b.position)
    const system = SYSTEM_FIELDS.filter((field) => !own.some((f) => f.name === field.name))
    const fields = object.name === 'stage' ? own : [...own, ...system]
    objects.set(object.name, { ...object, fields })
  }
  return { version: custom.version, objects, vocabularies: new Map(), formulas: new Map() }
}

type ObjectRow = { name: string; plural: string; label: Text; pluralLabel: Text; titleField: string }
type FieldRow = {
  object: string
  name: string
  label: Text
  type: FieldType
  options: FieldOptions
  required: boolean
  searchable: boolean
  isUnique: boolean
  position: number
}

/** Reads the custom definitions. Two queries. */
export async function loadRegistry(db: Queryable, builtIns: readonly ObjectDefinition[]): Promise<Registry> {
  const version = await metadataVersion(db)
  const objects = await db<ObjectRow[]>`
    select name, plural, label, plural_label as "pluralLabel", title_field as "titleField" from object_definition order by name`
  const fields = await db<FieldRow[]>`
    select object, name, label, type, options, required, searchable, is_unique as "isUnique", position
    from field_definition order by object, position, name`
  return registryOf(builtIns, {
    version,
    objects: objects.map(customObject),
    fields: fields.map(({ isUnique, ...row }) => ({
      ...row,
      column: customColumn(row.name),
      unique: isUnique,
      readOnly: row.type === 'formula' || row.type === 'auto-number',
      custom: true,
    })),
  })
}

/** The counter that every change of definitions moves. */
export async function metadataVersion(db: Queryable): Promise<number> {
  const [row] = await db<{ version: number }[]>`select metadata_version as version from company`
  return row?.version ?? 0
}

/** `contractEnd` is kept in `x_contract_end`, so that no system column is ever in its way. */
export function customColumn(name: string): string {
  return `x_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`
}

export function customTable(name: string): string {
  return `x_${name.replaceAll('-', '_')}`
}

function customObject(row: ObjectRow): ObjectDefinition {
  return {
    ...row,
    table: customTable(row.name),
    belonging: { kind: 'person', column: 'holder_id' },
    custom: true,
    fields: [
      {
        name: 'holder',
        column: 'holder_id',
        label: { zh: '负责人', en: 'Holder' },
        type: 'person',
        options: {},
        required: false,
        readOnly: false,
        searchable: false,
        unique: false,
        custom: false,
        position: 0,
      },
    ],
    defaultSort: { field: 'createdAt', direction: 'desc' },
    searchable: true,
    deletable: true,
  }
}

/** The fields of an object as conditions name them; references go one step further. Cached with the registry. */
export function vocabularyOf(registry: Registry, object: string): Vocabulary {
  const cached = registry.vocabularies.get(object)
  if (cached) return cached
  const made: Vocabulary = { root: object, fields: termsOf(registry, object, 1) }
  registry.vocabularies.set(object, made)
  return made
}

function termsOf(registry: Registry, object: string, further: number): Record<string, Term> {
  const terms: Record<string, Term> = {}
  for (const field of registry.objects.get(object)?.fields ?? []) {
    const term = termOf(registry, field, further)
    if (term) terms[field.name] = term
  }
  if (further > 0) terms['id'] = { kind: 'record', label: { zh: '标识', en: 'Id' }, fields: {} }
  return terms
}

function termOf(registry: Registry, field: FieldDefinition, further: number): Term | undefined {
  if (field.type === 'formula') return { kind: field.options.gives ?? 'number', label: field.label }
  const { kind } = kindOf(field)
  if (kind !== 'record') return kind && { kind, label: field.label }
  const target = targetOf(field)
  return {
    kind,
    label: field.label,
    fields: target && further > 0 ? termsOf(registry, target, further - 1) : {},
  }
}

/** The checked formula of a formula field, wrapped as a condition over its object; undefined where it no longer type-checks. */
export function formulaOf(registry: Registry, object: string, field: FieldDefinition): Condition | undefined {
  const key = `${object}.${field.name}`
  if (!registry.formulas.has(key)) {
    const { fields } = vocabularyOf(registry, object)
    const plain = Object.fromEntries(
      Object.entries(fields).filter(
        ([name]) => registry.objects.get(object)?.fields.find((f) => f.name === name)?.type !== 'formula',
      ),
    )
    const parsed = parseCondition(formulaCondition(field), { root: object, fields: plain })
    registry.formulas.set(key, parsed.ok ? parsed.condition : undefined)
  }
  return registry.formulas.get(key)
}

/** A formula is read as one side of a comparison, so that it passes the same checks as every condition. */
export function formulaCondition(field: Pick<FieldDefinition, 'options'>): string {
  const text = field.options.formula ?? ''
  if (field.options.gives === 'bool') return `(${text}) == true`
  return `(${text}) == ${field.options.gives === 'text' ? '""' : '0'}`
}
