import { type Chances, chanceOf, learn, type Visit } from './chances.ts'
import { countBand } from './sums.ts'

const DAY = 86_400_000

/** One opportunity as it went: its visits, and what it is worth in the company's currency now. */
export type Case = {
  openedAt: number
  closedAt: number | null
  wonAt: number | null
  worth: number
  visits: Visit[]
}
export type Span = { startsOn: string; from: number; to: number }
export type Said = {
  startsOn: string
  /** How many were open then, and how many of all had been closed by then. */
  open: number
  closed: number
  said: { expected: number; low: number; high: number; worth: number }
  /** Of those open then; and of those that were opened within. */
  came: { won: number; worth: number }
  fresh: { won: number; worth: number }
}
/** Of so many that were said to be won with a chance within bounds, so many were. */
export type Bin = { from: number; to: number; n: number; said: number; came: number }
const BINS = [0, 0.1, 0.25, 0.5, 0.75, 1]

/** What would have been said at the beginning of each period, by what was known then, beside what came. */
export function backtested(cases: readonly Case[], spans: readonly Span[]): { periods: Said[]; bins: Bin[] } {
  const bins = BINS.slice(0, -1).map((from, i) => ({ from, to: BINS[i + 1] ?? 1, n: 0, said: 0, came: 0 }))
  const visits = cases.flatMap((one) => one.visits)
  const periods = spans.map(({ startsOn, from, to }) => {
    const closed = cases.filter(({ closedAt }) => closedAt !== null && closedAt <= from).length
    const chances = learn(visits, from, closed)
    const said = { ps: [] as number[], worth: 0 }
    const came = { won: 0, worth: 0 }
    const fresh = { won: 0, worth: 0 }
    for (const { openedAt, closedAt, wonAt, worth, visits: own } of cases) {
      const isWon = wonAt !== null && wonAt > from && wonAt <= to
      if (openedAt > from) {
        if (isWon) count(fresh, worth)
        continue
      }
      if (closedAt !== null && closedAt <= from) continue
      const p = chanceAt(chances, own, from, to)
      if (p === null) continue
      said.ps.push(p)
      said.worth += p * worth
      if (isWon) count(came, worth)
      const bin = bins.find((one) => p < one.to) ?? bins.at(-1)
      if (bin) {
        bin.n += 1
        bin.said += p
        bin.came += isWon ? 1 : 0
      }
    }
    return {
      startsOn,
      open: said.ps.length,
      closed,
      said: { ...countBand(said.ps), worth: said.worth },
      came,
      fresh,
    }
  })
  return { periods, bins }
}

function count(sum: { won: number; worth: number }, worth: number): void {
  sum.won += 1
  sum.worth += worth
}

function chanceAt(chances: Chances, visits: readonly Visit[], from: number, to: number): number | null {
  const here = visits.find((visit) => visit.from <= from && (visit.to === null || visit.to > from))
  return here ? chanceOf(chances, here.stage, (from - here.from) / DAY, (to - from) / DAY) : null
}
