import type { Candidate } from './model.ts'

/**
 * How much of `count` pieces of work each candidate should get so that all end up equally loaded for their weight: water poured into
 * vessels that are already filled to their load and close at their limit. Shares sum up to `count`, or to what the limits leave.
 */
export function fairShares(candidates: readonly Candidate[], count: number): Map<string, number> {
  const room = candidates.map(roomOf)
  const total = room.reduce((sum, one) => sum + one, 0)
  if (total <= count) return new Map(candidates.map(({ id }, i) => [id, room[i] ?? 0]))
  const at = (level: number) =>
    candidates.map(({ weight, open }, i) => Math.min(room[i] ?? 0, Math.max(0, level * weight - open)))
  let low = 0
  let high = Math.max(1, ...candidates.map(({ weight, open }) => (open + count) / weight))
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2
    const poured = at(middle).reduce((sum, one) => sum + one, 0)
    if (poured < count) low = middle
    else high = middle
  }
  const shares = at(high)
  return new Map(candidates.map(({ id }, i) => [id, shares[i] ?? 0]))
}

const STEPS = 60 // halves until the level is exact to a double

/** How many more a candidate may hold. */
export function roomOf({ openCap, open }: Pick<Candidate, 'openCap' | 'open'>): number {
  return openCap === null ? Number.POSITIVE_INFINITY : Math.max(0, openCap - open)
}
