import { scaleOf } from './best.ts'
import { customerKeys } from './customers.ts'
import { divide } from './flow.ts'
import type { Arrival, Facts, Fit } from './model.ts'
import type { Decided, Found, Router } from './router.ts'
import { FIT_PARTS, scoresOf } from './score.ts'

type Coming = { facts: Facts; draw: number; arrival?: Arrival }
type Waiting = { i: number; found: Found; draw: number; arrival: Arrival }

/** One beyond somebody's fair share of the batch counts more than any fit can make up for. */
const OVER_SHARE = 50
const NONE: Arrival = {}

/**
 * Decides about what comes together. What a rule divides as a whole waits until the others are decided; then each such rule's are
 * divided so that the sum of their scores is the highest possible, within everybody's limits and fair shares as far as limits allow.
 * What finds nobody any more goes on to the rules after it. O(batch × people²) for each such rule.
 */
export function decideTogether(router: Router, coming: readonly Coming[]): Decided[] {
  const decided: Decided[] = []
  const waiting = new Map<string, Waiting[]>()
  coming.forEach(({ facts, draw, arrival = NONE }, i) => {
    const found = router.find(facts, arrival)
    if (!('one' in found)) decided[i] = router.leave(found, draw, arrival)
    else if (found.one.rule.strategy !== 'best-of-batch') decided[i] = router.settle(found, draw, arrival)
    else {
      const { id } = found.one.rule
      const group = waiting.get(id) ?? []
      group.push({ i, found, draw, arrival })
      waiting.set(id, group)
    }
  })
  const groups = [...waiting.values()].sort((a, b) => (a[0]?.found.place ?? 0) - (b[0]?.found.place ?? 0))
  for (const group of groups) for (const [i, one] of asAWhole(router, group)) decided[i] = one
  return decided
}

/** Customers who are held already come first, then the rest as a whole, then further ones of the customers that came along. */
function asAWhole(router: Router, group: readonly Waiting[]): [number, Decided][] {
  const decided: [number, Decided][] = []
  const whole: Waiting[] = []
  const further: Waiting[] = []
  const seen = new Set<string>()
  for (const one of group) {
    const { rule } = one.found.one
    const sticky = rule.sticky ? router.stickyOf(one.found, one.arrival) : undefined
    const keys = customerKeys(rule.sticky, one.arrival)
    if (sticky && !sticky.why) decided.push([one.i, again(router, one)])
    else if (keys.some((key) => seen.has(key))) further.push(one)
    else {
      whole.push(one)
      for (const key of keys) seen.add(key)
    }
  }
  decided.push(...divided(router, whole))
  for (const one of further) decided.push([one.i, again(router, one)])
  return decided
}

/** Decided by itself, with the loads as they are now. */
function again(router: Router, { found, draw, arrival }: Waiting, after = found.place - 1): Decided {
  const next = router.find(found.facts, arrival, after, found.tried)
  return 'one' in next ? router.settle(next, draw, arrival) : router.leave(next, draw, arrival)
}

function divided(router: Router, group: readonly Waiting[]): [number, Decided][] {
  const [first] = group
  if (!first) return []
  if (group.length === 1) return [[first.i, again(router, first)]]
  const table = tableOf(router, group)
  const receivers = divide({
    opportunities: group.length,
    people: table.people.length,
    cost: table.cost,
    slots: table.slots,
    nth: (p, n) => (table.step[p] ?? 0) * n + (n < (table.fair[p] ?? 0) ? 0 : OVER_SHARE),
  })
  return group.map((one, o): [number, Decided] => {
    const { found, draw, arrival } = one
    const column = receivers[o] ?? -1
    const winner = found.standing.ground.fit.findIndex(({ personId }) => personId === table.people[column])
    if (winner < 0) return [one.i, again(router, one, found.place)]
    const { scale, terms, alone } = table.rows[o] as Row
    const batch = { scale, size: group.length, alone, customers: [] }
    const sticky = found.one.rule.sticky ? router.stickyOf(found, arrival) : undefined
    const more = { draw, tieBreak: null, terms, batch, ...(sticky ? { sticky } : {}) }
    return [one.i, router.given(found, winner, more, undefined, arrival)]
  })
}

type Row = { scale: number; terms: number[]; alone: string }

/** What everything costs before anything of the batch is given: the negative scores, and who would get each alone. */
function tableOf(router: Router, group: readonly Waiting[]) {
  const columns = new Map<string, number>()
  const fits: { fit: Fit; load: number }[] = []
  const slots: number[] = []
  const workload = Math.max(...group.map(({ arrival }) => arrival.workload ?? 1))
  for (const { found } of group) {
    const { fit } = found.standing.ground
    if (fit.every(({ personId }) => columns.has(personId))) continue
    const terms = router.termsOf(found.one, found.standing)
    const room = router.slotsOf(found, workload)
    fit.forEach((one, i) => {
      if (columns.has(one.personId)) return
      columns.set(one.personId, fits.length)
      fits.push({ fit: one, load: terms[i] ?? 0 })
      slots.push(Math.min(room[i] ?? 0, group.length))
    })
  }
  const weights = fits.map(({ fit }) => fit.weight)
  const loads = fits.map(({ load }) => load)
  const everybody = fits.map((_, p) => p)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  // loads grow by the batch itself: measured by what they are when it is divided
  const scale = scaleOf(loads, weights, everybody) + (group.length * workload) / total
  const cost = new Float64Array(group.length * fits.length).fill(Number.POSITIVE_INFINITY)
  const rows = group.map(({ found }, o): Row => {
    const { ground, weights: own } = found.standing
    const terms = router.termsOf(found.one, found.standing)
    const batch = { scale, size: group.length, alone: '', customers: [] }
    const scores = scoresOf(ground, { terms, batch }, own, found.eligible)
    let top = 0
    found.eligible.forEach((i, n) => {
      const column = columns.get(ground.fit[i]?.personId ?? '') ?? 0
      cost[o * fits.length + column] = -(scores[n] ?? 0)
      if ((scores[n] ?? 0) > (scores[top] ?? 0)) top = n
    })
    return { scale, terms, alone: ground.fit[found.eligible[top] ?? 0]?.personId ?? '' }
  })
  const unit = group[0]?.found.one.rule.loadBy === 'units' ? workload : 1
  const step = weights.map((weight) => (FIT_PARTS.load * unit) / (weight * scale))
  return {
    people: [...columns.keys()],
    cost,
    slots,
    step,
    fair: fairShares(weights, slots, group.length),
    rows,
  }
}

/** How many of a batch are somebody's by their weight, rounded up; what is over the limits of some is the others'. */
export function fairShares(weights: readonly number[], slots: readonly number[], batch: number): number[] {
  const full = new Set<number>()
  let left = batch
  for (;;) {
    const open = weights.flatMap((_, p) => (full.has(p) ? [] : [p]))
    const total = open.reduce((sum, p) => sum + (weights[p] ?? 1), 0)
    const over = open.filter((p) => (slots[p] ?? 0) < ((weights[p] ?? 1) / total) * left)
    if (over.length === 0)
      return weights.map((weight, p) =>
        full.has(p) ? (slots[p] ?? 0) : Math.ceil((weight / total) * left - 1e-9),
      )
    for (const p of over) {
      full.add(p)
      left -= slots[p] ?? 0
    }
  }
}
