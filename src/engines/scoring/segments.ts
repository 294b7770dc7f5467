import { type Interval, medianOfRising, wilson } from '../statistics/index.ts'

/** An opportunity that has ended, as far as segments are made of it. `minor` is what it was won for. */
export type Ended = {
  won: boolean
  minor: number | null
  days: number
  /** What kind it is: by region, type, industry … Nothing is said where a trait is not known. */
  traits: Readonly<Record<string, string | null>>
  /** What was done for it, by habit: null where it had ended before the habit could show. */
  did: Readonly<Record<string, boolean | null>>
}

export type Trait = { of: string; is: string }
export type Segment = {
  traits: Trait[]
  n: number
  won: number
  /** The win rate, drawn towards that of all by as much as `SHRINKAGE` opportunities weigh. */
  rate: number
  low: number
  high: number
  /** Mean of what was won; null where none has an amount. */
  minor: number | null
  /** Days to a sale, the middle one; null of none. */
  days: number | null
  /** What one more opportunity of the kind brings on average: rate times amount. */
  worth: number | null
  /** Better or worse than all beyond chance, though so many segments are looked at. */
  standsOut: 'above' | 'below' | null
}

export type Ground = { n: number; won: number; segments: Segment[] }

export const LEAST_IN_SEGMENT = 20
const SHRINKAGE = 20

/**
 * Win rate, amount and days of each kind of opportunity, by one trait or two together, what a further one brings most first. Segments of
 * fewer than twenty are left out; a segment that holds exactly what a shorter one holds is said once.
 */
export function segmentsOf(ended: readonly Ended[], traits: readonly string[]): Ground {
  const won = ended.filter((one) => one.won).length
  const overall = ended.length > 0 ? won / ended.length : 0
  const groups = groupsOf(ended, traits).filter(({ of }) => of.length >= LEAST_IN_SEGMENT)
  const z = deviationFor(groups.length)
  const segments = groups.map(({ is, of }) => segmentOf(is, of, overall, z))
  segments.sort(
    (a, b) =>
      (b.worth ?? -1) - (a.worth ?? -1) || b.rate - a.rate || (keyOf(a.traits) < keyOf(b.traits) ? -1 : 1),
  )
  return { n: ended.length, won, segments }
}

/** What a segment is called by machines: `region=31&type=new-customer`, in alphabetical order. */
export function keyOf(traits: readonly Trait[]): string {
  return traits
    .map(({ of, is }) => `${of}=${is}`)
    .sort()
    .join('&')
}

/** True where something is of the segment. */
export function isOf({ traits }: Pick<Ended, 'traits'>, segment: readonly Trait[]): boolean {
  return segment.every(({ of, is }) => traits[of] === is)
}

function groupsOf(ended: readonly Ended[], traits: readonly string[]): { is: Trait[]; of: Ended[] }[] {
  const groups = new Map<string, { is: Trait[]; of: Ended[] }>()
  const add = (is: Trait[], one: Ended) => {
    const key = keyOf(is)
    const group = groups.get(key) ?? { is, of: [] }
    group.of.push(one)
    groups.set(key, group)
  }
  for (const one of ended) {
    const known = traits.flatMap((of) => {
      const is = one.traits[of]
      return is ? [{ of, is }] : []
    })
    for (const [i, first] of known.entries()) {
      add([first], one)
      for (const second of known.slice(i + 1)) add([first, second], one)
    }
  }
  return [...groups.values()].filter(({ is, of }) =>
    is.length === 1 ? true : is.every((one) => groups.get(keyOf([one]))?.of.length !== of.length),
  )
}

function segmentOf(traits: Trait[], of: readonly Ended[], overall: number, z: number): Segment {
  const won = of.filter((one) => one.won)
  const drawn = { won: won.length + SHRINKAGE * overall, n: of.length + SHRINKAGE }
  const rate = drawn.won / drawn.n
  const interval = wilson(drawn.won, drawn.n) ?? { low: 0, high: 1 }
  const amounts = won.flatMap(({ minor }) => minor ?? [])
  const minor = amounts.length > 0 ? amounts.reduce((sum, one) => sum + one, 0) / amounts.length : null
  const strict = wilson(won.length, of.length, z)
  return {
    traits,
    n: of.length,
    won: won.length,
    rate,
    ...interval,
    minor,
    days: medianOfRising(won.map(({ days }) => days).sort((a, b) => a - b)),
    worth: minor === null ? null : rate * minor,
    standsOut: !strict ? null : strict.low > overall ? 'above' : strict.high < overall ? 'below' : null,
  }
}

/** How many standard deviations make one of so many comparisons remarkable: 5 % for all of them together (Bonferroni). */
function deviationFor(comparisons: number): number {
  return normalQuantile(1 - 0.025 / Math.max(1, comparisons))
}

/** Abramowitz and Stegun 26.2.23; off by less than 0.00045. */
function normalQuantile(share: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - share))
  return (
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  )
}

/** Something done early, told against those for which it was not done and that were still open when it could have been. */
export type Habit = {
  habit: string
  with: { n: number; won: number; rate: number } & Interval
  without: { n: number; won: number; rate: number } & Interval
  /** Win rate with it over win rate without; null where none without was won. */
  lift: number | null
  /** By how much the rate is higher with it: 95 % (Newcombe). */
  more: { is: number } & Interval
  /** The interval leaves no doubt which way. */
  sure: boolean
}

export const LEAST_OF_HABIT = 10

/** What won ones had in common: each habit with its lift, the surest first. Too few with or without it leave it out. */
export function habitsOf(ended: readonly Ended[], habits: readonly string[]): Habit[] {
  return habits
    .flatMap((habit) => {
      const looked = ended.filter(({ did }) => did[habit] != null)
      const [yes, no] = [true, false].map((is) => looked.filter(({ did }) => did[habit] === is))
      if (!yes || !no || yes.length < LEAST_OF_HABIT || no.length < LEAST_OF_HABIT) return []
      return [habitOf(habit, sideOf(yes), sideOf(no))]
    })
    .sort((a, b) => b.more.low - a.more.low || (a.habit < b.habit ? -1 : 1))
}

function sideOf(of: readonly Ended[]): Habit['with'] {
  const won = of.filter((one) => one.won).length
  return { n: of.length, won, rate: won / of.length, ...(wilson(won, of.length) ?? { low: 0, high: 1 }) }
}

function habitOf(habit: string, yes: Habit['with'], no: Habit['without']): Habit {
  const is = yes.rate - no.rate
  const low = is - Math.hypot(yes.rate - yes.low, no.high - no.rate)
  const high = is + Math.hypot(yes.high - yes.rate, no.rate - no.low)
  return {
    habit,
    with: yes,
    without: no,
    lift: no.rate > 0 ? yes.rate / no.rate : null,
    more: { is, low, high },
    sure: low > 0 || high < 0,
  }
}
