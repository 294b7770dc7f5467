/** All of it, in hundredths of a percent. */
export const WHOLE = 10_000
const PERCENT = 100 // hundredths in one; what is proposed is in whole percents

export type Tile = { personId: string; stage: string; from: number; until: number }
export type Held = { stage: string; ms: number; weight: number }
export type Proposed = { personId: string; share: number; held: Held[] }
export type Term = { personId: string; share: number }
export type Answered = Term & { answer: 'agreed' | 'disputed' | null; active: boolean }
export type Part = { personId: string; start: number; end: number; from: number; until: number | null }

/** Percent with two decimals as hundredths: `33.33` → 3333. */
export function shareOf(percent: number): number {
  return Math.round(percent * PERCENT)
}

export function percentOf(share: number): number {
  return share / PERCENT
}

/**
 * How it is split by who held it for how long, a day at a stage counting by its weight: whole percents by largest remainder, together
 * 100; who would get less than one percent gets none. The largest first, then by id. Empty where nobody held it at a stage that counts.
 */
export function proposedOf(tiles: readonly Tile[], weightOf: (stage: string) => number): Proposed[] {
  const people = new Map<string, Map<string, number>>()
  for (const { personId, stage, from, until } of tiles) {
    const stages = people.get(personId) ?? new Map<string, number>()
    people.set(personId, stages)
    if (until > from) stages.set(stage, (stages.get(stage) ?? 0) + until - from)
  }
  const weighed = [...people].map(([personId, stages]) => {
    const held = [...stages].map(([stage, ms]) => ({ stage, ms, weight: weightOf(stage) }))
    return { personId, held, worth: held.reduce((sum, one) => sum + one.ms * one.weight, 0) }
  })
  const whole = weighed.reduce((sum, { worth }) => sum + worth, 0)
  if (whole <= 0) return []
  const counted = weighed.filter(({ worth }) => worth / whole >= 0.01)
  const percents = apportioned(
    counted.map(({ worth }) => worth),
    WHOLE / PERCENT,
  )
  return counted
    .map(({ personId, held }, i) => ({ personId, share: (percents[i] ?? 0) * PERCENT, held }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share || (a.personId < b.personId ? -1 : 1))
}

/** So many pieces cut by worth: whole numbers, together `pieces`, by largest remainder; of equal remainders the earlier one first. */
export function apportioned(worths: readonly number[], pieces: number): number[] {
  const whole = worths.reduce((sum, worth) => sum + worth, 0)
  if (whole <= 0) return worths.map(() => 0)
  const exact = worths.map((worth) => (worth / whole) * pieces)
  const cut = exact.map(Math.floor)
  const left = pieces - cut.reduce((sum, one) => sum + one, 0)
  const byRemainder = exact.map((one, i) => ({ i, rest: one - Math.floor(one) }))
  byRemainder.sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of byRemainder.slice(0, left)) cut[i] = (cut[i] ?? 0) + 1
  return cut
}

/** What all parts come to; `null` where somebody is named twice or gets less than nothing. */
export function sumOf(terms: readonly Term[]): number | null {
  if (new Set(terms.map(({ personId }) => personId)).size !== terms.length) return null
  if (terms.some(({ share }) => share <= 0)) return null
  return terms.reduce((sum, { share }) => sum + share, 0)
}

/** The terms with everybody who would lose what they have, at nothing: they are asked too. */
export function withLosers(terms: readonly Term[], inForce: readonly Term[]): Term[] {
  const named = new Set(terms.map(({ personId }) => personId))
  return [
    ...terms,
    ...inForce.flatMap(({ personId }) => (named.has(personId) ? [] : [{ personId, share: 0 }])),
  ]
}

/** True where somebody who has left would lose of what they have: nobody can agree to that for them, so it is settled. */
export function takesFromLeaver(
  terms: readonly (Term & { active: boolean })[],
  inForce: readonly Term[],
): boolean {
  const before = new Map(inForce.map(({ personId, share }) => [personId, share]))
  return terms.some(({ personId, share, active }) => !active && share < (before.get(personId) ?? 0))
}

/** Disputed as soon as one disputes; agreed when everybody who is still there has agreed. */
export function stateOf(terms: readonly Answered[]): 'proposed' | 'disputed' | 'agreed' {
  if (terms.some(({ answer }) => answer === 'disputed')) return 'disputed'
  return terms.every(({ answer, active }) => answer === 'agreed' || !active) ? 'agreed' : 'proposed'
}

/** Terms as slices of the whole, one after the other in the order of their ids; what gets nothing has none. */
export function slicesOf(terms: readonly Term[]): { personId: string; start: number; end: number }[] {
  const ordered = terms.filter(({ share }) => share > 0).sort((a, b) => (a.personId < b.personId ? -1 : 1))
  let start = 0
  return ordered.map(({ personId, share }) => {
    const slice = { personId, start, end: start + share }
    start = slice.end
    return slice
  })
}

/** What is in force after terms begin at an instant: what ran then ends there, what was to begin later never does. */
export function partsAfter(parts: readonly Part[], terms: readonly Term[], at: number): Part[] {
  const before = parts
    .filter(({ from }) => from < at)
    .map((part) => ({ ...part, until: part.until === null || part.until > at ? at : part.until }))
  return [...before, ...slicesOf(terms).map((slice) => ({ ...slice, from: at, until: null }))]
}

/** An amount cut at the slices: exact, and together the amount. */
export function cut(minor: bigint, { start, end }: { start: number; end: number }): bigint {
  return (minor * BigInt(end)) / BigInt(WHOLE) - (minor * BigInt(start)) / BigInt(WHOLE)
}
