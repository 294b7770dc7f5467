import { type Interval, meanInterval, ratioInterval, wilson } from '../../../engines/statistics/index.ts'
import { decimalFrom } from '../../../kernel/money.ts'
import type { Measured } from '../contract/query.ts'

/** The sums a figure is made of: `n` how many, `s` sum, `q` sum of squares, `x` what it is over; see each kind. */
export type Sums = Readonly<Record<'n' | 's' | 'q' | 'x' | 'ss' | 'xx' | 'sx', number>>
/** An amount in minor units of one currency. */
export type Amount = { currency: string; n: number; minor: string }
export type FormName =
  | 'count'
  | 'share'
  | 'mean'
  | 'quantile'
  | 'sum'
  | 'ratio'
  | 'part'
  | 'each'
  | 'money'
  | 'money-mean'
  | 'money-quantile'

/** A figure with its interval, from its sums. A figure of nothing is null, not zero; a count of nothing is zero. */
export function measuredFrom(
  form: FormName,
  sums: Sums,
  amounts: readonly Amount[],
  isShare = false,
): Measured {
  const { n, s, q, x } = sums
  switch (form) {
    case 'count':
      return { value: n, n }
    case 'sum':
      return { value: s, n }
    case 'share':
    case 'part':
      return { value: over(s, n), n, ...between(wilson(s, n)) }
    case 'mean':
      return { value: over(s, n), n, ...between(meanInterval(s, q, n)) }
    case 'quantile':
      return { value: n === 0 ? null : s, n }
    case 'each':
      return { value: over(s, n), n }
    case 'ratio':
      return { value: over(s, x), n, ...between(clipped(ratioInterval(sums), isShare)) }
    default:
      return { value: null, n, money: amounts.flatMap((amount) => moneyOf(form, amount)) }
  }
}

function moneyOf(form: FormName, { currency, n, minor }: Amount) {
  if (n === 0) return []
  const whole =
    form === 'money' ? BigInt(minor) : BigInt(Math.round(Number(minor) / (form === 'money-mean' ? n : 1)))
  return [{ amount: decimalFrom(whole, currency), currency }]
}

function over(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function between(interval: Interval | null): { low: number | null; high: number | null } {
  return { low: interval?.low ?? null, high: interval?.high ?? null }
}

function clipped(interval: Interval | null, isShare: boolean): Interval | null {
  if (!interval) return null
  return { low: Math.max(0, interval.low), high: isShare ? Math.min(1, interval.high) : interval.high }
}
