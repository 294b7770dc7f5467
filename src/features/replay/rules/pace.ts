import type { Case, Pace } from '../../../engines/replay/index.ts'

const PRIOR = 10 // everybody's pace counts as so many of one's own

/** How people's times compare, by logarithms: means of each, shrunken towards the mean of all. */
export class Paces {
  private readonly own = new Map<string, { sum: number; n: number }>()
  private readonly kinds = new Map<string, { sum: number; n: number }>()
  private readonly noted: { person: string; kind: string; value: number }[] = []

  /** Somebody took so long over something of a kind. */
  note(person: string, kind: string, length: number): void {
    if (!(length > 0) || length === Number.POSITIVE_INFINITY) return
    const value = Math.log(length)
    add(this.kinds, kind, value)
    this.noted.push({ person, kind, value })
  }

  /** By how much longer one takes than another; 1 where nothing is known of either. */
  ratios(idOf: (place: number) => string): Pace {
    for (const { person, kind, value } of this.noted)
      add(this.own, person, value - mean(this.kinds.get(kind)))
    this.noted.length = 0
    const shrunken = (place: number) => {
      const { sum, n } = this.own.get(idOf(place)) ?? { sum: 0, n: 0 }
      return sum / (n + PRIOR)
    }
    return (was, would) => Math.exp(shrunken(would) - shrunken(was))
  }
}

/** How long people take until the first contact, and over stages. */
export function pacesOf(cases: readonly Case[]): { answering: Paces; working: Paces } {
  const [answering, working] = [new Paces(), new Paces()]
  for (const { at, stretches, firstContactAt } of cases) {
    const first = stretches[0]
    if (first && firstContactAt !== null) answering.note(first.person, '', firstContactAt - at)
    for (const { person, stage, from, to } of stretches) working.note(person, stage, to - from)
  }
  return { answering, working }
}

function add(of: Map<string, { sum: number; n: number }>, key: string, value: number): void {
  const known = of.get(key) ?? { sum: 0, n: 0 }
  of.set(key, { sum: known.sum + value, n: known.n + 1 })
}

function mean(of: { sum: number; n: number } | undefined): number {
  return of && of.n > 0 ? of.sum / of.n : 0
}
