import { type Fragment, ident, joined, raw, sql } from '../../kernel/fragment.ts'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../kernel/page.ts'
import { isSeenFrom, throughFor, visibleFields } from '../access.ts'
import { referenced, titleOf } from '../columns.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { badQuery, notSortable } from '../errors.ts'
import { kindOf, type SortKey, targetOf } from '../fields/index.ts'
import { type Asked, askedField, ROW, rowsWhere } from './asked.ts'
import { afterCursor, type Key, orderOf } from './keyset.ts'

export type Sort = { field: string; direction: 'asc' | 'desc' }
export type ListAsked = Asked & {
  sort?: readonly Sort[] | undefined
  /** At most 200. */
  limit?: number | undefined
  cursor?: string | undefined
  /** Names of the fields wanted; all visible ones where left out. */
  fields?: readonly string[] | undefined
}
export type ListQuery = { query: Fragment; limit: number; fields: FieldDefinition[]; keys: number }

const MOST_SORTS = 3
/** Chinese by pinyin, then Latin; the database is refused at start where it cannot. */
const TEXT_ORDER = raw(' collate "zh-x-icu"')

/**
 * One page: `limit + 1` rows, so that the caller knows of a next one, each with its sort values as text (`_k0 …`).
 * No OFFSET and no COUNT: every page costs the same. Empty values come last in both directions; the id breaks ties.
 * Refuses `objects.unknown-field`, `objects.not-sortable`, `objects.bad-cursor`, `objects.bad-filter`.
 */
export function listQuery(asked: ListAsked, most = MAX_PAGE_SIZE): ListQuery {
  const limit = Math.min(Math.max(asked.limit ?? DEFAULT_PAGE_SIZE, 1), most)
  const fields = fieldsOf(asked)
  const keys = keysOf(asked)
  const sorts = keys.map((key, i) => sql`(${key.sql})::text as ${ident(`_k${i}`)}`)
  const after = asked.cursor === undefined ? raw('') : sql` and ${afterCursor(keys, asked.cursor)}`
  const query = sql`select ${columnsOf(asked, fields)}, ${joined(sorts, ', ')}
from ${ident(asked.object.table)} ${ident(ROW)}
where ${rowsWhere(asked)}${after}
order by ${joined(keys.map(orderOf), ', ')}
limit ${limit + 1}`
  return { query, limit, fields, keys: keys.length }
}

/** One record by its id, where it is one of the asked rows. */
export function recordQuery(
  asked: Asked,
  id: string,
  { lock = false } = {},
): { query: Fragment; fields: FieldDefinition[] } {
  const fields = visibleFields(asked.viewer, asked.object)
  const query = sql`select ${columnsOf(asked, fields)} from ${ident(asked.object.table)} ${ident(ROW)}
where ${ident(`${ROW}.id`)} = ${id}::uuid and ${rowsWhere(asked)}${lock ? raw(` for update of "${ROW}"`) : raw('')}`
  return { query, fields }
}

/** Several records by their ids, those of them that are asked rows. */
export function recordsQuery(
  asked: Asked,
  ids: readonly string[],
): { query: Fragment; fields: FieldDefinition[] } {
  const fields = visibleFields(asked.viewer, asked.object)
  const query = sql`select ${columnsOf(asked, fields)} from ${ident(asked.object.table)} ${ident(ROW)}
where ${ident(`${ROW}.id`)} = any(${ids}::uuid[]) and ${rowsWhere(asked)}`
  return { query, fields }
}

const FAR = 10_000 // beyond it nobody needs the exact number: "10,000+"

/** How many of the asked rows there are, counted up to 10,001. */
export function countQuery(asked: Asked): Fragment {
  return sql`select count(*)::int as count from (
select 1 from ${ident(asked.object.table)} ${ident(ROW)} where ${rowsWhere(asked)} limit ${FAR + 1}) found`
}

