import { parseCondition } from '../engines/conditions/index.ts'
import { type Fragment, ident, joined, raw, sql } from '../kernel/fragment.ts'
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, openCursor } from '../kernel/page.ts'
import { rowPredicate, type Viewer, visibleFields } from './access.ts'
import { conditionSql, fieldExpression } from './condition-sql.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import * as errors from './errors.ts'
import { kindOf, targetOf } from './fields/index.ts'
import { currencyColumn } from './fields/money.ts'
import { type Registry, vocabularyOf } from './metadata.ts'
import { searchPredicate } from './search-text.ts'

export type Sort = { field: string; direction: 'asc' | 'desc' }
export type Asked = {
  object: ObjectDefinition
  viewer: Viewer
  registry: Registry
  now: string
  /** CEL; empty for all. */
  filter?: string | undefined
  search?: string | undefined
}
export type ListAsked = Asked & {
  sort?: readonly Sort[] | undefined
  limit?: number | undefined
  cursor?: string | undefined
}

const FAR = 10_000 // counts beyond it are shown as "10,000+"
const MAX_SORTS = 3

/** The rows a question is about: seen by the viewer, not deleted, found by search, passing the filter. */
export function rowsWhere(asked: Asked, alias = 'r'): Fragment {
  const { object, viewer, registry, filter, search } = asked
  const parts = [
    ...(object.deletable ? [sql`${ident(`${alias}.deleted_at`)} is null`] : []),
    rowPredicate(viewer, object.name, registry, alias),
    ...(filter?.trim() ? [filterPredicate(asked, filter, alias)] : []),
    ...(search?.trim() ? [searchOf(object, search, alias)] : []),
  ]
  return joined(parts, ' and ')
}

function searchOf(object: ObjectDefinition, search: string, alias: string): Fragment {
  if (!object.searchable) throw errors.notPossible({ field: object.name, what: 'search' })
  return searchPredicate(search, alias) ?? raw('true')
}

/** The filter as SQL. A field the viewer may not see is as unknown as one that does not exist. */
function filterPredicate({ object, viewer, registry, now }: Asked, filter: string, alias: string): Fragment {
  const whole = vocabularyOf(registry, object.name)
  const parsed = parseCondition(filter, {
    root: whole.root,
    fields: seenBy(viewer, object, registry, whole.fields),
  })
  if (!parsed.ok) throw errors.badFilter({ problems: parsed.problems })
  return sql`(${conditionSql(parsed.condition, object.name, registry, alias, { personId: viewer.personId, now })})`
}

type Terms = ReturnType<typeof vocabularyOf>['fields']

function seenBy(viewer: Viewer, object: ObjectDefinition, registry: Registry, terms: Terms): Terms {
  if (viewer.admin) return terms
  const seen = new Set(['id', ...visibleFields(viewer, object).map((field) => field.name)])
  const kept = Object.entries(terms).flatMap(([name, term]) => {
    if (!seen.has(name)) return []
    if (term.kind !== 'record') return [[name, term] as const]
    const target = registry.objects.get(targetOf(object.fields.find((f) => f.name === name) ?? NOTHING) ?? '')
    const inner = target ? seenBy(viewer, target, registry, term.fields) : term.fields
    return [[name, { ...term, fields: inner }] as const]
  })
  return Object.fromEntries(kept)
}

const NOTHING = { type: 'text', options: {} } as unknown as FieldDefinition

/** The columns of an object as a list page reads them: every visible field, the id and the version. */
export function columnsOf(
  { object, viewer, registry }: Asked,
  alias = 'r',
  only?: ReadonlySet<string>,
): Fragment {
  const fields = visibleFields(viewer, object).filter((field) => !only || only.has(field.name))
  const columns = fields.flatMap((field) =>
    field.type === 'formula'
      ? [sql`${fieldExpression(registry, object.name, field, alias)} as ${ident(field.column)}`]
      : kindOf(field)
          .columns(field)
          .map((column) => ident(`${alias}.${column.name}`)),
  )
  const version = object.name === 'stage' ? raw('1 as version') : ident(`${alias}.version`)
  return joined([ident(`${alias}.id`), version, ...columns], ', ')
}

