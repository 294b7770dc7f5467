import { chance, quantile } from '../statistics/index.ts'

/** What somebody closed in a segment, and won of it. */
export type Closed = { person: string; segment: string; won: number; closed: number }
/** A closed opportunity that somebody else would have had at its end. */
export type Changed = { segment: string; was: string; would: string; value: number }

export type Estimate = {
  /** More or fewer wins than really were. */
  wins: Range
  /** The same in money. */
  value: Range
  /** How many of them changed hands, and how many of those went to somebody with enough closed ones in the segment. */
  changed: number
  known: number
  /** By person: what they would have won more or less. */
  people: Map<string, Range>
}
export type Range = { mean: number; low: number; high: number }

/** From so many closed ones in a segment on, somebody's own rate says something. */
export const ENOUGH = 10
const PRIOR = 20 // the segment's rate counts as so many closed ones, as where weights follow conversion
const WIDE = 4 // and as so few where somebody has too few of their own: the interval grows
const ROUNDS = 400
const TAIL = 0.05

/**
 * What other people would have won, by rates shrunken towards the segment's and that towards the whole, with a 90 % interval of the
 * posterior. Nothing but rates is known of people: it says nothing of why.
 */
export function estimated(records: readonly Closed[], changed: readonly Changed[], seed: number): Estimate {
  const rates = ratesOf(records)
  const groups = [
    ...Map.groupBy(changed, ({ segment, was, would }) => `${segment}\n${was}\n${would}`).values(),
  ]
  const pairs = new Map<string, { a: number; b: number; n: number }>()
  const pairOf = (person: string, segment: string) => {
    const key = `${segment}\n${person}`
    const known = pairs.get(key)
    if (known) return known
    const made = rates(person, segment)
    pairs.set(key, made)
    return made
  }
  const rows = groups.map((list) => {
    const { segment, was, would } = list[0] as Changed
    const value = list.reduce((sum, one) => sum + one.value, 0)
    return { count: list.length, value, was, would, a: pairOf(was, segment), b: pairOf(would, segment) }
  })
  const drawn = draws([...pairs.values()], seed)
  const all = { wins: new Float64Array(ROUNDS), value: new Float64Array(ROUNDS) }
  const people = new Map<string, { mean: number; at: Float64Array }>()
  const personOf = (id: string) => {
    const known = people.get(id) ?? { mean: 0, at: new Float64Array(ROUNDS) }
    people.set(id, known)
    return known
  }
  const mean = { wins: 0, value: 0 }
  for (const { count, value, was, would, a, b } of rows) {
    const more = b.a / (b.a + b.b) - a.a / (a.a + a.b)
    mean.wins += count * more
    mean.value += value * more
    const [loses, gains] = [personOf(was), personOf(would)]
    loses.mean -= (count * a.a) / (a.a + a.b)
    gains.mean += (count * b.a) / (b.a + b.b)
    const [ra, rb] = [drawn.get(a) as Float64Array, drawn.get(b) as Float64Array]
    for (let r = 0; r < ROUNDS; r++) {
      const [x, y] = [ra[r] as number, rb[r] as number]
      all.wins[r] = (all.wins[r] as number) + count * (y - x)
      all.value[r] = (all.value[r] as number) + value * (y - x)
      loses.at[r] = (loses.at[r] as number) - count * x
      gains.at[r] = (gains.at[r] as number) + count * y
    }
  }
  return {
    wins: range(mean.wins, all.wins),
    value: range(mean.value, all.value),
    changed: changed.length,
    known: rows.reduce((sum, { count, b }) => sum + (b.n >= ENOUGH ? count : 0), 0),
    people: new Map([...people].map(([id, one]) => [id, range(one.mean, one.at)])),
  }
}

function range(mean: number, drawn: Float64Array): Range {
  drawn.sort()
  return { mean, low: quantile(drawn, TAIL) ?? 0, high: quantile(drawn, 1 - TAIL) ?? 0 }
}

/** The beta distribution of somebody's rate in a segment. */
function ratesOf(records: readonly Closed[]) {
  const whole = { won: 0, closed: 0 }
  const segments = new Map<string, { won: number; closed: number }>()
  const own = new Map<string, { won: number; closed: number }>()
  for (const { person, segment, won, closed } of records) {
    for (const [of, key] of [
      [segments, segment],
      [own, `${segment}\n${person}`],
    ] as const) {
      const sum = of.get(key) ?? { won: 0, closed: 0 }
      of.set(key, { won: sum.won + won, closed: sum.closed + closed })
    }
    whole.won += won
    whole.closed += closed
  }
  const all = (whole.won + 1) / (whole.closed + 2)
  return (person: string, segment: string) => {
    const of = segments.get(segment) ?? { won: 0, closed: 0 }
    const mean = (of.won + PRIOR * all) / (of.closed + PRIOR)
    const { won, closed } = own.get(`${segment}\n${person}`) ?? { won: 0, closed: 0 }
    const prior = closed >= ENOUGH ? PRIOR : WIDE
    return { a: won + prior * mean, b: closed - won + prior * (1 - mean), n: closed }
  }
}

function draws(pairs: readonly { a: number; b: number }[], seed: number) {
  const next = chance(seed)
  return new Map(
    pairs.map((pair) => {
      const drawn = new Float64Array(ROUNDS)
      for (let r = 0; r < ROUNDS; r++) {
        const x = gamma(pair.a, next)
        drawn[r] = x / (x + gamma(pair.b, next))
      }
      return [pair, drawn]
    }),
  )
}

/** A draw of the gamma distribution. Source: G. Marsaglia and W. Tsang, A simple method for generating gamma variables, 2000. */
function gamma(shape: number, next: () => number): number {
  if (shape < 1) return gamma(shape + 1, next) * Math.max(next(), 1e-12) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(next)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    const u = Math.max(next(), 1e-12)
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A draw of the standard normal distribution (Box and Muller). */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(Math.max(next(), 1e-12))) * Math.cos(2 * Math.PI * next())
}
