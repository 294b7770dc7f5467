import { fieldRight, type Viewer, visibleFields } from '../access.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { type FieldProblem, invalidFields, readOnlyField, unknownField } from '../errors.ts'
import { kindOf } from '../fields/index.ts'
import { nearest } from '../query/asked.ts'
import { searchGramsOf, searchTextOf } from '../search-text.ts'

/** Values by column name, as the database takes them. */
export type ColumnValues = Record<string, unknown>
/** JSON values by field name. */
export type Input = Readonly<Record<string, unknown>>

/**
 * The columns of the given JSON values, for a new record (`whole`: required fields must be there) or for a change.
 * Refuses `objects.unknown-field` (hidden ones too, naming the nearest), `objects.read-only-field`, and with all problems at
 * once `objects.invalid-fields`. Nothing is repaired but the blanks at the ends of texts.
 */
export function columnsFrom(
  viewer: Viewer,
  object: ObjectDefinition,
  input: Input,
  whole: boolean,
): ColumnValues {
  const values: ColumnValues = {}
  const problems: FieldProblem[] = []
  for (const [name, value] of Object.entries(input)) {
    const field = writableField(viewer, object, name)
    const written = kindOf(field).write(value ?? null, field)
    if (!written.ok) {
      problems.push({ field: name, code: written.code, facts: written.facts })
      continue
    }
    if (field.required && written.values[0] === null) problems.push(missing(field))
    kindOf(field)
      .columns(field)
      .forEach((column, i) => {
        values[column.name] = written.values[i] ?? null
      })
  }
  if (whole) {
    const absent = object.fields.filter(
      (field) => field.required && !field.readOnly && !Object.hasOwn(input, field.name),
    )
    problems.push(...absent.map(missing))
  }
  if (problems.length > 0) throw invalidFields({ problems })
  return values
}

/** What a row with these columns is found by; undefined for objects that are not searched. Rows are given whole. */
export function searchColumns(
  object: ObjectDefinition,
  row: Readonly<Record<string, unknown>>,
): ColumnValues | undefined {
  if (!object.searchable) return undefined
  const texts = object.fields
    .filter((field) => field.searchable)
    .map((field) => kindOf(field).text(kindOf(field).read(row, field), field, 'zh'))
  const search = searchTextOf(texts)
  return { search, search_grams: searchGramsOf(search) }
}

function writableField(viewer: Viewer, object: ObjectDefinition, name: string): FieldDefinition {
  const field = object.fields.find((each) => each.name === name)
  const right = field ? fieldRight(viewer, object, field) : 'hidden'
  if (field && right === 'write') return field
  if (right === 'read') throw readOnlyField({ object: object.name, field: name })
  throw unknownField({
    object: object.name,
    field: name.slice(0, 100),
    ...nearest(visibleFields(viewer, object), name),
  })
}

function missing(field: FieldDefinition): FieldProblem {
  return { field: field.name, code: 'field.required', facts: {} }
}
