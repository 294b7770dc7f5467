import { decimalFrom, minorFrom } from '../../kernel/money.ts'
import type { TrialRow } from './contract.ts'

export type Money = { amount: string; currency: string }
export type PersonShare = {
  person: { id: string; name: string }
  count: number
  /** Of all rows, 0 to 1. */
  share: number
  /** One sum a currency. */
  value: Money[]
}
export type RuleCount = { position: number | null; count: number }

/** What each person would get, most first; equal ones in the order they came. */
export function sharesOf(rows: readonly TrialRow[]): PersonShare[] {
  const groups = [...Map.groupBy(rows, ({ person }) => person.id).values()]
  return groups
    .map((mine) => ({
      person: mine[0]?.person ?? { id: '', name: '' },
      count: mine.length,
      share: mine.length / rows.length,
      value: sumsOf(mine.flatMap(({ amount }) => amount ?? [])),
    }))
    .sort((a, b) => b.count - a.count)
}

/** How many rows each rule decided, by its place; last those that no rule found anybody for. */
export function countsOf(rows: readonly TrialRow[]): RuleCount[] {
  const groups = Map.groupBy(rows, (row) => placeOf(row))
  return [...groups]
    .map(([position, list]) => ({ position, count: list.length }))
    .sort((a, b) => (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER))
}

/** Rows nobody was found for come first; the rest as in the file. */
export function nobodyFirst(rows: readonly TrialRow[]): TrialRow[] {
  return rows.toSorted((a, b) => Number(a.via === 'rule') - Number(b.via === 'rule') || a.line - b.line)
}

/** The place of the rule that decided; null where none found anybody. */
export function placeOf({ via, rule }: Pick<TrialRow, 'via' | 'rule'>): number | null {
  return via === 'rule' ? (rule?.position ?? null) : null
}

function sumsOf(amounts: readonly Money[]): Money[] {
  return [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, list]) => ({
    currency,
    amount: decimalFrom(
      list.reduce((sum, one) => sum + (minorFrom(one.amount, currency) ?? 0n), 0n),
      currency,
    ),
  }))
}