type Key = { expression: Fragment; type: string; direction: 'asc' | 'desc'; notNull: boolean }

/** One page: `limit + 1` rows, so that the caller knows whether there is a next; each with its sort keys `_k0 …` as text. */
export function listQuery(
  asked: ListAsked,
  only?: ReadonlySet<string>,
): { query: Fragment; limit: number; keys: number } {
  const limit = Math.min(Math.max(asked.limit ?? DEFAULT_PAGE_SIZE, 1), MAX_PAGE_SIZE)
  const keys = keysOf(asked)
  const after = asked.cursor ? afterCursor(keys, asked.cursor) : raw('true')
  const query = sql`select ${columnsOf(asked, 'r', only)}, ${joined(
    keys.map((key, i) => sql`(${key.expression})::text as ${ident(`_k${i}`)}`),
    ', ',
  )} from ${ident(asked.object.table)} r where ${rowsWhere(asked)} and ${after}
    order by ${joined(keys.map(orderOf), ', ')} limit ${limit + 1}`
  return { query, limit, keys: keys.length }
}

function orderOf({ expression, direction, notNull }: Key): Fragment {
  return sql`${expression} ${raw(direction)}${raw(notNull ? '' : ' nulls last')}`
}

function keysOf({ object, viewer, registry, sort }: ListAsked): Key[] {
  const wanted = sort && sort.length > 0 ? sort : [object.defaultSort]
  if (wanted.length > MAX_SORTS)
    throw errors.notPossible({ field: wanted[MAX_SORTS]?.field ?? '', what: 'sort' })
  const keys = wanted.map(({ field: name, direction }): Key => {
    const field = fieldOf(object, viewer, name)
    const { expression, type } = sortExpression(registry, object, field, 'r')
    return { expression, type, direction, notNull: isNeverEmpty(field) }
  })
  return [
    ...keys,
    { expression: ident('r.id'), type: 'uuid', direction: keys[0]?.direction ?? 'asc', notNull: true },
  ]
}

const NEVER_EMPTY = new Set([
  'createdAt',
  'updatedAt',
  'openedAt',
  'stageSince',
  'heldSince',
  'number',
  'isOpen',
  'position',
])

function isNeverEmpty(field: FieldDefinition): boolean {
  return !field.custom && (NEVER_EMPTY.has(field.name) || (field.required && kindOf(field).kind !== 'record'))
}

/** The field, where the viewer may see it; hidden and missing ones get the same answer. */
export function fieldOf(object: ObjectDefinition, viewer: Viewer, name: string): FieldDefinition {
  const field = visibleFields(viewer, object).find((f) => f.name === name)
  if (!field) throw errors.unknownField({ object: object.name, field: name.slice(0, 100) })
  return field
}

const SORT_TYPES: Partial<Record<FieldDefinition['type'], string>> = {
  number: 'float8',
  percent: 'float8',
  money: 'bigint',
  'auto-number': 'bigint',
  date: 'date',
  'date-time': 'timestamptz',
  'yes-no': 'boolean',
}

function sortExpression(
  registry: Registry,
  object: ObjectDefinition,
  field: FieldDefinition,
  alias: string,
): { expression: Fragment; type: string } {
  const target = registry.objects.get(targetOf(field) ?? '')
  if (target) {
    const by =
      target.name === 'stage' ? raw('ref.position') : sql`${titleColumn(target, 'ref')} collate "zh-x-icu"`
    const type = target.name === 'stage' ? 'integer' : 'text'
    return {
      expression: sql`(select ${by} from ${ident(target.table)} ref where ref.id = ${ident(`${alias}.${field.column}`)})`,
      type,
    }
  }
  if (field.type === 'formula') {
    const type =
      field.options.gives === 'text' ? 'text' : field.options.gives === 'bool' ? 'boolean' : 'float8'
    return { expression: fieldExpression(registry, object.name, field, alias), type }
  }
  const expression = kindOf(field).sort(field, alias)
  if (!expression) throw errors.notPossible({ field: field.name, what: 'sort' })
  const type = SORT_TYPES[field.type] ?? 'text'
  return { expression: type === 'text' ? sql`${expression} collate "zh-x-icu"` : expression, type }
}

