export type Interval = { low: number; high: number }

/** Two-sided 95 %. */
const Z = 1.959963984540054

/** Wilson's score interval for `k` of `n`; null of nothing. Source: E. B. Wilson, JASA 22 (1927). */
export function wilson(k: number, n: number, z = Z): Interval | null {
  if (n <= 0) return null
  const share = k / n
  const square = z * z
  const middle = (share + square / (2 * n)) / (1 + square / n)
  const reach = (z / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n))
  return { low: k === 0 ? 0 : Math.max(0, middle - reach), high: k === n ? 1 : Math.min(1, middle + reach) }
}

/** The 95 % interval of a mean by Student's t, from the sums of values and of their squares; null below two values. */
export function meanInterval(sum: number, sumOfSquares: number, n: number): Interval | null {
  if (n < 2) return null
  const mean = sum / n
  const variance = Math.max(0, (sumOfSquares - sum * mean) / (n - 1))
  const reach = studentT(n - 1) * Math.sqrt(variance / n)
  return { low: mean - reach, high: mean + reach }
}

/**
 * The 95 % interval of a ratio of two sums over the same `n` things, by how far each lies from the ratio (Cochran, Sampling Techniques,
 * 6.3): `s` and `x` the sums, `ss`, `xx`, `sx` those of squares and products. Null below two, or over nothing.
 */
export function ratioInterval(sums: {
  n: number
  s: number
  x: number
  ss: number
  xx: number
  sx: number
}): Interval | null {
  const { n, s, x, ss, xx, sx } = sums
  if (n < 2 || x === 0) return null
  const ratio = s / x
  const variance = Math.max(0, ss - 2 * ratio * sx + ratio * ratio * xx) / (n - 1)
  const reach = (studentT(n - 1) * Math.sqrt(variance * n)) / Math.abs(x)
  return { low: ratio - reach, high: ratio + reach }
}

/** The first thirty, exactly to three places; beyond, by Cornish and Fisher's expansion, which is closer than that. */
const FIRST = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** Student's t, two-sided 95 %, by degrees of freedom. */
function studentT(freedom: number): number {
  const known = FIRST[freedom - 1]
  if (known !== undefined) return known
  return Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2)
}

/** The mean of values; 0 of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)
}
