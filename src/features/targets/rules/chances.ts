import type { History } from '../../../engines/mining/history.ts'

/** Days in a stage at which it is asked how things went on, and days after that in which something was won or not. */
export const AGES = [0, 7, 14, 30, 60, 90, 180, 365] as const
export const HORIZONS = [7, 14, 30, 60, 90, 180, 365] as const
/** How many cases of the whole a stage’s own cases are weighed against, and how many of the stage an age’s. */
const PRIOR = 10
/** Below so many closed ones what history says is little; it is said so. */
export const FEW_CLOSED = 30
const DAY = 86_400_000

/** One opportunity was at a stage, from–to; `to` null while it is. */
export type Visit = { stage: string; from: number; to: number | null; wonAt: number | null }
/** Of `n[age][horizon]` that were there at an age, so many were won within the horizon: `k`. */
type Counts = { n: number[][]; k: number[][] }
/** What a company's history says, learnt at an instant. */
export type Chances = { learntAt: number; closed: number; all: Counts; stages: Record<string, Counts> }

/** The stages an opportunity was at before it was won or lost, one visit for each stretch, whoever held it. */
export function visitsOf({ tiles, outcome, closedAt }: History): Visit[] {
  const wonAt = outcome === 'won' ? closedAt : null
  const visits: Visit[] = []
  for (const { stage, phase, from, to } of tiles) {
    if (phase === 'delivery' || (closedAt !== null && from >= closedAt)) continue
    const end = closedAt !== null && (to === null || to > closedAt) ? closedAt : to
    const last = visits.at(-1)
    if (last && last.stage === stage && last.to === from) last.to = end
    else visits.push({ stage, from, to: end, wonAt })
  }
  return visits
}

/**
 * Learns from what was known at an instant. A case counts where it was at its stage at an age and its horizon is over by then, won, lost
 * or still open: so what is slow is not forgotten.
 */
export function learn(visits: readonly Visit[], at: number, closed: number): Chances {
  const all = noCounts()
  const stages: Record<string, Counts> = {}
  for (const { stage, from, to, wonAt } of visits) {
    if (from >= at) continue
    const counts = stages[stage] ?? noCounts()
    stages[stage] = counts
    AGES.forEach((age, a) => {
      const then = from + age * DAY
      if (then >= at || (to !== null && then >= to)) return
      HORIZONS.forEach((horizon, h) => {
        const end = then + horizon * DAY
        if (end > at) return
        const isWon = wonAt !== null && wonAt <= end
        for (const { n, k } of [counts, all]) {
          add(n, a, h, 1)
          if (isWon) add(k, a, h, 1)
        }
      })
    })
  }
  return { learntAt: at, closed, all, stages }
}

function noCounts(): Counts {
  const grid = () => AGES.map(() => HORIZONS.map(() => 0))
  return { n: grid(), k: grid() }
}

function add(grid: number[][], a: number, h: number, count: number): void {
  const row = grid[a]
  if (row) row[h] = (row[h] ?? 0) + count
}

/**
 * How likely something is won within so many days, by its stage and its days there: its stage's share, drawn towards that of all where
 * there are few cases, and its age's share towards its stage's. Never less for longer. Null where there is no history at all.
 */
export function chanceOf(chances: Chances, stage: string, ageDays: number, days: number): number | null {
  if (days <= 0) return 0
  const a = Math.max(
    0,
    AGES.findLastIndex((age) => age <= ageDays),
  )
  let before = 0
  let beforeDays = 0
  let isKnown = false
  for (let h = 0; h < HORIZONS.length; h++) {
    const horizon = HORIZONS[h] ?? 0
    const found = shareAt(chances, stage, a, h)
    if (found !== null) isKnown = true
    const share = Math.max(before, found ?? before)
    if (days <= horizon) {
      const part = (days - beforeDays) / (horizon - beforeDays)
      return isKnown ? before + (share - before) * part : null
    }
    before = share
    beforeDays = horizon
  }
  return isKnown ? before : null
}

function shareAt({ all, stages }: Chances, stage: string, a: number, h: number): number | null {
  const whole = all.n[0]?.[h] ?? 0
  if (whole === 0) return null
  const base = (all.k[0]?.[h] ?? 0) / whole
  const own = stages[stage]
  if (!own) return base
  const drawn = (k: number, n: number, towards: number) => (k + PRIOR * towards) / (n + PRIOR)
  const ofStage = drawn(own.k[0]?.[h] ?? 0, own.n[0]?.[h] ?? 0, base)
  return a === 0 ? ofStage : drawn(own.k[a]?.[h] ?? 0, own.n[a]?.[h] ?? 0, ofStage)
}
