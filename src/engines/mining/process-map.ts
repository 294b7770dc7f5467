import type { Course, Step, Visit } from './course.ts'
import { Kept, Sample, type Summary } from './sample.ts'

export const START = 'start'

export type MapNode = {
  key: string
  /** How many opportunities came there, and how often. */
  cases: number
  visits: number
  waiting: Summary
  working: Summary
  /** How often it was entered again by an opportunity that had stood there before, and how much working time went there then. */
  again: number
  againCases: number
  againMinutes: number
}

/** From one step to the next; minutes are of the visit that ended with it. */
export type MapArrow = {
  from: string
  to: string
  cases: number
  n: number
  waiting: Summary
  working: Summary
}

/** Somebody else held it at the same stage. */
export type MapPass = {
  stage: string
  fromFunction: string | null
  toFunction: string | null
  cases: number
  n: number
}

export type ProcessMap = { nodes: MapNode[]; arrows: MapArrow[]; passes: MapPass[] }

type Gathered = { cases: number; n: number; waiting: Sample; working: Sample }
const gathered = (): Gathered => ({ cases: 0, n: 0, waiting: new Sample(), working: new Sample() })

/** The process as it went: what followed what, how often, and the time that went by before. */
export class ProcessMapMiner {
  readonly #nodes = new Kept(() => ({ ...gathered(), again: 0, againCases: 0, againMinutes: 0 }))
  readonly #arrows = new Kept(gathered)
  readonly #passes = new Kept(() => ({ cases: 0, n: 0 }))

  add(course: Course): void {
    const { steps } = course
    const seen = new Set<string>()
    const first = <T extends { cases: number }>(what: T, key: string): T => {
      if (!seen.has(key)) what.cases++
      seen.add(key)
      return what
    }
    let before: Step | undefined
    for (const step of steps) {
      const node = this.#nodes.of(step.key)
      node.n++
      if (seen.has(stageMark(step.key)) && step.visit) {
        node.again++
        node.againMinutes += step.visit.working
        if (!seen.has(againMark(step.key))) node.againCases++
        seen.add(againMark(step.key))
      }
      first(node, stageMark(step.key))
      if (step.visit) weighed(node, step.visit)
      const arrow = first(
        this.#arrows.of(pairKey(before?.key ?? START, step.key)),
        arrowMark(before?.key ?? START, step.key),
      )
      arrow.n++
      if (before?.visit) weighed(arrow, before.visit)
      if (step.visit) for (const key of passesIn(step.visit)) first(this.#passes.of(key), passMark(key)).n++
      before = step
    }
  }

  result(): ProcessMap {
    const nodes = [...this.#nodes].map(([key, { n, cases, waiting, working, ...again }]) => ({
      key,
      cases,
      visits: n,
      waiting: waiting.summary(),
      working: working.summary(),
      ...again,
    }))
    const arrows = [...this.#arrows].map(([key, { n, cases, waiting, working }]) => {
      const [from = '', to = ''] = key.split('>')
      return { from, to, cases, n, waiting: waiting.summary(), working: working.summary() }
    })
    const passes = [...this.#passes].map(([key, { n, cases }]) => {
      const [stage = '', from = '', to = ''] = key.split('>')
      return { stage, fromFunction: from || null, toFunction: to || null, cases, n }
    })
    return {
      nodes: nodes.sort((a, b) => b.visits - a.visits),
      arrows: arrows.sort((a, b) => b.n - a.n),
      passes: passes.sort((a, b) => b.n - a.n),
    }
  }
}

function weighed({ waiting, working }: Gathered, visit: Visit): void {
  waiting.add(visit.waiting)
  working.add(visit.working)
}

/** Stage and functions of each change of holder within a visit. */
function passesIn({ stage, turns }: Visit): string[] {
  return turns.flatMap((turn, i) => {
    const before = turns[i - 1]
    return before && before.person !== turn.person
      ? [`${stage}>${before.function ?? ''}>${turn.function ?? ''}`]
      : []
  })
}

const pairKey = (from: string, to: string) => `${from}>${to}`
const stageMark = (key: string) => `stage:${key}`
const againMark = (key: string) => `again:${key}`
const arrowMark = (from: string, to: string) => `arrow:${pairKey(from, to)}`
const passMark = (key: string) => `pass:${key}`

/** What of the map an opportunity is part of: `stage:`, `again:`, `arrow:`, `pass:`. */
export function mapMarksOf({ steps }: Course): Set<string> {
  const marks = new Set<string>()
  let before: Step | undefined
  for (const step of steps) {
    if (step.visit && marks.has(stageMark(step.key))) marks.add(againMark(step.key))
    marks.add(stageMark(step.key))
    marks.add(arrowMark(before?.key ?? START, step.key))
    if (step.visit) for (const key of passesIn(step.visit)) marks.add(passMark(key))
    before = step
  }
  return marks
}
