/**
 * How unevenly something is divided: 0 where all have the same, towards 1 where one has everything (Gini). 0 of nothing.
 *
 * O(n log n).
 */
export function gini(shares: readonly number[]): number {
  const rising = [...shares].sort((a, b) => a - b)
  let sum = 0
  let weighted = 0
  rising.forEach((share, i) => {
    sum += share
    weighted += (i + 1) * share
  })
  if (sum === 0) return 0
  const n = rising.length
  return (2 * weighted) / (n * sum) - (n + 1) / n
}
