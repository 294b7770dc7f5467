import { addDays, type Day } from '../../../src/kernel/time.ts'

/** Stretches of time people ask about; `all` is everything. */
export const SPANS = [
  'all',
  'month',
  'last-month',
  'quarter',
  'last-quarter',
  'year',
  'last-year',
  'days-90',
] as const
export type SpanName = (typeof SPANS)[number]

export function isSpan(text: unknown): text is SpanName {
  return SPANS.some((span) => span === text)
}

/** The first and the last day of a span as of `today`; undefined for everything. */
export function daysOfSpan(span: SpanName, today: Day): { from: Day; to: Day } | undefined {
  const [year, month] = today.split('-').map(Number) as [number, number]
  const quarter = Math.floor((month - 1) / 3) * 3
  switch (span) {
    case 'all':
      return undefined
    case 'month':
      return months(year, month - 1, 1)
    case 'last-month':
      return months(year, month - 2, 1)
    case 'quarter':
      return months(year, quarter, 3)
    case 'last-quarter':
      return months(year, quarter - 3, 3)
    case 'year':
      return months(year, 0, 12)
    case 'last-year':
      return months(year - 1, 0, 12)
    case 'days-90':
      return { from: addDays(today, -89), to: today }
  }
}

/** So many months from a month on, which is counted from the January of the year and may lie before it. */
function months(year: number, month: number, count: number): { from: Day; to: Day } {
  const first = (number: number): Day =>
    `${year + Math.floor(number / 12)}-${String((((number % 12) + 12) % 12) + 1).padStart(2, '0')}-01`
  return { from: first(month), to: addDays(first(month + count), -1) }
}
