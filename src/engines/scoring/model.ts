import { fitted, type Pattern, sigmoid } from './logistic.ts'

/** What was known of an opportunity at a moment, each as one of a few levels: `{ stage: 'quote', age: '8-14' }`. */
export type Levels = Readonly<Record<string, string>>

/** A moment in the life of an opportunity that has ended since. Those of one opportunity weigh one together. */
export type Sample = { id: string; at: number; closedAt: number; won: boolean; levels: Levels }

export type Effect = {
  /** Log odds, drawn towards nought. */
  effect: number
  /** Opportunities it was learnt from. */
  n: number
}
export type Model = {
  intercept: number
  /** By what is looked at, then by its level; a level that is not there has no effect. */
  effects: Readonly<Record<string, Readonly<Record<string, Effect>>>>
  /** The effect of each on the average opportunity: pushes are told against it. */
  usual: Readonly<Record<string, number>>
  ridge: number
}

export type Push = { what: string; level: string; push: number }
export type Predicted = {
  probability: number
  /** Every push up or down against the average opportunity in log odds, the largest first. */
  pushes: Push[]
}

/** A level seen at fewer opportunities than this says nothing of its own. */
export const LEAST_SEEN = 10

/**
 * The model of these samples. The order of samples is of no consequence: the same samples give the same model to the last bit.
 */
export function learnt(samples: readonly Sample[], ridge: number): Model {
  const ordered = samples.toSorted((a, b) => (a.id === b.id ? a.at - b.at : a.id < b.id ? -1 : 1))
  const seen = seenLevels(ordered)
  const columns = columnsOf(seen)
  const weights = weightsOf(ordered)
  const patterns = new Map<string, { on: number[]; won: number; all: number }>()
  for (const { id, won, levels } of ordered) {
    const on = onOf(levels, columns)
    const key = on.join(',')
    const pattern = patterns.get(key) ?? { on, won: 0, all: 0 }
    const weight = weights.get(id) ?? 0
    pattern.all += weight
    if (won) pattern.won += weight
    patterns.set(key, pattern)
  }
  const all: Pattern[] = [...patterns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, pattern]) => pattern)
  const { intercept, effects } = fitted(all, columns.size, ridge)
  const shaped: Record<string, Record<string, Effect>> = {}
  for (const [key, column] of columns) {
    const [what = '', level = ''] = key.split(BETWEEN)
    const of = shaped[what] ?? {}
    of[level] = { effect: effects[column] ?? 0, n: seen.get(key)?.size ?? 0 }
    shaped[what] = of
  }
  return { intercept, effects: shaped, usual: usualOf(shaped, ordered, weights), ridge }
}

/** How likely it is won, and what pushes it there. */
export function predicted(model: Model, levels: Levels): Predicted {
  let z = model.intercept
  const pushes: Push[] = []
  for (const what of Object.keys(model.effects)) {
    const level = levels[what] ?? ''
    const effect = effectOf(model, what, level)
    z += effect
    pushes.push({ what, level, push: effect - (model.usual[what] ?? 0) })
  }
  pushes.sort((a, b) => Math.abs(b.push) - Math.abs(a.push) || (a.what < b.what ? -1 : 1))
  return { probability: sigmoid(z), pushes }
}

function effectOf(model: Model, what: string, level: string): number {
  const of = model.effects[what]
  return of && Object.hasOwn(of, level) ? (of[level]?.effect ?? 0) : 0
}

const BETWEEN = '\u0000'

function seenLevels(samples: readonly Sample[]): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>()
  for (const { id, levels } of samples) {
    for (const [what, level] of Object.entries(levels)) {
      const key = `${what}${BETWEEN}${level}`
      const ids = seen.get(key) ?? new Set()
      ids.add(id)
      seen.set(key, ids)
    }
  }
  return seen
}

/** One column a level that was seen often enough, of what has more than one of them. */
function columnsOf(seen: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  const often = [...seen].filter(([, ids]) => ids.size >= LEAST_SEEN).map(([key]) => key)
  const ofWhat = Map.groupBy([...seen.keys()], (key) => key.split(BETWEEN)[0])
  const kept = often.filter((key) => (ofWhat.get(key.split(BETWEEN)[0])?.length ?? 0) > 1).sort()
  return new Map(kept.map((key, column) => [key, column]))
}

function weightsOf(samples: readonly Sample[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { id } of samples) counts.set(id, (counts.get(id) ?? 0) + 1)
  return new Map([...counts].map(([id, count]) => [id, 1 / count]))
}

function onOf(levels: Levels, columns: ReadonlyMap<string, number>): number[] {
  const on: number[] = []
  for (const [what, level] of Object.entries(levels)) {
    const column = columns.get(`${what}${BETWEEN}${level}`)
    if (column !== undefined) on.push(column)
  }
  return on.sort((a, b) => a - b)
}

function usualOf(
  effects: Model['effects'],
  samples: readonly Sample[],
  weights: ReadonlyMap<string, number>,
): Record<string, number> {
  const sums: Record<string, number> = {}
  let total = 0
  for (const { id, levels } of samples) {
    const weight = weights.get(id) ?? 0
    total += weight
    for (const [what, of] of Object.entries(effects)) {
      const level = levels[what] ?? ''
      const effect = Object.hasOwn(of, level) ? (of[level]?.effect ?? 0) : 0
      sums[what] = (sums[what] ?? 0) + weight * effect
    }
  }
  return Object.fromEntries(Object.entries(sums).map(([what, sum]) => [what, total > 0 ? sum / total : 0]))
}
