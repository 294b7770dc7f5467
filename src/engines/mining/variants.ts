import { wilson } from '../statistics/index.ts'
import type { Course } from './course.ts'
import { Kept, Sample, type Summary } from './sample.ts'

export type VariantBy = 'stage' | 'function'

export type Variant = {
  /** What its opportunities are found by. */
  mark: string
  steps: { key: string; functions: string[] }[]
  cases: number
  /** Of all, and together with the more frequent ones. */
  share: number
  covered: number
  won: number
  lost: number
  /** Of those won or lost; the interval is Wilson's, 95 %. */
  winRate: { value: number; low: number; high: number } | null
  /** Days by the clock from opening to closing, of those closed. */
  days: Summary
}

const MS_PER_DAY = 86_400_000

/** The different ways opportunities went, most frequent first; of equals whichever was seen first. */
export class VariantMiner {
  readonly #by: VariantBy
  readonly #found = new Kept((mark) => ({
    mark,
    steps: [] as Variant['steps'],
    cases: 0,
    won: 0,
    lost: 0,
    days: new Sample(),
  }))
  #cases = 0

  constructor(by: VariantBy) {
    this.#by = by
  }

  add(course: Course): void {
    const { outcome, openedAt, closedAt } = course.history
    const variant = this.#found.of(variantMark(course, this.#by))
    if (variant.cases === 0) variant.steps = stepsOf(course, this.#by)
    this.#cases++
    variant.cases++
    if (outcome === 'won') variant.won++
    if (outcome === 'lost') variant.lost++
    if (outcome && closedAt !== null) variant.days.add((closedAt - openedAt) / MS_PER_DAY)
  }

  result(limit: number): { all: number; different: number; variants: Variant[] } {
    let covered = 0
    const ordered = [...this.#found.values()].sort((a, b) => b.cases - a.cases).slice(0, limit)
    const variants = ordered.map(({ days, ...one }) => {
      covered += one.cases
      const interval = wilson(one.won, one.won + one.lost)
      const winRate = interval && { value: one.won / (one.won + one.lost), ...interval }
      return {
        ...one,
        share: one.cases / this.#cases,
        covered: covered / this.#cases,
        winRate,
        days: days.summary(),
      }
    })
    return { all: this.#cases, different: this.#found.size, variants }
  }
}

function stepsOf({ steps }: Course, by: VariantBy): Variant['steps'] {
  return steps.map(({ key, visit }) => {
    const functions = by === 'stage' ? [] : (visit?.turns ?? []).map((turn) => turn.function ?? '-')
    return { key, functions: functions.filter((one, i) => one !== functions[i - 1]) }
  })
}

/** The variant an opportunity is of: its steps, and by function who held each of them. */
export function variantMark(course: Course, by: VariantBy): string {
  const steps = stepsOf(course, by)
  return `variant:${by}:${steps.map(({ key, functions }) => [key, ...functions].join('.')).join('>')}`
}
