import { chance } from '../../../engines/statistics/index.ts'

export type Band = { expected: number; low: number; high: number }
export type Bet = { p: number; worth: number }

const EXACTLY = 2000 // beyond, the sum of so many is normal to any eye, and exact takes the square of the time
const DRAWS = 4000
const Z90 = 1.6448536269514722

/** How likely each number of wins is, `out[k]`: exact for independent chances (Poisson binomial). O(n²). */
export function countsOf(chances: readonly number[]): number[] {
  let out = [1]
  for (const p of chances) {
    const next = new Array<number>(out.length + 1).fill(0)
    out.forEach((share, k) => {
      next[k] = (next[k] ?? 0) + share * (1 - p)
      next[k + 1] = (next[k + 1] ?? 0) + share * p
    })
    out = next
  }
  return out
}

/** How many are won: what is expected and between what 90 % lie. */
export function countBand(chances: readonly number[]): Band {
  const expected = chances.reduce((sum, p) => sum + p, 0)
  if (chances.length > EXACTLY)
    return normalBand(
      expected,
      chances.reduce((sum, p) => sum + p * (1 - p), 0),
      chances.length,
    )
  const counts = countsOf(chances)
  return { expected, low: quantileOf(counts, 0.05), high: quantileOf(counts, 0.95) }
}

function quantileOf(counts: readonly number[], share: number): number {
  let upTo = 0
  for (const [k, one] of counts.entries()) {
    upTo += one
    if (upTo >= share - 1e-12) return k
  }
  return counts.length - 1
}

/** What is won, in the worth's own unit: expected, and 90 % by drawing it often; the same seed draws the same. */
export function worthBand(bets: readonly Bet[], seed: number): Band {
  const expected = bets.reduce((sum, { p, worth }) => sum + p * worth, 0)
  const most = bets.reduce((sum, { worth }) => sum + worth, 0)
  if (bets.length > EXACTLY)
    return normalBand(
      expected,
      bets.reduce((sum, { p, worth }) => sum + p * (1 - p) * worth * worth, 0),
      most,
    )
  const draw = chance(seed)
  const sums: number[] = []
  for (let i = 0; i < DRAWS; i++) {
    let sum = 0
    for (const { p, worth } of bets) if (draw() < p) sum += worth
    sums.push(sum)
  }
  sums.sort((a, b) => a - b)
  return { expected, low: sums[Math.floor(DRAWS * 0.05)] ?? 0, high: sums[Math.ceil(DRAWS * 0.95) - 1] ?? 0 }
}

function normalBand(expected: number, variance: number, most: number): Band {
  const reach = Z90 * Math.sqrt(variance)
  return { expected, low: Math.max(0, expected - reach), high: Math.min(most, expected + reach) }
}
