/** Who takes turns: columns are by place among all people; `eligible` and `absent` are places with their weights. */
export type Round = {
  credit: Float64Array
  eligible: readonly number[]
  weights: readonly number[]
  /** Those who would take turns were they here, or had they less: empty where their place is simply kept. */
  absent: readonly number[]
  absentWeights: readonly number[]
}

/**
 * Moves the credits on by one opportunity of `size` (1 turn, or an amount) that the winner (a place) got.
 * Keep: only those who are eligible are owed and pay, so that the credit of the others stays and all add up to nothing.
 */
export function keepTurns({ credit, eligible, weights }: Round, winner: number, size: number): void {
  const total = sum(weights)
  eligible.forEach((place, n) => {
    credit[place] = (credit[place] ?? 0) + ((weights[n] ?? 1) / total) * size
  })
  credit[winner] = (credit[winner] ?? 0) - size
}

/**
 * Accrue: the absent are owed their share too, until they are owed `most`; what is over is shared by those who are here. All add up
 * to nothing, and whoever returns makes up for at most `most`.
 */
export function accrueTurns(round: Round, winner: number, size: number, most: number): void {
  const { credit, eligible, weights, absent, absentWeights } = round
  const here = sum(weights)
  const total = here + sum(absentWeights)
  let rest = size
  absent.forEach((place, n) => {
    const owed = credit[place] ?? 0
    const gain = Math.max(0, Math.min(((absentWeights[n] ?? 1) / total) * size, most - owed))
    credit[place] = owed + gain
    rest -= gain
  })
  eligible.forEach((place, n) => {
    credit[place] = (credit[place] ?? 0) + ((weights[n] ?? 1) / here) * rest
  })
  credit[winner] = (credit[winner] ?? 0) - size
}

/**
 * Forgo: those who are here share as if they were all; the credit of the absent goes on as if they had got theirs, and so stays
 * within half of `size` once it was.
 */
export function forgoTurns(round: Round, winner: number, size: number): void {
  const { credit, weights, absent, absentWeights } = round
  keepTurns(round, winner, size)
  if (size <= 0) return
  const here = sum(weights)
  absent.forEach((place, n) => {
    const owed = (credit[place] ?? 0) + ((absentWeights[n] ?? 1) / here) * size
    credit[place] = owed > size / 2 ? owed - Math.ceil(owed / size - 0.5) * size : owed
  })
}

/** What those who are eligible are owed among themselves: credits that others hold are no part of it. They add up to nothing. */
export function amongThemselves(
  owed: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
) {
  let credits = 0
  let total = 0
  for (const i of eligible) {
    credits += owed[i] ?? 0
    total += weights[i] ?? 1
  }
  const own = [...owed]
  for (const i of eligible) own[i] = (owed[i] ?? 0) - (credits * (weights[i] ?? 1)) / total
  return own
}

function sum(of: readonly number[]): number {
  let total = 0
  for (const one of of) total += one
  return total
}
