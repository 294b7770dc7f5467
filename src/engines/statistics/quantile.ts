/**
 * The quantile `share` (0 to 1) of values in rising order, between two neighbours by proportion, as spreadsheets and `percentile_cont`
 * do; null of none.
 */
export function quantile(rising: ArrayLike<number>, share: number): number | null {
  if (rising.length === 0) return null
  const at = Math.min(1, Math.max(0, share)) * (rising.length - 1)
  const below = Math.floor(at)
  const low = rising[below] ?? 0
  const high = rising[Math.min(below + 1, rising.length - 1)] ?? low
  return low + (high - low) * (at - below)
}

/** The mean of the middle two, or the middle one; null of none. */
export function medianOfRising(rising: ArrayLike<number>): number | null {
  return quantile(rising, 0.5)
}
