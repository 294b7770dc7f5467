import { type Fragment, ident, joined, raw, sql } from '../../kernel/fragment.ts'
import { fieldRight, maySee, seesAll, throughFor } from '../access.ts'
import { fieldOf, referenced } from '../columns.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { badQuery, notGroupable, unknownField } from '../errors.ts'
import { kindOf, targetOf } from '../fields/index.ts'
import { currencyColumn } from '../fields/money.ts'
import { type Asked, askedField, ROW, rowsWhere } from './asked.ts'

export const BUCKETS = ['day', 'month', 'quarter', 'year'] as const
export type Bucket = (typeof BUCKETS)[number]
/** `account.region` goes one step through a reference. */
export type GroupBy = { field: string; bucket?: Bucket | undefined }
export const OPERATIONS = ['count', 'sum', 'avg', 'min', 'max'] as const
export type Measure = { op: (typeof OPERATIONS)[number]; field?: string | undefined }
export type AggregateAsked = Asked & {
  groupBy: readonly GroupBy[]
  measures: readonly Measure[]
  /** At most 1,000 groups. */
  limit?: number | undefined
}
export type PlannedMeasure = { op: Measure['op']; field?: FieldDefinition; currency?: string }
export type AggregateQuery = {
  query: Fragment
  limit: number
  measures: PlannedMeasure[]
  /** The object a group's value points to, where it does. */
  targets: (string | undefined)[]
}

const MOST_GROUPS = 1000
const MOST_PARTS = 5
const PATTERNS: Readonly<Record<Bucket, string>> = {
  day: 'YYYY-MM-DD',
  month: 'YYYY-MM',
  quarter: 'YYYY"Q"Q',
  year: 'YYYY',
}

/**
 * Groups `_g0 …`, measures `_m0 …` with their `_n0 …` (how many values), and for every money measure its currency `_c<column>`.
 * A group whose money is in several currencies gives several rows: amounts are never added across currencies.
 * `limit + 1` groups are read, so that the caller knows of more. Days and months are the company's.
 * Refuses `objects.unknown-field`, `objects.not-groupable`, `objects.bad-filter`.
 */
export function aggregateQuery(asked: AggregateAsked): AggregateQuery {
  if (asked.groupBy.length > MOST_PARTS || asked.measures.length > MOST_PARTS) {
    throw badQuery({ parameter: 'groupBy', value: `${asked.groupBy.length}` })
  }
  const tally = tallyFor(asked)
  const limit = Math.min(Math.max(asked.limit ?? MOST_GROUPS, 1), MOST_GROUPS)
  const groups = asked.groupBy.map((group) => groupOf(asked, group))
  const measures = asked.measures.map((measure) => planned(asked, measure))
  const currencies = [...new Set(measures.flatMap(({ currency }) => (currency ? [currency] : [])))]
  const rows = [
    tally ? sql`${ident(`${ROW}.n`)} as _rows` : sql`1 as _rows`,
    ...groups.map((group, i) => sql`${group.sql} as ${ident(`_g${i}`)}`),
    ...currencies.map((name) => sql`${ident(`${ROW}.${name}`)} as ${ident(`_c${name}`)}`),
    ...measures.flatMap((measure, i) => askedValue(measure, i)),
  ]
  const by = groups.map((_, i) => raw(`_g${i}`))
  const keys = [...by, ...currencies.map((name) => ident(`_c${name}`))]
  const columns = [
    ...keys,
    ...measures.flatMap((measure, i) => measured(measure, i, tally !== undefined)),
    sql`dense_rank() over (${listed('order by', by)}) as _rank`,
  ]
  const query = sql`select * from (
select ${joined(columns, ', ')} from (
select ${joined(rows, ', ')}
from ${tally ? raw(tally.view) : ident(asked.object.table)} ${ident(ROW)}
where ${tally ? raw('true') : rowsWhere(asked)}) rows ${listed('group by', keys)}${raw(tally ? ' having sum(_rows) <> 0' : '')}) grouped
where _rank <= ${limit + 1} order by _rank`
  return { query, limit, measures, targets: groups.map((group) => group.target) }
}

