import type { Fit, Ground, Person, Rule } from './model.ts'

/** The mean counts as much as so many closed opportunities: few of one's own say little. */
export const PRIOR = 20

type Factors = ReadonlyMap<string, Required<Pick<Fit, 'won' | 'closed' | 'rate' | 'factor'>>>

/**
 * By how much each person's weight is raised or lowered for what they won: their rate, shrunken towards the mean of all by a beta
 * prior of `PRIOR` opportunities, over that mean, within the rule's bounds; 1 below `atLeast` closed ones.
 */
export function conversionFactors(
  { conversion }: Rule,
  people: readonly Person[],
): { conversion: Ground['conversion'] | undefined; factors: Factors | undefined } {
  if (!conversion) return { conversion: undefined, factors: undefined }
  const { of, ...stated } = conversion
  let won = 0
  let closed = 0
  for (const one of of.values()) {
    won += one.won
    closed += one.closed
  }
  const mean = closed > 0 ? won / closed : 0
  const factors = people.map(({ id }) => {
    const own = of.get(id) ?? { won: 0, closed: 0 }
    const rate = (own.won + PRIOR * mean) / (own.closed + PRIOR)
    const isPlain = own.closed < stated.atLeast || mean === 0
    const factor = isPlain ? 1 : Math.min(stated.most, Math.max(stated.least, rate / mean))
    return [id, { won: own.won, closed: own.closed, rate: short(rate), factor: short(factor) }] as const
  })
  return { conversion: { ...stated, mean: short(mean), prior: PRIOR }, factors: new Map(factors) }
}

/** Four digits say enough, and are what is kept. */
function short(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
