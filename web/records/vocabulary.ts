import type { Term, ValueKind, Vocabulary } from '../../src/engines/conditions/index.ts'
import type { FieldMetadata, ObjectMetadata } from '../client/metadata.ts'

const KINDS: Partial<Record<FieldMetadata['type'], ValueKind>> = {
  number: 'number',
  money: 'number',
  percent: 'number',
  'auto-number': 'number',
  date: 'day',
  'date-time': 'instant',
  'yes-no': 'bool',
  choices: 'texts',
}
const POINTING = new Set<FieldMetadata['type']>(['reference', 'person', 'department'])

/** Whether a field points to another record. */
export function isPointing(field: FieldMetadata): boolean {
  return POINTING.has(field.type)
}

/** What kind of value a field has in a condition. */
export function kindOfField(field: FieldMetadata): ValueKind {
  if (field.type === 'formula') return field.options.gives ?? 'number'
  return KINDS[field.type] ?? 'text'
}

/** What a condition over `object` may name: its fields, and the fields of the records it points to, one step far. */
export function vocabularyFor(object: ObjectMetadata, objects: readonly ObjectMetadata[] = []): Vocabulary {
  return { root: object.name, fields: { id: ID, ...termsOf(object, objects, 1) } }
}

/** The kind of the field at `name` (`product.series`); a reference alone is its id, a text. */
export function kindAt({ fields }: Vocabulary, name: string): ValueKind | undefined {
  const term = name
    .split('.')
    .reduce<Term | undefined>((at, part) => (at?.kind === 'record' ? at.fields[part] : undefined), {
      kind: 'record',
      label: ID.label,
      fields,
    })
  return term?.kind === 'record' ? 'text' : term?.kind
}

const ID: Term = { kind: 'record', label: { zh: '标识', en: 'Id' }, fields: {} }

function termsOf(
  object: ObjectMetadata,
  objects: readonly ObjectMetadata[],
  steps: number,
): Record<string, Term> {
  const term = (field: FieldMetadata): Term => {
    const { label } = field
    if (!isPointing(field)) return { kind: kindOfField(field), label }
    const target = objects.find((one) => one.name === targetOf(field))
    return { kind: 'record', label, fields: target && steps > 0 ? termsOf(target, objects, steps - 1) : {} }
  }
  return Object.fromEntries(
    object.fields.filter((field) => field.type !== 'file').map((field) => [field.name, term(field)]),
  )
}

/** The object a pointing field points to. */
export function targetOf(field: FieldMetadata): string | undefined {
  return field.options.target ?? (field.type === 'reference' ? undefined : field.type)
}
