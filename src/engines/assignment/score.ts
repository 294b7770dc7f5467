export const SAME = 1e-9 // sums of shares differ in the last bits
const NOT_YET = 1e9 // below every score of those who are owed enough

/** What each of the eligible is owed with their share of this turn. */
export function dueOf(
  owed: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number[] {
  const total = totalOf(weights, eligible)
  return eligible.map((i) => (owed[i] ?? 0) + (weights[i] ?? 1) / total)
}

/**
 * Deficit round robin: each eligible person is owed their share of this turn on top of what they are owed already. Of those who
 * are owed enough, the one whose next turn is due soonest comes first; so nobody is ever a whole turn from their share.
 * Source: R. Tijdeman, The chairman assignment problem, 1980.
 */
export function scoreByCredit(
  owed: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number[] {
  const total = totalOf(weights, eligible)
  const least = eligible.length > 1 ? 1 / (2 * eligible.length - 2) : 0
  return eligible.map((i) => {
    const share = (weights[i] ?? 1) / total
    const due = (owed[i] ?? 0) + share
    return due >= least - SAME ? -(1 - least - due) / share : due - NOT_YET
  })
}

/** The smallest load per weight wins; the score is its negative, so that the highest wins everywhere. */
export function scoreByLoad(
  open: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number[] {
  return eligible.map((i) => -((open[i] ?? 0) / (weights[i] ?? 1)))
}

function totalOf(weights: ArrayLike<number>, eligible: readonly number[]): number {
  let total = 0
  for (const i of eligible) total += weights[i] ?? 1
  return total
}
