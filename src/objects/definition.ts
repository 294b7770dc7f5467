import type { Text } from '../kernel/text.ts'

export const FIELD_TYPES = [
  'text',
  'long-text',
  'number',
  'money',
  'percent',
  'date',
  'date-time',
  'yes-no',
  'choice',
  'choices',
  'person',
  'department',
  'reference',
  'email',
  'phone',
  'url',
  'region',
  'auto-number',
  'formula',
  'file',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

export type Choice = { value: string; label: Text; color?: string }

export type FieldOptions = {
  /** choice, choices */
  choices?: readonly Choice[]
  /** reference: the object it points to */
  target?: string
  /** choices: any text may be a value (skills, territories) */
  open?: boolean
  /** number, percent: places after the point (default 2, at most 6) */
  decimals?: number
  /** money: below zero is a value too */
  allowNegative?: boolean
  /** text: longest value in characters (default 200) */
  maxLength?: number
  /** formula: CEL text over the other fields and what kind it gives */
  formula?: string
  gives?: 'text' | 'number' | 'bool'
  /** auto-number: `SO-` gives SO-000123 */
  prefix?: string
}

/** A field of an object. JSON and conditions call it `name` (camelCase); the database `column` (snake_case, `x_…` where custom). */
export type FieldDefinition = {
  name: string
  column: string
  label: Text
  type: FieldType
  options: FieldOptions
  required: boolean
  /** Kept by the product (number, holder, stage, created …): never written through a form. */
  readOnly: boolean
  /** Its text is found by search. */
  searchable: boolean
  unique: boolean
  custom: boolean
  position: number
  /** Read from a view by the record's id and never written: the view, and its column that holds the id. */
  from?: { view: string; key: string }
}

/** How rows of an object belong to people; the permission predicate is made from it. */
export type Belonging =
  /** Everyone signed in may see every row (people, departments, products, stages). */
  | { kind: 'everyone' }
  /** A person column says whose it is; participation and records that point here may add to it. */
  | {
      kind: 'person'
      column: string
      /** A table of helpers: `participation(opportunity_id, person_id, during)`. */
      participation?: { table: string; record: string; person: string; during: string }
      /** Also seen by whoever may see the record that `column` points to (a task on an opportunity). */
      orThrough?: { object: string; column: string }
      /** Also visible to whoever may see a row of `object` whose `field` points here (an account of my opportunity). */
      alsoThrough?: readonly { object: string; column: string }[]
    }
  /** Seen by whoever may see the record that `column` points to (follow-ups, tasks, hand-overs). */
  | { kind: 'through'; object: string; column: string }

/** An object: built-in or custom, the same shape and the same road. */
export type ObjectDefinition = {
  name: string
  /** URL word: `/api/v1/<plural>` */
  plural: string
  table: string
  label: Text
  pluralLabel: Text
  /** The field whose text names a record. */
  titleField: string
  belonging: Belonging
  custom: boolean
  fields: readonly FieldDefinition[]
  /** Sort used where none is asked for. */
  defaultSort: { field: string; direction: 'asc' | 'desc' }
  /** Has `search` and `search_grams` columns. */
  searchable: boolean
  /** Rows carry `deleted_at`. */
  deletable: boolean
  /** The table has no version, created or updated columns: its feature keeps it whole (stages). */
  bare: boolean
  /**
   * Rows counted beforehand: a view with the columns named here, their number `n` and the sums of the money columns named, without
   * deleted rows. Groups over these columns are read from it by whoever sees all.
   */
  tally?: { view: string; columns: readonly string[]; money: readonly string[] }
  /** Only its feature's own actions write it; the generic road reads (people, departments, stages). */
  closed: boolean
  /** A jsonb column `{ zh, en }` that names a record in the reader's language, in place of `titleField`. */
  titleColumn?: string
}

type FieldInput = Pick<FieldDefinition, 'name' | 'label' | 'type'> & Partial<FieldDefinition>

/** A built-in field with the usual defaults: column = name in snake_case, optional, writable, not searched. */
export function field(given: FieldInput): FieldDefinition {
  return {
    column: given.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    options: {},
    required: false,
    readOnly: false,
    searchable: false,
    unique: false,
    custom: false,
    position: 0,
    ...given,
  }
}

type ObjectInput = Pick<
  ObjectDefinition,
  'name' | 'plural' | 'label' | 'pluralLabel' | 'titleField' | 'belonging' | 'fields'
> &
  Partial<ObjectDefinition>

const SYSTEM_POSITION = 10_000 // after every custom field

/** A built-in object with the usual defaults: fields take their position from their order, the system's own come last. */
export function defineObject(given: ObjectInput): ObjectDefinition {
  return {
    table: given.name.replaceAll('-', '_'),
    custom: false,
    defaultSort: { field: 'createdAt', direction: 'desc' },
    searchable: given.fields.some((f) => f.searchable),
    deletable: true,
    bare: false,
    closed: false,
    ...given,
    fields: [
      ...given.fields.map((f, i) => ({ ...f, position: i + 1 })),
      ...(given.bare ? [] : SYSTEM_FIELDS.map((f, i) => ({ ...f, position: SYSTEM_POSITION + i }))),
    ],
  }
}

/** Fields every object has, after its own. */
export const SYSTEM_FIELDS: readonly FieldDefinition[] = [
  field({ name: 'createdAt', label: { zh: '创建时间', en: 'Created' }, type: 'date-time', readOnly: true }),
  field({ name: 'createdBy', label: { zh: '创建人', en: 'Created by' }, type: 'person', readOnly: true }),
  field({ name: 'updatedAt', label: { zh: '更新时间', en: 'Updated' }, type: 'date-time', readOnly: true }),
]
