import { atLeast, difference, shareOf, type Two } from './chances.ts'
import { type Candidate, type Compared, DAY_MINUTES, type Estimate, NOWHERE } from './model.ts'
import { groupOf, type Pass, partsOf, type Seen } from './seen.ts'
import { worstFirst } from './slow.ts'

const LEAST = 12 // passes between two
const LEAST_RETURNS = 8
const LEAST_ALIKE = 50 // passes between others of the same functions; fewer, and all others are its like
const TIMES = 2
const MORE = 0.15
const OWN_SHARE = 0.6 // of a group's returns: then it is the two people, not the groups

type Pair = { key: string; between: [string, string]; kind: string; passes: Pass[]; returns: Pass[] }

/** Pairs between whom it goes to and fro: it comes back to whoever gave it without having got any further, more often than between others. */
export function pingPong(seen: readonly Seen[]): Compared {
  const passes = seen.flatMap((one) => one.passes)
  const people = pairsOf(passes, ({ fromTile, toTile }) => [fromTile.person, toTile.person])
  const groups = pairsOf(passes, ({ fromTile, toTile }) => [groupOf(fromTile), groupOf(toTile)])
  const enough = (pairs: readonly Pair[]) => pairs.filter(({ passes: list }) => list.length >= LEAST)
  const ofPeople = enough(people).map((pair) => candidateOf(pair, people, seen, true))
  const ofGroups = enough(groups)
    .filter(({ between: [a, b], returns }) => a !== b && !isOfTwo(returns))
    .map((pair) => candidateOf(pair, groups, seen, false))
  return { candidates: [...ofPeople, ...ofGroups], tooFew: people.length - ofPeople.length }
}

function pairsOf(passes: readonly Pass[], endsOf: (pass: Pass) => [string, string]): Pair[] {
  const found = Map.groupBy(passes, (pass) => endsOf(pass).sort().join(' '))
  return [...found].flatMap(([key, list]) => {
    const [first] = list
    if (!first) return []
    const between = endsOf(first).sort() as [string, string]
    const kind = [first.fromTile.function ?? '', first.toTile.function ?? ''].sort().join('|')
    return [{ key, between, kind, passes: list, returns: list.filter(({ isReturn }) => isReturn) }]
  })
}

/** Most of it happens between the same two people. */
function isOfTwo(returns: readonly Pass[]): boolean {
  const byPair = Map.groupBy(returns, ({ fromTile, toTile }) =>
    [fromTile.person, toTile.person].sort().join(' '),
  )
  const most = Math.max(0, ...[...byPair.values()].map(({ length }) => length))
  return most >= returns.length * OWN_SHARE
}

function candidateOf(pair: Pair, all: readonly Pair[], seen: readonly Seen[], arePeople: boolean): Candidate {
  const k = pair.returns.length
  const n = pair.passes.length
  const alike = totalsOf(all.filter(({ kind }) => kind === pair.kind))
  const whole = alike.passes - n >= LEAST_ALIKE ? alike : totalsOf(all)
  const others = { passes: whole.passes - n, returns: whole.returns - k }
  const usual = others.returns / Math.max(1, others.passes)
  const bar = Math.max(TIMES * usual, usual + MORE / 2)
  const here = shareOf(k, n)
  const peers = shareOf(others.returns, others.passes)
  const days = new Map<string, number>()
  for (const { of, minutes } of pair.returns)
    days.set(of.history.id, (days.get(of.history.id) ?? 0) + minutes / DAY_MINUTES)
  const [a, b] = pair.between
  const isLarge = k >= LEAST_RETURNS && here.value >= usual + MORE && here.value >= TIMES * usual
  const place = arePeople
    ? { people: [a, b], ...together(pair.passes) }
    : { ...joined(partsOf(a), partsOf(b)), stages: stagesOf(pair.returns) }
  return {
    key: `ping-pong:${pair.key}`,
    kind: 'ping-pong',
    place: { ...NOWHERE, ...place },
    effect: {
      measure: 'difference',
      value: here.value - peers.value,
      low: here.low - peers.value,
      high: here.high - peers.value,
    },
    cost: {
      opportunities: isLarge ? lostBy(new Set(days.keys()), seen) : null,
      days: totalOf([...days.values()]),
    },
    evidence: [
      { what: 'here', step: null, unit: 'share', n, ...here },
      { what: 'peers', step: null, unit: 'share', n: others.passes, ...peers },
    ],
    rows: worstFirst(days),
    p: atLeast(k, n, bar),
    isLarge,
  }
}

function totalsOf(pairs: readonly Pair[]): { passes: number; returns: number } {
  const sum = { passes: 0, returns: 0 }
  for (const { passes, returns } of pairs) {
    sum.passes += passes.length
    sum.returns += returns.length
  }
  return sum
}

function together(passes: readonly Pass[]) {
  const [first] = passes
  if (!first) return { functions: [], departments: [], stages: [] }
  return {
    ...joined(partsOf(groupOf(first.fromTile)), partsOf(groupOf(first.toTile))),
    stages: stagesOf(passes.filter(({ isReturn }) => isReturn)),
  }
}

type Parts = { functions: string[]; departments: string[] }
function joined(a: Parts, b: Parts): Parts {
  return {
    functions: [...new Set([...a.functions, ...b.functions])],
    departments: [...new Set([...a.departments, ...b.departments])],
  }
}

function stagesOf(passes: readonly Pass[]): string[] {
  const counts = [...Map.groupBy(passes, ({ toTile }) => toTile.stage)].sort(
    (x, y) => y[1].length - x[1].length,
  )
  return counts.slice(0, 2).map(([stage]) => stage)
}

/** A sum of so many, each as uncertain as they differ. */
export function totalOf(values: readonly number[]): Estimate {
  const sum = values.reduce((a, b) => a + b, 0)
  const mean = sum / Math.max(1, values.length)
  const error = Math.sqrt(values.reduce((all, one) => all + (one - mean) ** 2, 0) + mean * mean)
  return { value: sum, low: Math.max(0, sum - 1.96 * error), high: sum + 1.96 * error }
}

/** How many of these would have been won as often as their like; null where the difference may be chance. */
export function lostBy(ids: ReadonlySet<string>, seen: readonly Seen[]): Estimate | null {
  const closed = seen.filter(({ won }) => won !== null)
  const found = difference(
    twoOf(
      closed,
      ({ history }) => ids.has(history.id),
      ({ won }) => won === false,
    ),
  )
  if (!found || found.low <= 0) return null
  return { value: found.value * found.n, low: found.low * found.n, high: found.high * found.n }
}

/** In every stratum, how often something happened to those of a group and to the others. */
export function twoOf<T extends Pick<Seen, 'stratum'>>(
  all: readonly T[],
  isHere: (one: T) => boolean,
  isHit: (one: T) => boolean,
  stratumOf: (one: T) => string = ({ stratum }) => stratum,
): Two[] {
  const strata = new Map<string, Two>()
  for (const one of all) {
    const two = strata.get(stratumOf(one)) ?? { hits: 0, n: 0, otherHits: 0, others: 0 }
    strata.set(stratumOf(one), two)
    const hit = isHit(one) ? 1 : 0
    if (isHere(one)) {
      two.n += 1
      two.hits += hit
    } else {
      two.others += 1
      two.otherHits += hit
    }
  }
  return [...strata.values()]
}
