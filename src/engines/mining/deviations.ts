import { type Interval, wilson } from '../statistics/index.ts'
import type { Course } from './course.ts'
import { Kept } from './sample.ts'

/** What of a version of the plan deviations are seen by. */
export type PlanFacts = {
  stages: ReadonlyMap<string, { accountable: string; kind: string; handOver: 'offered' | 'automatic' }>
  /** Stages in their order; `moves` as `from>to`, null where everything forward and back is allowed. */
  processes: readonly { stages: readonly string[]; moves: ReadonlySet<string> | null }[]
}

export const DEVIATIONS = [
  'move-not-in-plan',
  'stage-skipped',
  'wrong-function',
  'passed-without-offer',
  'limit-missed',
] as const
export type DeviationKind = (typeof DEVIATIONS)[number]

/** `detail`: the stage moved to, the function that held it, or the kind of the limit. */
export type Found = { kind: DeviationKind; stage: string; detail: string }

/** How often it happened, and whether opportunities with it are won as often as those without. */
export type Deviation = Found & {
  mark: string
  cases: number
  share: number
  n: number
  won: number
  lost: number
  winRate: (Interval & { value: number }) | null
  /** Of the opportunities that were at the stage and did not deviate so. */
  otherwise: (Interval & { value: number }) | null
}

/** Where opportunities did not go as their version of the plan says. */
export class DeviationMiner {
  readonly #planOf: (version: string) => PlanFacts | undefined
  readonly #found = new Kept(() => ({
    found: undefined as Found | undefined,
    cases: 0,
    n: 0,
    won: 0,
    lost: 0,
    /** Those of them that were at the stage it is told of. */
    here: { won: 0, lost: 0 },
  }))
  readonly #atStage = new Kept(() => ({ won: 0, lost: 0 }))
  #cases = 0

  constructor(planOf: (version: string) => PlanFacts | undefined) {
    this.#planOf = planOf
  }

  add(course: Course): void {
    this.#cases++
    const { outcome } = course.history
    const stages = new Set(course.turns.map((turn) => turn.stage))
    for (const stage of stages) count(this.#atStage.of(stage), outcome)
    const seen = new Set<string>()
    for (const found of deviationsOf(course, this.#planOf(course.history.planVersion))) {
      const mark = markOf(found)
      const one = this.#found.of(mark)
      one.found = found
      one.n++
      if (seen.has(mark)) continue
      seen.add(mark)
      one.cases++
      count(one, outcome)
      if (stages.has(found.stage)) count(one.here, outcome)
    }
  }

  result(): { all: number; deviations: Deviation[] } {
    const deviations = [...this.#found].flatMap(([mark, { found, here, ...counts }]) => {
      if (!found) return []
      const all = this.#atStage.of(found.stage)
      return [
        {
          ...found,
          ...counts,
          mark,
          share: counts.cases / this.#cases,
          winRate: rate(counts.won, counts.lost),
          otherwise: rate(all.won - here.won, all.lost - here.lost),
        },
      ]
    })
    return { all: this.#cases, deviations: deviations.sort((a, b) => b.cases - a.cases || b.n - a.n) }
  }
}

function count(what: { won: number; lost: number }, outcome: 'won' | 'lost' | null): void {
  if (outcome) what[outcome]++
}

function rate(won: number, lost: number): Deviation['winRate'] {
  const interval = wilson(won, won + lost)
  return interval && { value: won / (won + lost), ...interval }
}

export const markOf = ({ kind, stage, detail }: Found) => `deviation:${kind}:${stage}:${detail}`

/**
 * Every deviation of one opportunity, in order of kind and time. Its process is the one of its version that has most of the stages it went
 * through, of equals the first. What lies in a pool is held by whoever keeps it, whatever their function.
 */
export function deviationsOf(course: Course, plan: PlanFacts | undefined): Found[] {
  if (!plan) return []
  const { turns, visits, history } = course
  const process = processOf(course, plan)
  const found: Found[] = []
  for (const [i, visit] of visits.entries()) {
    const before = visits[i - 1]
    if (!before || before.until < visit.from || !process) continue
    if (process.moves && !process.moves.has(`${before.stage}>${visit.stage}`))
      found.push({ kind: 'move-not-in-plan', stage: before.stage, detail: visit.stage })
    if (!process.moves) found.push(...skipped(process.stages, before.stage, visit.stage, plan))
  }
  for (const [i, turn] of turns.entries()) {
    const stage = plan.stages.get(turn.stage)
    if (!stage || turn.isPooled) continue
    if (turn.function !== stage.accountable)
      found.push({ kind: 'wrong-function', stage: turn.stage, detail: turn.function ?? '' })
    const before = turns[i - 1]
    const isPassed = turn.because === 'passed' && before !== undefined && before.until === turn.from
    if (isPassed && !before.isPooled && before.function !== turn.function && stage.handOver === 'offered')
      found.push({ kind: 'passed-without-offer', stage: turn.stage, detail: turn.function ?? '' })
  }
  for (const { kind, stage, breachedAt } of history.limits)
    if (breachedAt !== null) found.push({ kind: 'limit-missed', stage: stage ?? '', detail: kind })
  return found
}

function processOf({ visits }: Course, { processes }: PlanFacts) {
  const passed = new Set(visits.map(({ stage }) => stage))
  const fits = (stages: readonly string[]) => stages.filter((key) => passed.has(key)).length
  let best: PlanFacts['processes'][number] | undefined
  for (const process of processes) if (!best || fits(process.stages) > fits(best.stages)) best = process
  return best
}

/** Open stages of the process that lie between two, where it went forward over them. */
function skipped(order: readonly string[], from: string, to: string, { stages }: PlanFacts): Found[] {
  const [begin, end] = [order.indexOf(from), order.indexOf(to)]
  if (begin < 0 || end < 0) return []
  return order
    .slice(begin + 1, Math.max(begin + 1, end))
    .filter((key) => stages.get(key)?.kind === 'open')
    .map((stage) => ({ kind: 'stage-skipped', stage, detail: to }))
}
