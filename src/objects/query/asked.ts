import { parseCondition, toSql } from '../../engines/conditions/index.ts'
import { type Fragment, ident, joined, raw, sql } from '../../kernel/fragment.ts'
import {
  alive,
  fieldRight,
  givenFor,
  rowPredicate,
  throughFor,
  type Viewer,
  visibleFields,
  vocabularyFor,
} from '../access.ts'
import { columnOf } from '../columns.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { badFilter, badQuery, unknownField } from '../errors.ts'
import { kindOf } from '../fields/index.ts'
import type { Registry } from '../metadata.ts'
import { gramOfWord, searchWordsOf } from '../search-text.ts'

/** Which rows of which object somebody asks for. */
export type Asked = {
  object: ObjectDefinition
  viewer: Viewer
  registry: Registry
  /** CEL over the object's fields; empty for all. */
  filter?: string | undefined
  /** Words, all of which must be found. */
  search?: string | undefined
}

/** The alias under which the asked rows stand in every query. */
export const ROW = 'r'

/**
 * The rows a question is about: not deleted, seen by the viewer, passing the filter, found by the search. Every list, count,
 * group, export and picker is made of this one predicate.
 * Refuses `objects.bad-filter`; a field the viewer may not see is as unknown as one that does not exist.
 */
export function rowsWhere(asked: Asked): Fragment {
  const { object, viewer, registry, filter, search } = asked
  const parts = [sql`${rowPredicate(viewer, object.name, registry, ROW)} ${alive(object, ROW)}`]
  if (filter?.trim()) parts.push(filtered(asked, filter))
  if (search?.trim()) parts.push(found(asked, search))
  return joined(parts, ' and ')
}

/** The viewer's field of that name. Refuses `objects.unknown-field`, naming the nearest. */
export function askedField({ object, viewer }: Asked, name: string): FieldDefinition {
  const field = object.fields.find((each) => each.name === name)
  if (field && fieldRight(viewer, object, field) !== 'hidden') return field
  throw unknownField({
    object: object.name,
    field: name.slice(0, 100),
    ...nearest(visibleFields(viewer, object), name),
  })
}

/** `{ nearest }` where one of the fields may have been meant. */
export function nearest(fields: readonly FieldDefinition[], name: string): { nearest?: string } {
  const parsed = parseCondition(`has(${/^[A-Za-z_]\w{0,59}$/.test(name) ? name : 'x'})`, {
    root: 'record',
    fields: Object.fromEntries(fields.map((field) => [field.name, { kind: 'bool', label: field.label }])),
  })
  const found = parsed.ok ? undefined : parsed.problems[0]?.facts['nearest']
  return typeof found === 'string' ? { nearest: found } : {}
}

function filtered({ object, viewer, registry }: Asked, filter: string): Fragment {
  const parsed = parseCondition(filter, vocabularyFor(viewer, registry, object.name))
  if (!parsed.ok) throw badFilter({ problems: parsed.problems })
  const columns = columnOf(registry.objects, object, ROW, throughFor(viewer, registry))
  return sql`(${toSql(parsed.condition, columns, givenFor(registry, viewer.personId))})`
}

/** Three letters and more are found anywhere (trigrams); one or two by pairs of letters and Chinese characters. */
function found({ object, viewer }: Asked, search: string): Fragment {
  if (!object.searchable) throw badQuery({ parameter: 'search', value: object.name })
  const words = searchWordsOf(search)
  const parts = words.map((word) =>
    [...word].length > 2
      ? sql`${ident(`${ROW}.search`)} like ${containing(word)}`
      : sql`${ident(`${ROW}.search_grams`)} @> ${[gramOfWord(word)]}::int4[]`,
  )
  const searched = object.fields.filter((field) => field.searchable)
  const visible = searched.filter((field) => fieldRight(viewer, object, field) !== 'hidden')
  if (visible.length < searched.length) parts.push(...words.map((word) => openly(visible, word)))
  return parts.length === 0 ? raw('true') : sql`(${joined(parts, ' and ')})`
}

/**
 * The word stands as it is in a field the viewer may read: what a row is found by also holds their hidden fields, and finding by
 * them would tell them. Costs such a viewer the pinyin.
 */
function openly(visible: readonly FieldDefinition[], word: string): Fragment {
  const columns = visible.flatMap((field) => kindOf(field).columns(field))
  const texts = columns.filter((column) => column.sqlType === 'text')
  if (texts.length === 0) return raw('false')
  const ways = texts.map(
    ({ name }) => sql`lower(normalize(${ident(`${ROW}.${name}`)}, nfkc)) like ${containing(word)}`,
  )
  return sql`(${joined(ways, ' or ')})`
}

function containing(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`
}
