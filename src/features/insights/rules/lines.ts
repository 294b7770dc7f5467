import type { Dimension } from '../contract.ts'

/** A share, null of nothing. */
export function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

/** The share of those who reached the stage before; null for the first stage. */
export function conversionOf(reached: number, before: number | null): number | null {
  return before === null ? null : rate(reached, before)
}

/** The filter that lists exactly the rows of a group; null where a condition cannot say it. */
export function drillDown(by: Dimension, key: string | null): string | null {
  const field = FIELDS[by]
  if (!field) return key === null ? null : monthFilter(by === 'closed-month' ? 'closedAt' : 'openedAt', key)
  return key === null ? `${field} == null` : `${field} == ${JSON.stringify(key)}`
}

const FIELDS: Partial<Record<Dimension, string>> = {
  holder: 'holder',
  manager: 'holder.manager',
  department: 'holder.department',
  product: 'product',
  series: 'product.series',
  account: 'account',
  source: 'source',
  type: 'type',
}

/** A month's rows lie within it wherever the company is; the edges are a day wide and the report's own key is exact. */
function monthFilter(field: string, month: string): string | null {
  const match = /^(\d{4})-(\d{2})$/.exec(month)
  if (!match) return null
  const year = Number(match[1])
  const next =
    Number(match[2]) === 12 ? `${year + 1}-01` : `${year}-${String(Number(match[2]) + 1).padStart(2, '0')}`
  return `(${field} >= timestamp("${month}-01T00:00:00Z") && ${field} < timestamp("${next}-01T00:00:00Z"))`
}