/** The column that names a record. */
export function titleColumn(object: ObjectDefinition, alias: string): Fragment {
  const field = object.fields.find((f) => f.name === object.titleField)
  return field ? sql`${ident(`${alias}.${field.column}`)}::text` : sql`${ident(`${alias}.id`)}::text`
}

function afterCursor(keys: readonly Key[], cursor: string): Fragment {
  const values = openCursor(cursor)
  const fits = values?.length === keys.length && values.every((v) => v === null || typeof v === 'string')
  if (
    !values ||
    !fits ||
    (values as (string | null)[]).some((v) => v !== null && (v.length > 4000 || v.includes('\0')))
  ) {
    throw errors.badCursor({})
  }
  const typed = keys.map((key, i) => ({ ...key, value: values[i] as string | null }))
  if (!typed.every(isWellTyped)) throw errors.badCursor({})
  const direction = keys[0]?.direction
  if (typed.every((key) => key.notNull && key.direction === direction)) {
    const left = joined(
      typed.map((key) => key.expression),
      ', ',
    )
    const right = joined(
      typed.map((key) => valueOfKey(key)),
      ', ',
    )
    return sql`(${left}) ${raw(direction === 'asc' ? '>' : '<')} (${right})`
  }
  const steps = typed.map((key, i) => joined([...typed.slice(0, i).map(sameAs), beyond(key)], ' and '))
  return sql`(${joined(
    steps.map((step) => sql`(${step})`),
    ' or ',
  )})`
}

type TypedKey = Key & { value: string | null }

/** Only texts the database can read as the key's type: a made-up cursor is refused, not an error. */
function isWellTyped({ type, value }: TypedKey): boolean {
  if (value === null || type === 'text') return true
  const forms: Readonly<Record<string, RegExp>> = {
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    boolean: /^(true|false|t|f)$/,
    date: /^\d{4}-\d{2}-\d{2}$/,
    timestamptz: /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}(:\d{2})?$/,
    integer: /^-?\d{1,9}$/,
    bigint: /^-?\d{1,17}$/,
    float8: /^-?\d{1,20}(\.\d{1,20})?(e[+-]\d{1,2})?$/,
  }
  return forms[type]?.test(value) ?? false
}

function valueOfKey({ value, type }: TypedKey): Fragment {
  return sql`${value}::text::${raw(type)}`
}

function sameAs(key: TypedKey): Fragment {
  return key.value === null ? sql`${key.expression} is null` : sql`${key.expression} = ${valueOfKey(key)}`
}

/** Comes after the cursor: empty values stand last in both directions. */
function beyond(key: TypedKey): Fragment {
  if (key.value === null) return raw('false')
  const past = sql`${key.expression} ${raw(key.direction === 'asc' ? '>' : '<')} ${valueOfKey(key)}`
  return key.notNull ? past : sql`(${past} or ${key.expression} is null)`
}

/** How many, counted no further than 10,000. */
export function countQuery(asked: Asked): Fragment {
  return sql`select count(*)::int as count from (select 1 from ${ident(asked.object.table)} r where ${rowsWhere(asked)} limit ${FAR + 1}) some`
}

export const COUNT_FAR = FAR

export type Bucket = 'day' | 'month' | 'quarter' | 'year'
export type GroupBy = { field: string; bucket?: Bucket | undefined }
export type Measure = { op: 'count' | 'sum' | 'avg' | 'min' | 'max'; field?: string | undefined }
export type AggregateAsked = Asked & {
  groupBy: readonly GroupBy[]
  measures: readonly Measure[]
  limit?: number | undefined
}

