import type { Course } from './course.ts'
import { Kept, Sample, type Summary } from './sample.ts'

export type SpentBy = 'stage' | 'function'
export type Spent = { cases: number; waiting: Summary; worked: Summary }
/** Working minutes an opportunity spent there before it was closed, of those that were there at all. */
export type SpentLine = {
  key: string
  won: Spent
  lost: Spent
  /** Mean waiting of lost ones less that of won ones, where the intervals of both lie apart. */
  longerWhenLost: number | null
}

/** Where the time went in what was lost, against what was won: by stage, or by the function of who held it. What comes after closing does not count. */
export class TimeSpentMiner {
  readonly #by: SpentBy
  readonly #lines = new Kept(() => ({
    won: { waiting: new Sample(), worked: new Sample() },
    lost: { waiting: new Sample(), worked: new Sample() },
  }))

  constructor(by: SpentBy) {
    this.#by = by
  }

  add(course: Course): void {
    const { outcome } = course.history
    if (!outcome) return
    for (const [key, { waiting, working }] of spentOf(course, this.#by)) {
      const line = this.#lines.of(key)[outcome]
      line.waiting.add(waiting)
      line.worked.add(working - waiting)
    }
  }

  result(): SpentLine[] {
    const lines = [...this.#lines].map(([key, { won, lost }]) => {
      const [w, l] = [spent(won), spent(lost)]
      const isApart = l.waiting.low !== null && w.waiting.high !== null && l.waiting.low > w.waiting.high
      return {
        key,
        won: w,
        lost: l,
        longerWhenLost: isApart ? (l.waiting.mean ?? 0) - (w.waiting.mean ?? 0) : null,
      }
    })
    return lines.sort((a, b) => b.won.cases + b.lost.cases - a.won.cases - a.lost.cases)
  }
}

function spent({ waiting, worked }: { waiting: Sample; worked: Sample }): Spent {
  return { cases: waiting.size, waiting: waiting.summary(), worked: worked.summary() }
}

function spentOf({ turns, history }: Course, by: SpentBy): Map<string, { waiting: number; working: number }> {
  const spent = new Map<string, { waiting: number; working: number }>()
  for (const turn of turns) {
    if (history.closedAt !== null && turn.from >= history.closedAt) continue
    const key = by === 'stage' ? turn.stage : (turn.function ?? '')
    const sum = spent.get(key) ?? { waiting: 0, working: 0 }
    spent.set(key, { waiting: sum.waiting + turn.waiting, working: sum.working + turn.working })
  }
  return spent
}

/** `spent:stage:…:lost` and the like, of a closed opportunity. */
export function spentMarksOf(course: Course, by: SpentBy): Set<string> {
  const { outcome } = course.history
  if (!outcome) return new Set()
  return new Set([...spentOf(course, by).keys()].map((key) => `spent:${by}:${key}:${outcome}`))
}
