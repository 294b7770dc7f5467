import { drawFor } from '../statistics/index.ts'
import { type Levels, learnt, type Model, predicted, type Sample } from './model.ts'

/** How good probabilities were that were told before the outcome was known. */
export type Quality = {
  n: number
  won: number
  /** Mean squared distance; 0 is perfect, less is better. */
  brier: number
  /** Mean surprise in nats; less is better. */
  logLoss: number
  /** How often a won one was given more than a lost one; 0.5 is chance. Null where all ended alike. */
  auc: number | null
}

/** Of those told about the same: how much was foreseen and how much came. */
export type Bin = { foreseen: number; came: number; n: number; won: number }

export type Validation = {
  /** What ended before was learnt from, what was seen from then on was foretold. */
  from: number
  learntFrom: number
  model: Quality
  /** The same for foretelling by nothing but the win rate of its stage. */
  byStage: Quality
  bins: Bin[]
}

export type Trained = {
  model: Model
  won: number
  lost: number
  /** Null where too little was left to foretell. */
  validation: Validation | null
}
export type TooFew = { won: number; lost: number }

/** Fewer won or lost ones than this give no figure. */
export const LEAST_ENDED = 30
const RIDGES = [0.5, 2, 8, 32, 128]
const LEARNT_SHARE = 0.75
const BINS = 8
const CERTAIN = 1e-6

/**
 * Learns from what ended: how strongly effects are drawn towards nought is chosen by foretelling the last quarter of what is learnt
 * from; the model is then tried on what came later still, and learnt once more from everything. Too few ended ones are answered
 * with their numbers and nothing else.
 */
export function trained(samples: readonly Sample[]): Trained | TooFew {
  const { won, lost } = ended(samples)
  if (won < LEAST_ENDED || lost < LEAST_ENDED) return { won, lost }
  const split = splitAt(samples)
  const ridge = ridgeFor(split.before)
  const later = oneEach(split.after)
  const after = ended(later)
  const enough = after.won >= LEAST_ENDED / 2 && after.lost >= LEAST_ENDED / 2
  const before = ended(split.before)
  const validation =
    enough && before.won >= LEAST_ENDED && before.lost >= LEAST_ENDED
      ? validated(split.before, later, ridge, split.from)
      : null
  return { model: learnt(samples, ridge), won, lost, validation }
}

export function isTrained(answer: Trained | TooFew): answer is Trained {
  return 'model' in answer
}

function validated(
  before: readonly Sample[],
  later: readonly Sample[],
  ridge: number,
  from: number,
): Validation {
  const model = learnt(before, ridge)
  const rate = rateByStage(before)
  const told = later.map(({ levels, won }) => ({ p: predicted(model, levels).probability, won }))
  const byStage = later.map(({ levels, won }) => ({ p: rate(levels), won }))
  return {
    from,
    learntFrom: new Set(before.map(({ id }) => id)).size,
    model: qualityOf(told),
    byStage: qualityOf(byStage),
    bins: binsOf(told),
  }
}

type Told = { p: number; won: boolean }

/** Brier, log loss and AUC of what was told. */
export function qualityOf(told: readonly Told[]): Quality {
  const n = told.length
  const won = told.filter((one) => one.won).length
  let brier = 0
  let logLoss = 0
  for (const { p, won: isWon } of told) {
    brier += (p - (isWon ? 1 : 0)) ** 2
    const held = Math.min(1 - CERTAIN, Math.max(CERTAIN, p))
    logLoss -= Math.log(isWon ? held : 1 - held)
  }
  return { n, won, brier: brier / n, logLoss: logLoss / n, auc: aucOf(told) }
}