/** What is counted beforehand, where it answers: the viewer sees all, nothing is filtered, and it holds every column asked for. */
function tallyFor(asked: AggregateAsked): ObjectDefinition['tally'] {
  const { object, viewer, registry, groupBy, measures } = asked
  const { tally } = object
  if (!tally || asked.filter?.trim() || asked.search?.trim() || !seesAll(viewer, object, registry))
    return undefined
  const columnOf = (name: string) => object.fields.find((each) => each.name === name)?.column ?? ''
  const isKept =
    groupBy.every(
      ({ field, bucket }) => !bucket && tally.columns.includes(columnOf(field.split('.')[0] ?? '')),
    ) &&
    measures.every(
      ({ op, field }) => op === 'count' || (op === 'sum' && tally.money.includes(columnOf(field ?? ''))),
    )
  return isKept ? tally : undefined
}

function listed(clause: 'order by' | 'group by', parts: readonly Fragment[]): Fragment {
  return parts.length === 0 ? raw('') : sql`${raw(clause)} ${joined(parts, ', ')}`
}

function groupOf(
  asked: Asked,
  { field: path, bucket }: GroupBy,
): { sql: Fragment; target: string | undefined } {
  const [name = '', inner] = path.split('.')
  const field = askedField(asked, name)
  if (inner === undefined) return { sql: grouped(asked, field, ROW, bucket), target: targetOf(field) }
  const { registry, viewer } = asked
  const target = registry.objects.get(targetOf(field) ?? '')
  const there = target && maySee(viewer, target) ? fieldOf(target, inner) : undefined
  if (!target || !there || fieldRight(viewer, target, there) === 'hidden') {
    throw unknownField({ object: asked.object.name, field: path.slice(0, 100) })
  }
  const other = `${ROW}_${field.column}`
  const value = grouped(asked, there, other, bucket)
  const id = ident(`${ROW}.${field.column}`)
  return { sql: referenced(target, other, id, value, throughFor(viewer, registry)), target: targetOf(there) }
}

function grouped(
  { registry }: Asked,
  field: FieldDefinition,
  alias: string,
  bucket: Bucket | undefined,
): Fragment {
  const kind = kindOf(field)
  const is = kind.kind(field)
  const value = kind.expression(field, alias)
  if (!bucket) {
    if (is === undefined || is === 'texts' || field.type === 'money' || field.type === 'long-text') {
      throw notGroupable({ field: field.name, op: 'group' })
    }
    return is === 'day' ? sql`${value}::text` : value
  }
  const pattern = raw(`'${PATTERNS[bucket]}'`)
  if (is === 'day') return sql`to_char(${value}, ${pattern})`
  if (is !== 'instant') throw notGroupable({ field: field.name, op: bucket })
  return sql`to_char(${value} at time zone ${registry.company.timeZone}::text, ${pattern})`
}

function planned(asked: Asked, { op, field: name }: Measure): PlannedMeasure {
  if (op === 'count') return { op }
  const field = askedField(asked, name ?? '')
  const is = kindOf(field).kind(field)
  const calculable = is === 'number' || ((is === 'day' || is === 'instant') && (op === 'min' || op === 'max'))
  if (!calculable || field.type === 'auto-number') throw notGroupable({ field: field.name, op })
  return field.type === 'money' ? { op, field, currency: currencyColumn(field) } : { op, field }
}

function askedValue({ field, currency }: PlannedMeasure, i: number): Fragment[] {
  if (!field) return []
  const value = currency ? ident(`${ROW}.${field.column}`) : kindOf(field).expression(field, ROW)
  return [sql`${value} as ${ident(`_v${i}`)}`]
}

/**
 * Averages are read as sums with their number of values, so that rows of one group can be put together. What is counted beforehand
 * comes with its number of rows, and its sum is of those whose currency is there.
 */
function measured({ op, field, currency }: PlannedMeasure, i: number, isTally: boolean): Fragment[] {
  if (!field) return [raw(`sum(_rows)::int as _m${i}`)]
  const valued = isTally ? `sum(_rows) filter (where _c${currency} is not null)` : `count(_v${i})`
  return [
    raw(`${op === 'avg' ? 'sum' : op}(_v${i})${currency ? '::text' : ''} as _m${i}`),
    raw(`${valued}::int as _n${i}`),
  ]
}
