import { wilson } from '../statistics/index.ts'
import type { Estimate } from './model.ts'

export const Z = 1.959963984540054

/** The chance that a standard normal is at least `z`. Source: Abramowitz and Stegun 26.2.17, to 1e-7. */
export function above(z: number): number {
  if (z < 0) return 1 - above(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return Math.min(1, (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum)
}

/** The chance that of `n` at least `k` happen where each does with `share`. Exact; O(n − k). */
export function atLeast(k: number, n: number, share: number): number {
  if (k <= 0) return 1
  if (share <= 0) return 0
  if (share >= 1) return 1
  let term = Math.exp(logChoose(n, k) + k * Math.log(share) + (n - k) * Math.log1p(-share))
  let sum = 0
  for (let i = k; i <= n && term > sum * 1e-12; i++) {
    sum += term
    term *= ((n - i) / (i + 1)) * (share / (1 - share))
  }
  return Math.min(1, sum)
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}

function logFactorial(n: number): number {
  if (n < 2) return 0
  if (n < 20) {
    let sum = 0
    for (let i = 2; i <= n; i++) sum += Math.log(i)
    return sum
  }
  const m = n + 1
  return (m - 0.5) * Math.log(m) - m + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * m) - 1 / (360 * m ** 3)
}

/**
 * Which of many comparisons hold where at most `share` of those held may be chance.
 * Source: Benjamini and Hochberg, JRSS B 57 (1995).
 */
export function controlled(chances: readonly number[], share: number): boolean[] {
  const order = chances.map((_, i) => i).sort((a, b) => (chances[a] ?? 1) - (chances[b] ?? 1))
  let last = -1
  order.forEach((i, rank) => {
    if ((chances[i] ?? 1) <= (share * (rank + 1)) / chances.length) last = rank
  })
  const held = chances.map(() => false)
  for (const i of order.slice(0, last + 1)) held[i] = true
  return held
}

export type Two = { hits: number; n: number; otherHits: number; others: number }

/**
 * How much more often something happens here than elsewhere, compared within strata only, so that whoever has the hard ones is not
 * blamed for them; null where no stratum has both. Source: Mantel and Haenszel; variance by Sato, Biometrics 45 (1989).
 */
export function difference(strata: Iterable<Two>): (Estimate & { error: number; n: number }) | null {
  let top = 0
  let weights = 0
  let first = 0
  let second = 0
  let count = 0
  for (const { hits, n, otherHits, others } of strata) {
    if (n === 0 || others === 0) continue
    const all = n + others
    const weight = (n * others) / all
    top += weight * (hits / n - otherHits / others)
    weights += weight
    first += (n * n * otherHits - others * others * hits + (n * others * (others - n)) / 2) / (all * all)
    second += (hits * (others - otherHits) + otherHits * (n - hits)) / (2 * all)
    count += n
  }
  if (weights === 0) return null
  const value = top / weights
  const error = Math.sqrt(Math.max(0, value * first + second)) / weights
  return { value, low: value - Z * error, high: value + Z * error, error, n: count }
}

export function shareOf(k: number, n: number): Estimate {
  const interval = wilson(k, n) ?? { low: 0, high: 1 }
  return { value: n > 0 ? k / n : 0, ...interval }
}

/** Something measured: of which stratum, by which person, in logarithms. */
export type Measured = { stratum: string; person: string; log: number }

/** People are different by nature: their means spread by about a quarter, counted as if five had been seen. */
const USUAL_SPREAD = 0.06
const AS_IF = 5

/**
 * How many times as long it takes here as among peers, within strata, in logarithms. A person counts as one draw of people, however
 * much they did: so two slow people are not a slow department by chance. Null where no stratum has both.
 */
export function ratio(
  here: readonly Measured[],
  peers: readonly Measured[],
  spread: number,
): (Estimate & { error: number }) | null {
  const [ours, theirs] = [byStratum(here), byStratum(peers)]
  let top = 0
  let weights = 0
  const parts: { weight: number; ours: readonly Measured[]; theirs: readonly Measured[] }[] = []
  for (const [stratum, mine] of ours) {
    const others = theirs.get(stratum)
    if (!others) continue
    const weight = (mine.length * others.length) / (mine.length + others.length)
    top += weight * (meanOf(mine) - meanOf(others))
    weights += weight
    parts.push({ weight, ours: mine, theirs: others })
  }
  if (weights === 0) return null
  const value = top / weights
  const within = pooled([...here, ...peers])
  const variance =
    spreadOf(
      parts.map(({ weight, ours: list }) => ({ weight: weight / weights, list })),
      spread,
      within,
    ) +
    spreadOf(
      parts.map(({ weight, theirs: list }) => ({ weight: weight / weights, list })),
      spread,
      within,
    )
  const error = Math.sqrt(variance)
  return { value, low: value - Z * error, high: value + Z * error, error }
}

/** What people of one and the same group differ by, beyond what chance makes of few; towards the usual where few were seen. */
export function spreadOfPeople(groups: Iterable<readonly Measured[]>): number {
  let sum = 0
  let freedom = 0
  for (const group of groups) {
    const people = [...Map.groupBy(group, ({ person }) => person).values()].filter(({ length }) => length > 3)
    if (people.length < 2) continue
    const within = pooled(group)
    const means = people.map(meanOf)
    const middle = means.reduce((a, b) => a + b, 0) / means.length
    const between = means.reduce((all, mean) => all + (mean - middle) ** 2, 0) / (means.length - 1)
    const chance = people.reduce((all, list) => all + within / list.length, 0) / people.length
    sum += (people.length - 1) * Math.max(0, between - chance)
    freedom += people.length - 1
  }
  return (sum + AS_IF * USUAL_SPREAD) / (freedom + AS_IF)
}

function spreadOf(
  parts: readonly { weight: number; list: readonly Measured[] }[],
  spread: number,
  within: number,
): number {
  const byPerson = new Map<string, number>()
  let variance = 0
  for (const { weight, list } of parts) {
    variance += (weight * weight * within) / list.length
    for (const { person } of list) byPerson.set(person, (byPerson.get(person) ?? 0) + weight / list.length)
  }
  for (const share of byPerson.values()) variance += share * share * spread
  return variance
}

function byStratum(list: readonly Measured[]): Map<string, Measured[]> {
  return Map.groupBy(list, ({ stratum }) => stratum)
}

function meanOf(list: readonly Measured[]): number {
  return list.reduce((sum, { log }) => sum + log, 0) / list.length
}

/** The variance within persons and strata. */
function pooled(list: readonly Measured[]): number {
  let sum = 0
  let freedom = 0
  for (const own of Map.groupBy(list, ({ person, stratum }) => `${stratum} ${person}`).values()) {
    const mean = meanOf(own)
    for (const { log } of own) sum += (log - mean) ** 2
    freedom += own.length - 1
  }
  return freedom > 0 ? sum / freedom : 1
}
