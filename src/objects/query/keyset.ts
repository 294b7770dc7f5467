import { type Fragment, joined, raw, sql } from '../../kernel/fragment.ts'
import { openCursor } from '../../kernel/page.ts'
import { badCursor } from '../errors.ts'
import type { SortKey } from '../fields/index.ts'

export type Key = {
  sql: Fragment
  type: SortKey['type'] | 'uuid'
  direction: 'asc' | 'desc'
  notNull: boolean
}
type Place = Key & { value: string | null }

/** What a value of each type looks like as text: a made-up cursor is refused before the database would choke on it. */
const FORMS: Readonly<Record<Key['type'], RegExp>> = {
  text: /^[^\0]{0,21000}$/s,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  boolean: /^(true|false)$/,
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  timestamptz:
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?\+00$/,
  bigint: /^-?\d{1,18}$/,
  float8: /^-?\d{1,17}(\.\d{1,20})?(e[+-]\d{1,2})?$/,
}

/** How a key stands in ORDER BY: empty values last, whatever the direction. */
export function orderOf({ sql: expression, direction, notNull }: Key): Fragment {
  return sql`${expression} ${raw(direction)}${raw(notNull || direction === 'asc' ? '' : ' nulls last')}`
}

/**
 * The rows that come after the one a cursor names, in the order of `keys`. The last key never ties.
 * One row comparison where no key can be empty and all run one way, so that an index is entered at the place; otherwise a
 * bound on the first key and the steps within it. Refuses `objects.bad-cursor`.
 */
export function afterCursor(keys: readonly Key[], cursor: string): Fragment {
  const places = placesOf(keys, cursor)
  const [first] = keys
  if (first && keys.every((key) => key.notNull && key.direction === first.direction)) {
    const left = joined(
      keys.map((key) => key.sql),
      ', ',
    )
    return sql`(${left}) ${raw(first.direction === 'asc' ? '>' : '<')} (${joined(places.map(placeValue), ', ')})`
  }
  return beyond(places)
}

function beyond([first, ...rest]: readonly Place[]): Fragment {
  if (!first) return raw('false')
  const past = after(first)
  if (rest.length === 0) return past
  return sql`(${past} or (${same(first)} and ${beyond(rest)}))`
}

/** Strictly after on one key; after an empty value comes nothing. */
function after(place: Place): Fragment {
  if (place.value === null) return raw('false')
  const past = sql`${place.sql} ${raw(place.direction === 'asc' ? '>' : '<')} ${placeValue(place)}`
  return place.notNull ? past : sql`(${past} or ${place.sql} is null)`
}

function same(place: Place): Fragment {
  return place.value === null ? sql`${place.sql} is null` : sql`${place.sql} = ${placeValue(place)}`
}

function placeValue({ value, type }: Place): Fragment {
  return sql`${value}::text::${raw(type)}`
}

function placesOf(keys: readonly Key[], cursor: string): Place[] {
  const values = openCursor(cursor)
  if (values?.length !== keys.length) throw badCursor({})
  return keys.map((key, i) => {
    const value = values[i]
    if (value === null && !key.notNull) return { ...key, value }
    if (typeof value !== 'string' || !FORMS[key.type].test(value) || !value.isWellFormed())
      throw badCursor({})
    return { ...key, value }
  })
}