/** By ranks; equal ones share theirs. */
function aucOf(told: readonly Told[]): number | null {
  const ordered = told.toSorted((a, b) => a.p - b.p)
  const won = ordered.filter((one) => one.won).length
  const lost = ordered.length - won
  if (won === 0 || lost === 0) return null
  let ranks = 0
  for (let i = 0; i < ordered.length; ) {
    let j = i
    while (j < ordered.length && ordered[j]?.p === ordered[i]?.p) j++
    const rank = (i + 1 + j) / 2
    for (let k = i; k < j; k++) if (ordered[k]?.won) ranks += rank
    i = j
  }
  return (ranks - (won * (won + 1)) / 2) / (won * lost)
}

/** As many to a bin as to any other, from the least likely to the likeliest. */
export function binsOf(told: readonly Told[], bins = BINS): Bin[] {
  const ordered = told.toSorted((a, b) => a.p - b.p || Number(a.won) - Number(b.won))
  const answer: Bin[] = []
  for (let i = 0; i < bins; i++) {
    const of = ordered.slice(
      Math.floor((i * ordered.length) / bins),
      Math.floor(((i + 1) * ordered.length) / bins),
    )
    if (of.length === 0) continue
    const won = of.filter((one) => one.won).length
    const foreseen = of.reduce((sum, { p }) => sum + p, 0) / of.length
    answer.push({ foreseen, came: won / of.length, n: of.length, won })
  }
  return answer
}

/** What ended first against what was seen after three quarters had ended. Nothing seen before is foretold. */
function splitAt(samples: readonly Sample[]): { from: number; before: Sample[]; after: Sample[] } {
  const ends = new Map(samples.map(({ id, closedAt }) => [id, closedAt]))
  const ordered = [...ends.values()].sort((a, b) => a - b)
  const from = ordered[Math.floor(ordered.length * LEARNT_SHARE)] ?? 0
  return {
    from,
    before: samples.filter(({ closedAt }) => closedAt < from),
    after: samples.filter(({ at }) => at >= from),
  }
}

function ridgeFor(samples: readonly Sample[]): number {
  const { before, after } = splitAt(samples)
  const later = oneEach(after)
  const known = ended(before)
  const usual = RIDGES[2] ?? 8
  if (later.length < LEAST_ENDED || known.won < LEAST_ENDED / 2 || known.lost < LEAST_ENDED / 2) return usual
  const losses = RIDGES.map((ridge) => {
    const model = learnt(before, ridge)
    const told = later.map(({ levels, won }) => ({ p: predicted(model, levels).probability, won }))
    return { ridge, loss: qualityOf(told).logLoss }
  })
  return losses.reduce((best, one) => (one.loss < best.loss ? one : best)).ridge
}

/** One moment of each opportunity, so that none counts twice: which one depends on nothing but its name. */
function oneEach(samples: readonly Sample[]): Sample[] {
  const each = Map.groupBy(samples, ({ id }) => id)
  return [...each.keys()].sort().flatMap((id) => {
    const of = (each.get(id) ?? []).toSorted((a, b) => a.at - b.at)
    return of[Math.floor(drawFor(0, id) * of.length)] ?? []
  })
}

function ended(samples: readonly Sample[]): { won: number; lost: number } {
  const outcome = new Map(samples.map(({ id, won }) => [id, won]))
  const won = [...outcome.values()].filter(Boolean).length
  return { won, lost: outcome.size - won }
}

const PRIOR = 2 // opportunities of the overall rate each stage starts with

function rateByStage(samples: readonly Sample[]): (levels: Levels) => number {
  const { won, lost } = ended(samples)
  const overall = won / (won + lost)
  const counts = new Map<string, { won: number; all: number }>()
  for (const sample of samples) {
    const key = sample.levels['stage'] ?? ''
    const count = counts.get(key) ?? { won: 0, all: 0 }
    count.all++
    if (sample.won) count.won++
    counts.set(key, count)
  }
  return (levels) => {
    const { won: of, all } = counts.get(levels['stage'] ?? '') ?? { won: 0, all: 0 }
    return (of + PRIOR * overall) / (all + PRIOR)
  }
}
