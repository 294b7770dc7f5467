import { meanOf } from '../statistics/index.ts'
import { above, type Measured, ratio, Z } from './chances.ts'
import { type Candidate, type Compared, DAY_MINUTES, NOWHERE } from './model.ts'
import { totalOf } from './returning.ts'
import { partsOf, type Seen, type Visit } from './seen.ts'
import { worstFirst } from './slow.ts'

const LEAST = 25
const MUCH = 1.5 // times what peers hold
const SLOWER = 1.3 // from the least to the most that they held
const RISES = 1.64 // standard errors by which waits rise with the load
const MARGIN = Math.log(1.1)
const SPREAD = 0.06

type Loaded = Visit & { load: number }

/** People who hold much more than their peers, and answer the later the more they hold. */
export function overload(seen: readonly Seen[]): Compared {
  const loaded = withLoads(seen)
  const byPerson = Map.groupBy(loaded, ({ person }) => person)
  const loads = new Map([...byPerson].map(([person, list]) => [person, meanOf(list.map(({ load }) => load))]))
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [person, list] of byPerson) {
    const group = list[0]?.group ?? '|'
    const fn = group.split('|')[0]
    const peers = [...byPerson].filter(([id, [one]]) => id !== person && one?.group.split('|')[0] === fn)
    if (list.length < LEAST || peers.length < 2) {
      tooFew += 1
      continue
    }
    const usual = meanOf(peers.map(([id]) => loads.get(id) ?? 0))
    const theirs = peers.flatMap(([, one]) => one)
    const one = candidateOf(person, group, list, usual, theirs)
    if (one) candidates.push(one)
  }
  return { candidates, tooFew }
}

/** Every visit with how many the person held when it began. O(n log n). */
function withLoads(seen: readonly Seen[]): Loaded[] {
  const visits = seen.flatMap((one) => one.visits).sort((a, b) => a.from - b.from)
  const held = new Map<string, number[]>()
  return visits.map((visit) => {
    const before = (held.get(visit.person) ?? []).filter((to) => to > visit.from)
    held.set(visit.person, [...before, visit.to])
    return { ...visit, load: before.length }
  })
}

function candidateOf(
  person: string,
  group: string,
  list: readonly Loaded[],
  usual: number,
  peers: readonly Loaded[],
): Candidate | undefined {
  const mine = meanOf(list.map(({ load }) => load))
  const slope = slopeOf(list)
  const longer = ratio(measured(list), measured(peers), SPREAD)
  if (!slope || !longer || usual <= 0) return undefined
  const wait = meanOf(list.map((one) => one.wait)) / DAY_MINUTES
  const theirs = meanOf(peers.map((one) => one.wait)) / DAY_MINUTES
  const extra = totalOf(list.map((one) => one.wait / DAY_MINUTES - theirs))
  const days = { value: Math.max(0, extra.value), low: Math.max(0, extra.low), high: Math.max(0, extra.high) }
  const rows = new Map<string, number>()
  for (const one of list) rows.set(one.of.history.id, one.wait / DAY_MINUTES)
  const times = mine / usual
  const spread = Math.exp(slope.value * slope.width)
  return {
    key: `overload:${person}`,
    kind: 'overload',
    place: { ...NOWHERE, ...partsOf(group), people: [person] },
    effect: {
      measure: 'ratio',
      value: times,
      low: times / (1 + Z / Math.sqrt(list.length)),
      high: times * (1 + Z / Math.sqrt(list.length)),
    },
    cost: { opportunities: null, days },
    evidence: [
      { what: 'here', step: null, unit: 'count', n: list.length, value: mine, low: null, high: null },
      { what: 'peers', step: null, unit: 'count', n: peers.length, value: usual, low: null, high: null },
      { what: 'here', step: null, unit: 'days', n: list.length, value: wait, low: null, high: null },
      { what: 'peers', step: null, unit: 'days', n: peers.length, value: theirs, low: null, high: null },
    ],
    rows: worstFirst(rows),
    p: both(above((longer.value - MARGIN) / longer.error), above(slope.value / slope.error)),
    isLarge:
      times >= MUCH &&
      mine >= 3 &&
      wait > theirs * SLOWER &&
      slope.value > RISES * slope.error &&
      spread >= SLOWER &&
      days.value >= 2,
  }
}

/** The chance of two signs that do not depend on each other. Source: Fisher's method. */
function both(a: number, b: number): number {
  const product = Math.max(1e-300, a * b)
  return Math.min(1, product * (1 - Math.log(product)))
}

function measured(list: readonly Loaded[]): Measured[] {
  return list.map(({ stage, person, wait }) => ({ stratum: stage, person, log: Math.log(15 + wait) }))
}

/** How the logarithm of the wait rises with that of the load, within stages; `width` is how far loads went apart. */
function slopeOf(list: readonly Loaded[]): { value: number; error: number; width: number } | undefined {
  const points = [...Map.groupBy(list, ({ stage }) => stage).values()].flatMap((of) => {
    const xs = of.map(({ load }) => Math.log1p(load))
    const ys = of.map(({ wait }) => Math.log(15 + wait))
    const [mx, my] = [meanOf(xs), meanOf(ys)]
    return xs.map((x, i) => ({ x: x - mx, y: (ys[i] ?? 0) - my }))
  })
  const square = points.reduce((sum, { x }) => sum + x * x, 0)
  if (square < 1e-9 || points.length < 5) return undefined
  const value = points.reduce((sum, { x, y }) => sum + x * y, 0) / square
  const rest = points.reduce((sum, { x, y }) => sum + (y - value * x) ** 2, 0)
  const xs = points.map(({ x }) => x)
  const error = Math.sqrt(rest / Math.max(1, points.length - 2) / square)
  return error > 0 ? { value, error, width: Math.max(...xs) - Math.min(...xs) } : undefined
}
