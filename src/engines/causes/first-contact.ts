import { above, difference, shareOf } from './chances.ts'
import { type Candidate, type Compared, type Evidence, NOWHERE, type Place, SEGMENT_FIELDS } from './model.ts'
import { twoOf } from './returning.ts'
import type { Seen } from './seen.ts'
import { worstFirst } from './slow.ts'

const LEAST = 30 // closed ones on either side
const LARGE = 0.08 // hundredths of the win rate
const MARGIN = 0.02
const STEPS = 4

/**
 * Opportunities lost because nobody called in time: the win rate falls, step by step, with the time to the first contact among
 * opportunities of the same kind. Looked at in all, then in every value of a field.
 */
export function lateFirstContact(seen: readonly Seen[]): Compared {
  const closed = seen.filter(({ won, delay }) => won !== null && delay !== null)
  const parts: Part[] = [{ key: 'all', place: NOWHERE, list: closed }]
  for (const field of SEGMENT_FIELDS) {
    const byValue = Map.groupBy(closed, ({ segments }) => segments[field] ?? '')
    if (byValue.size < 2) continue
    for (const [value, list] of byValue)
      if (value)
        parts.push({
          key: `${field}:${value}`,
          place: { ...NOWHERE, segment: { field, values: [value] } },
          list,
        })
  }
  const found = parts.map(({ key, place, list }) => candidateOf(key, place, list))
  const candidates = found.flatMap((one) => one ?? [])
  return {
    candidates: withoutEchoes(candidates, parts),
    tooFew: found.length - candidates.length,
  }
}

type Part = { key: string; place: Place; list: readonly Seen[] }

/** What is true of one kind of opportunity shows in every group that has some of them: the others must hold without these too. */
function withoutEchoes(candidates: readonly Candidate[], parts: readonly Part[]): Candidate[] {
  const [best] = candidates
    .filter(({ isLarge, place }) => isLarge && place.segment)
    .toSorted((a, b) => a.p - b.p)
  const segment = best?.place.segment
  if (!best || !segment) return [...candidates]
  const isOther = (one: Seen) => !segment.values.includes(one.segments[segment.field] ?? '')
  return candidates.map((one) => {
    if (one.place.segment?.field === segment.field) return one
    const part = parts.find(({ key }) => one.key === `late-first-contact:${key}`)
    const rest = part && candidateOf(part.key, part.place, part.list.filter(isOther))
    return { ...one, p: Math.max(one.p, rest?.p ?? 1), isLarge: one.isLarge && rest?.isLarge === true }
  })
}

function candidateOf(key: string, place: Place, list: readonly Seen[]): Candidate | undefined {
  const delays = list.map(({ delay }) => delay ?? 0).sort((a, b) => a - b)
  const bounds = [1, 2, 3].map((step) => delays[Math.floor((delays.length * step) / STEPS)] ?? 0)
  const stepOf = ({ delay }: Seen) => bounds.filter((bound) => (delay ?? 0) >= bound).length
  const late = list.filter((one) => stepOf(one) >= 2)
  const prompt = list.length - late.length
  if (late.length < LEAST || prompt < LEAST) return undefined
  const found = difference(
    twoOf(
      list,
      (one) => stepOf(one) >= 2,
      ({ won }) => won === false,
    ),
  )
  if (!found) return undefined
  const trend = trendOf(list, stepOf)
  const lost = (share: number) => Math.max(0, share * late.length)
  const [value, low, high] = [lost(found.value), lost(found.low), lost(found.high)]
  const steps = [...Array(STEPS).keys()].map((step) => stepLine(list, stepOf, step))
  return {
    key: `late-first-contact:${key}`,
    kind: 'late-first-contact',
    place,
    effect: { measure: 'difference', value: found.value, low: found.low, high: found.high },
    cost: { opportunities: { value, low, high }, days: null },
    evidence: steps,
    rows: worstFirst(
      new Map(
        late.filter(({ won }) => won === false).map(({ history, delay }) => [history.id, (delay ?? 0) / 60]),
      ),
    ),
    p: Math.max(above(trend), above((found.value - MARGIN) / found.error)),
    isLarge: found.value >= LARGE && falls(steps),
  }
}

/** How sure it is that losses rise with the step within strata. Source: Mantel's extension, JASA 58 (1963). */
function trendOf(list: readonly Seen[], stepOf: (one: Seen) => number): number {
  let top = 0
  let variance = 0
  for (const of of Map.groupBy(list, ({ stratum }) => stratum).values()) {
    const n = of.length
    if (n < 2) continue
    const lost = of.filter(({ won }) => won === false).length
    const mean = of.reduce((sum, one) => sum + stepOf(one), 0) / n
    const square = of.reduce((sum, one) => sum + (stepOf(one) - mean) ** 2, 0)
    top += of.reduce((sum, one) => sum + (one.won === false ? stepOf(one) - mean : 0), 0)
    variance += (square * lost * (n - lost)) / (n * (n - 1))
  }
  return variance > 0 ? top / Math.sqrt(variance) : 0
}

function stepLine(list: readonly Seen[], stepOf: (one: Seen) => number, step: number): Evidence {
  const of = list.filter((one) => stepOf(one) === step)
  return {
    what: 'step',
    step,
    unit: 'share',
    n: of.length,
    ...shareOf(of.filter(({ won }) => won).length, of.length),
  }
}

/** Longer waits, fewer wins: the latest step below the first, and no step much above the one before. */
function falls(steps: readonly Evidence[]): boolean {
  const shares = steps.filter(({ n }) => n > 0).map(({ value }) => value)
  const [first, last] = [shares[0] ?? 0, shares.at(-1) ?? 0]
  return last < first - LARGE && shares.every((share, i) => i === 0 || share <= (shares[i - 1] ?? 1) + 0.06)
}
