import { decimalFrom } from '../../../kernel/money.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Scope } from '../rules/scope.ts'
import type { Actual } from '../store/actuals.ts'
import { products } from '../store/targets.ts'
import type { Line } from './lines.ts'

export type Counted = {
  actual: bigint
  n: number
  isConverted: boolean
  apart: { amount: string; currency: string }[]
}

/** What came of each line: of a person or product its own, of a whole what those in it come to; of one month where it is named. */
export async function countedBy(
  db: Queryable,
  scope: Scope,
  rows: readonly Actual[],
  currency: string | null,
): Promise<(line: Pick<Line, 'subject' | 'key'>, month?: string) => Counted> {
  const byKey = Map.groupBy(rows, ({ key }) => key)
  const all = await products(db)
  const keysOf = ({ subject, key }: Pick<Line, 'subject' | 'key'>): (string | null)[] | undefined => {
    if (subject === 'person' || subject === 'product') return [key]
    if (subject === 'department') return scope.membersOf(key).map(({ id }) => id)
    if (subject === 'series') return all.filter(({ series }) => series === key).map(({ id }) => id)
    return undefined // the company: everything
  }
  return (line, month) => {
    const keys = keysOf(line)
    const some = keys ? keys.flatMap((key) => byKey.get(key) ?? []) : rows
    return summed(month ? some.filter((row) => row.month === month) : some, currency)
  }
}

/** Exact; another currency counts where a rate of its day is known, and stands apart where none is. */
function summed(rows: readonly Actual[], currency: string | null): Counted {
  let actual = 0n
  let n = 0
  let isConverted = false
  const apart = new Map<string, bigint>()
  for (const row of rows) {
    n += row.n
    if (currency === null) actual += BigInt(row.n)
    else if (row.currency === currency) actual += BigInt(row.own)
    else if (row.converted !== null) {
      actual += BigInt(row.converted)
      isConverted = true
    } else if (row.currency !== null)
      apart.set(row.currency, (apart.get(row.currency) ?? 0n) + BigInt(row.own))
  }
  return {
    actual,
    n,
    isConverted,
    apart: [...apart]
      .filter(([, minor]) => minor !== 0n)
      .map(([code, minor]) => ({ amount: decimalFrom(minor, code), currency: code })),
  }
}