const PATTERNS: Readonly<Record<Bucket, string>> = {
  day: 'YYYY-MM-DD',
  month: 'YYYY-MM',
  quarter: 'YYYY"Q"Q',
  year: 'YYYY',
}

/** Groups `_g0 …` and measures `_m0 …`; money is added up per currency, which stands in `_currency` and splits the groups. */
export function aggregateQuery(asked: AggregateAsked): {
  query: Fragment
  money: FieldDefinition | undefined
} {
  const { object, viewer, registry, groupBy, measures } = asked
  const moneys = measures.flatMap((measure) => {
    const field = measure.field ? fieldOf(object, viewer, measure.field) : undefined
    return field?.type === 'money' ? [field] : []
  })
  const [money] = moneys
  const other = moneys.find((field) => field !== money)
  if (other) throw errors.notPossible({ field: other.name, what: 'two-money-fields' })
  const groups = groupBy.map((group) =>
    groupExpression(registry, object, fieldOf(object, viewer, group.field), group.bucket),
  )
  const values = measures.map((measure) => measureExpression(asked, measure))
  const currency = money ? [ident(`r.${currencyColumn(money)}`)] : []
  const columns = [
    ...groups.map((group, i) => sql`${group} as ${ident(`_g${i}`)}`),
    ...currency.map((column) => sql`${column} as _currency`),
    ...values.map((value, i) => sql`${value} as ${ident(`_m${i}`)}`),
  ]
  const by = [...groups, ...currency]
  const grouped =
    by.length > 0
      ? sql`group by ${joined(
          by.map((_, i) => raw(String(i + 1))),
          ', ',
        )}`
      : raw('')
  const order =
    groups.length > 0
      ? sql`order by ${joined(
          groups.map((_, i) => raw(`${i + 1} nulls last`)),
          ', ',
        )}`
      : raw('')
  const query = sql`select ${joined(columns, ', ')} from ${ident(object.table)} r where ${rowsWhere(asked)} ${grouped} ${order}
    limit ${Math.min(asked.limit ?? 1000, 5000)}`
  return { query, money }
}

function groupExpression(
  registry: Registry,
  object: ObjectDefinition,
  field: FieldDefinition,
  bucket: Bucket | undefined,
): Fragment {
  const kind = kindOf(field)
  const plain =
    field.type === 'formula' ? fieldExpression(registry, object.name, field, 'r') : ident(`r.${field.column}`)
  if (!bucket) {
    if (kind.kind === 'texts' || field.type === 'file')
      throw errors.notPossible({ field: field.name, what: 'group' })
    return kind.kind === 'number' && field.type !== 'formula' ? kind.expression(field, 'r') : plain
  }
  if (field.type === 'date') return sql`to_char(${plain}, ${raw(`'${PATTERNS[bucket]}'`)})`
  if (field.type !== 'date-time') throw errors.notPossible({ field: field.name, what: 'bucket' })
  return sql`to_char(${plain} at time zone (select time_zone from company), ${raw(`'${PATTERNS[bucket]}'`)})`
}

function measureExpression({ object, viewer, registry }: Asked, { op, field: name }: Measure): Fragment {
  if (op === 'count') return raw('count(*)::int')
  const field = fieldOf(object, viewer, name ?? '')
  if (field.type === 'money') return sql`${raw(op)}(${ident(`r.${field.column}`)})`
  const numeric =
    kindOf(field).kind === 'number' ||
    (field.type === 'formula' && (field.options.gives ?? 'number') === 'number')
  if (numeric) return sql`${raw(op)}(${fieldExpression(registry, object.name, field, 'r')})`
  const ordered = field.type === 'date' || field.type === 'date-time'
  if (!ordered || op === 'sum' || op === 'avg') throw errors.notPossible({ field: field.name, what: op })
  return sql`${raw(op)}(${ident(`r.${field.column}`)})`
}
