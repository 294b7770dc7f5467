import type { ColumnOf } from '../engines/conditions/index.ts'
import { type Fragment, ident, raw, sql } from '../kernel/fragment.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import { kindOf, targetOf } from './fields/index.ts'

type Objects = ReadonlyMap<string, ObjectDefinition>
/** Which rows of a referenced object may be read through a reference; undefined where all may. */
export type Through = (object: ObjectDefinition, alias: string) => Fragment | undefined

/** Where the fields of `object` stand, for conditions: `region` is a column, `account.region` the referenced row's. */
export function columnOf(
  objects: Objects,
  object: ObjectDefinition,
  alias: string,
  through?: Through,
): ColumnOf {
  return (path) => {
    const [name = '', inner] = path
    if (name === 'id') return { sql: ident(`${alias}.id`), cast: 'uuid' }
    const field = fieldOf(object, name)
    if (!field) throw new Error(`no field ${object.name}.${name}`)
    if (inner === undefined) return plain(field, alias)
    const target = objects.get(targetOf(field) ?? '')
    if (!target) throw new Error(`${object.name}.${name} points to nothing`)
    const other = `${alias}_${field.column}`
    const found = columnOf(objects, target, other)([inner])
    return {
      sql: referenced(target, other, ident(`${alias}.${field.column}`), found.sql, through),
      cast: found.cast,
    }
  }
}

/** One expression of the row a reference points to, as a value: null where the reference is empty or may not be read through. */
export function referenced(
  target: ObjectDefinition,
  alias: string,
  id: Fragment,
  expression: Fragment,
  through?: Through,
): Fragment {
  const seen = through?.(target, alias)
  const allowed = seen ? sql` and ${seen}` : raw('')
  return sql`(select ${expression} from ${ident(target.table)} ${ident(alias)} where ${ident(`${alias}.id`)} = ${id}${allowed})`
}

/** The field of that name, undefined where there is none. */
export function fieldOf(object: ObjectDefinition, name: string): FieldDefinition | undefined {
  return object.fields.find((field) => field.name === name)
}

/** The text that names a record of `object`, in the reader's language where it has one. */
export function titleOf(object: ObjectDefinition, alias: string, language: 'zh' | 'en'): Fragment {
  if (object.titleColumn) return sql`${ident(`${alias}.${object.titleColumn}`)} ->> ${raw(`'${language}'`)}`
  const field = fieldOf(object, object.titleField)
  return ident(`${alias}.${field?.column ?? 'id'}`)
}

function plain(field: FieldDefinition, alias: string) {
  const kind = kindOf(field)
  const expression = kind.expression(field, alias)
  return kind.kind(field) === 'record' ? { sql: expression, cast: 'uuid' as const } : { sql: expression }
}
