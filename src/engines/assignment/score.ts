import type { Fit, Ground, Outcome } from './model.ts'
import { amongThemselves } from './turns.ts'

export const SAME = 1e-9 // sums of shares differ in the last bits
const NOT_YET = 1e9 // below every score of those who are owed enough

/** What the parts of a fit count. One who holds the customer's others comes before everything else. */
export const FIT_PARTS = { customer: 4, skill: 2, territory: 2, conversion: 1, load: 1 } as const

/** The scores of the eligible (indexes of `ground.fit`) by the ground's strategy, from the terms a decision keeps. */
export function scoresOf(
  ground: Ground,
  { terms, value, batch }: Pick<Outcome, 'terms' | 'value' | 'batch'>,
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number[] {
  switch (ground.strategy) {
    case 'weighted-round-robin':
    case 'conversion-weighted':
      return scoreByCredit(owedIn(ground, terms, weights, eligible), weights, eligible)
    case 'value-fair': {
      const { counted, largest } = value ?? { counted: 1, largest: 1 }
      return scoreByValue(amongThemselves(terms, weights, eligible), weights, eligible, counted, largest)
    }
    case 'best-of-batch': {
      const { scale, customers } = batch ?? { scale: 1, customers: [] }
      return eligible.map((i) => fitScore(ground.fit[i] as Fit, terms[i] ?? 0, scale, customers))
    }
    default:
      return scoreByLoad(terms, weights, eligible)
  }
}

/** What each is owed: of those who are here among themselves, where the turns of the absent are not simply kept. */
export function owedIn(
  { turns, strategy }: Ground,
  terms: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): readonly number[] {
  return turns || strategy === 'value-fair' ? amongThemselves(terms, weights, eligible) : terms
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

/**
 * The same in money: each is owed their share of what this one counts. Of those who would not come further than the largest one above
 * their share by it, it is whoever would be that far below theirs soonest. So nobody is further from their share than the largest.
 */
export function scoreByValue(
  owed: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
  counted: number,
  largest: number,
): number[] {
  const total = totalOf(weights, eligible)
  const most = Math.max(largest, counted) || 1
  return eligible.map((i) => {
    const share = (weights[i] ?? 1) / total
    const due = ((owed[i] ?? 0) + share * counted) / most
    return due >= counted / most - 1 - SAME ? -(1 - due) / share : due - NOT_YET
  })
}

/** The smallest load per weight wins; the score is its negative, so that the highest wins everywhere. */
export function scoreByLoad(
  load: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number[] {
  return eligible.map((i) => -((load[i] ?? 0) / (weights[i] ?? 1)))
}

/** The parts of how well somebody fits with `load` in hand; their sum is the score. */
export function fitParts(
  { personId, weight, skill = 0, depth = 0, factor = 1 }: Fit,
  load: number,
  scale: number,
  customers: readonly string[],
) {
  return {
    customer: customers.includes(personId) ? FIT_PARTS.customer : 0,
    skill: FIT_PARTS.skill * skill,
    territory: FIT_PARTS.territory * depth,
    conversion: FIT_PARTS.conversion * (factor - 1),
    load: -(FIT_PARTS.load * load) / (weight * scale),
  }
}

function fitScore(fit: Fit, load: number, scale: number, customers: readonly string[]): number {
  const { customer, skill, territory, conversion, load: ofLoad } = fitParts(fit, load, scale, customers)
  return customer + skill + territory + conversion + ofLoad
}

function totalOf(weights: ArrayLike<number>, eligible: readonly number[]): number {
  let total = 0
  for (const i of eligible) total += weights[i] ?? 1
  return total
}
