import { decimalFrom } from '../../kernel/money.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { type AggregateAsked, aggregateQuery, type PlannedMeasure } from '../query/aggregate.ts'
import { titlesOf } from './titles.ts'

type Row = Record<string, unknown>
type MoneyValue = { amount: string; currency: string }
/** `by` stands in the order of `groupBy` (references as `{ id, title }`), `values` in the order of `measures`. */
export type Group = { by: unknown[]; values: (number | string | null | MoneyValue[])[] }
type Sum = {
  value: number | string | null
  count: number
  byCurrency: Map<string, { minor: bigint; count: number }>
}

/**
 * The asked rows in groups. Money comes as a list, exact, one amount a currency and never added across them; `more` says that
 * groups beyond the limit were left out. One query, and one for each object the groups point to.
 */
export async function aggregateRecords(
  db: Queryable,
  asked: AggregateAsked,
): Promise<{ groups: Group[]; more: boolean }> {
  const { query, limit, measures, targets } = aggregateQuery(asked)
  const rows = await run<Row>(db, query)
  const groups = new Map<number, { by: unknown[]; sums: Sum[] }>()
  for (const row of rows) {
    const rank = Number(row['_rank'])
    if (rank > limit) continue
    const by = targets.map((_, i) => row[`_g${i}`] ?? null)
    const group = groups.get(rank) ?? { by, sums: measures.map(emptySum) }
    for (const [i, measure] of measures.entries()) addTo(group.sums[i], measure, row, i)
    groups.set(rank, group)
  }
  const found = [...groups.values()].map(({ by, sums }) => ({
    by,
    values: measures.map((measure, i) => measureValue(measure, sums[i] ?? emptySum())),
  }))
  if (found.length === 0 && targets.length === 0)
    found.push({ by: [], values: measures.map((m) => measureValue(m, emptySum())) })
  await nameGroups(db, asked, targets, found)
  return { groups: found, more: rows.some((row) => Number(row['_rank']) > limit) }
}

function emptySum(): Sum {
  return { value: null, count: 0, byCurrency: new Map() }
}

function addTo(sum: Sum | undefined, measure: PlannedMeasure, row: Row, i: number): void {
  if (!sum) return
  const value = row[`_m${i}`]
  const count = Number(row[`_n${i}`] ?? 0)
  if (measure.currency) {
    const currency = row[`_c${measure.currency}`]
    if (typeof currency !== 'string' || typeof value !== 'string') return
    const before = sum.byCurrency.get(currency)
    sum.byCurrency.set(
      currency,
      before ? together(measure, before, BigInt(value), count) : { minor: BigInt(value), count },
    )
    return
  }
  if (value === null || value === undefined) return
  const next = typeof value === 'number' ? value : String(value)
  sum.count += count
  if (sum.value === null) sum.value = next
  else if (measure.op === 'min' || measure.op === 'max') sum.value = extreme(measure.op, sum.value, next)
  else sum.value = Number(sum.value) + Number(next)
}

/** Numbers by size; days and instants, which sort as text, by time. */
function extreme<T extends number | string>(op: 'min' | 'max', a: T, b: T): T {
  return a < b === (op === 'min') ? a : b
}

function together(
  { op }: PlannedMeasure,
  before: { minor: bigint; count: number },
  minor: bigint,
  count: number,
) {
  const both = before.count + count
  if (op === 'min') return { minor: minor < before.minor ? minor : before.minor, count: both }
  if (op === 'max') return { minor: minor > before.minor ? minor : before.minor, count: both }
  return { minor: before.minor + minor, count: both }
}

function measureValue({ op, currency }: PlannedMeasure, sum: Sum): Group['values'][number] {
  if (currency) {
    return [...sum.byCurrency]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { minor, count }]) => ({
        amount: decimalFrom(op === 'avg' ? divided(minor, BigInt(count)) : minor, code),
        currency: code,
      }))
  }
  if (op === 'count') return Number(sum.value ?? 0)
  if (op === 'avg') return sum.count > 0 ? Number(sum.value) / sum.count : null
  return sum.value
}

/** Half away from zero, the way people round money. */
function divided(minor: bigint, count: bigint): bigint {
  const half = count / 2n
  return minor < 0n ? -((-minor + half) / count) : (minor + half) / count
}

async function nameGroups(
  db: Queryable,
  asked: AggregateAsked,
  targets: readonly (string | undefined)[],
  groups: readonly Group[],
): Promise<void> {
  for (const [i, target] of targets.entries()) {
    if (!target) continue
    const ids = groups.flatMap(({ by }) => (typeof by[i] === 'string' ? [by[i]] : []))
    const titles = await titlesOf(db, asked, target, ids)
    for (const { by } of groups) {
      const id = by[i]
      if (typeof id === 'string') by[i] = { id, title: titles.get(id) ?? null }
    }
  }
}