/** What a count means: exact up to 10,000, `more` beyond. */
export function countOf(found: number): { count: number; more: boolean } {
  return { count: Math.min(found, FAR), more: found > FAR }
}

/** Where a row has the title of what a reference points to. */
export function titleColumn(field: FieldDefinition): string {
  return `_t_${field.column}`
}

/** The id, the version and the columns of `fields`; references with the titles the viewer may read. */
export function columnsOf(asked: Asked, fields: readonly FieldDefinition[]): Fragment {
  const { object } = asked
  const columns = fields.flatMap((field) => {
    const kind = kindOf(field)
    const stored = kind.columns(field).map((column) => ident(`${ROW}.${column.name}`))
    const value = stored.length > 0 ? stored : [sql`${kind.expression(field, ROW)} as ${ident(field.column)}`]
    const target = asked.registry.objects.get(targetOf(field) ?? '')
    return target
      ? [...value, sql`${titleThrough(asked, field, target)} as ${ident(titleColumn(field))}`]
      : value
  })
  const version = object.bare ? raw('1 as version') : ident(`${ROW}.version`)
  return joined([ident(`${ROW}.id`), version, ...columns], ', ')
}

/** The title of what a field points to, one look-up by its id. What is seen because this row points to it needs no second proof. */
function titleThrough({ object, viewer, registry }: Asked, field: FieldDefinition, target: ObjectDefinition) {
  const other = `${ROW}_${field.column}`
  const through = isSeenFrom(viewer, target, object, field) ? undefined : throughFor(viewer, registry)
  return referenced(
    target,
    other,
    ident(`${ROW}.${field.column}`),
    titleOf(target, other, viewer.language),
    through,
  )
}

function fieldsOf(asked: ListAsked): FieldDefinition[] {
  if (!asked.fields) return visibleFields(asked.viewer, asked.object)
  return [...new Set(asked.fields)].map((name) => askedField(asked, name))
}

function keysOf(asked: ListAsked): Key[] {
  const { object, sort } = asked
  const wanted = sort && sort.length > 0 ? sort : [defaultSortOf(asked)]
  if (wanted.length > MOST_SORTS) throw badQuery({ parameter: 'sort', value: `${wanted.length}` })
  const keys = wanted.map(({ field: name, direction }): Key => {
    if (name === 'id') return idKey(direction)
    const field = askedField(asked, name)
    const key = sortKeyOf(asked, field)
    const notNull = !targetOf(field) && asked.registry.notNull.has(`${object.table}.${field.column}`)
    return { ...key, sql: key.type === 'text' ? sql`${key.sql}${TEXT_ORDER}` : key.sql, direction, notNull }
  })
  return [...keys, idKey(keys[0]?.direction ?? 'asc')]
}

/** The object's own order, where the viewer may know of it: an order by a hidden field would show it. */
function defaultSortOf({ object, viewer }: Asked): Sort {
  const visible = visibleFields(viewer, object).some((field) => field.name === object.defaultSort.field)
  return visible ? object.defaultSort : { field: 'id', direction: 'desc' }
}

function idKey(direction: Sort['direction']): Key {
  return { sql: ident(`${ROW}.id`), type: 'uuid', direction, notNull: true }
}

/** References are ordered by what they point to: stages by their place, others by title. */
function sortKeyOf({ registry, viewer }: Asked, field: FieldDefinition): SortKey {
  const target = registry.objects.get(targetOf(field) ?? '')
  if (target) {
    const other = `${ROW}_${field.column}`
    const place = target.bare && target.fields.find((each) => each.name === 'position')
    const by = place
      ? sql`${ident(`${other}.${place.column}`)}::float8`
      : titleOf(target, other, viewer.language)
    const through = throughFor(viewer, registry)
    return {
      sql: referenced(target, other, ident(`${ROW}.${field.column}`), by, through),
      type: place ? 'float8' : 'text',
    }
  }
  const key = kindOf(field).sort(field, ROW)
  if (!key) throw notSortable({ field: field.name })
  return key
}
