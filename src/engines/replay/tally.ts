import type { At, Case, Stretch } from './model.ts'

export const LIMITS = ['first-contact', 'follow-up', 'dwell'] as const
export type LimitKind = (typeof LIMITS)[number]

/** When people work, and what is due from them under one division. */
export type Clockwork = {
  /** Working minutes of somebody between two instants. */
  between(place: number, from: At, to: At): number
  /** The instant by which so much of somebody's working time has gone by. */
  after(place: number, from: At, minutes: number): At
  /** Minutes of one of their working days. */
  perDay(place: number): number
  /** Null where no such limit runs. */
  due(kind: LimitKind, stage: string, place: number, from: At): At | null
}

/** By how much longer `would` usually takes to answer than `was`. */
export type Pace = (was: number, would: number) => number

export type Figures = {
  received: number
  value: number
  /** Passes to them on the way. */
  taken: number
  meanLoad: number
  mostLoad: number
  /** Of their working time, in their working days: with nothing in hand. */
  idleDays: number
  /** Means of working minutes until the first contact, over so many. */
  answers: number
  answerMinutes: number
  missed: Record<LimitKind, number>
  /** The mean load of each week. */
  weeks: number[]
}

const WEEK = 7 * 86_400_000

type Own = Omit<Figures, 'meanLoad' | 'mostLoad' | 'idleDays' | 'answerMinutes' | 'weeks'> & {
  starts: number[]
  ends: number[]
  minutes: number
}

/** Counts one side: what really happened, or what would have. */
export class Tally {
  handOvers = 0
  fallbacks = 0
  private readonly own = new Map<number, Own>()
  private readonly from: At
  private readonly until: At
  private readonly clockwork: Clockwork
  private readonly placeOf: (person: string) => number

  constructor(from: At, until: At, clockwork: Clockwork, placeOf: (person: string) => number) {
    this.from = from
    this.until = until
    this.clockwork = clockwork
    this.placeOf = placeOf
  }

  get people(): number[] {
    return [...this.own.keys()]
  }

  /** What was open before, as far as it was held in the period. */
  held(path: readonly Stretch[]): void {
    let before: string | undefined
    for (const { person, from, to } of path) {
      if (to > this.from && from < this.until) {
        const own = this.of(person)
        own?.starts.push(Math.max(from, this.from))
        own?.ends.push(Math.min(to, this.until))
        if (before !== undefined && before !== person && from >= this.from) this.passedTo(own)
      }
      before = person
    }
  }

  /** One that came, as it went: `was` is how it really went. */
  came(one: Case, path: readonly Stretch[], was: readonly Stretch[], pace: Pace): void {
    const first = path[0]
    if (!first) return
    const own = this.of(first.person)
    if (own) {
      own.received += 1
      own.value += one.value
    }
    this.held(path)
    this.answered(one, path, was, pace)
    this.quiet(one, path, was, pace)
    this.dwelt(path)
  }

  figures(place: number): Figures {
    const { starts, ends, minutes, ...own } = this.own.get(place) ?? empty()
    const span = Math.max(1, this.until - this.from)
    const weeks = new Array<number>(Math.max(1, Math.ceil(span / WEEK))).fill(0)
    let held = 0
    starts.forEach((start, n) => {
      const end = ends[n] ?? start
      held += end - start
      for (let week = Math.floor((start - this.from) / WEEK); week < weeks.length; week++) {
        const begins = this.from + week * WEEK
        if (begins >= end) break
        const whole = Math.min(WEEK, this.until - begins)
        weeks[week] = (weeks[week] ?? 0) + (Math.min(end, begins + whole) - Math.max(start, begins)) / whole
      }
    })
    const { most, gaps } = spans(starts, ends, this.from, this.until)
    const idle = gaps.reduce((sum, [a, b]) => sum + this.clockwork.between(place, a, b), 0)
    return {
      ...own,
      meanLoad: held / span,
      mostLoad: most,
      idleDays: idle / this.clockwork.perDay(place),
      answerMinutes: own.answers > 0 ? minutes / own.answers : 0,
      weeks,
    }
  }

  private answered(one: Case, path: readonly Stretch[], was: readonly Stretch[], pace: Pace): void {
    const stretch = path[0] as Stretch
    const place = this.placeOf(stretch.person)
    const due = this.clockwork.due('first-contact', stretch.stage, place, one.at)
    const own = this.own.get(place)
    if (!own) return
    const at = one.firstContactAt === null ? null : this.moved(one.at, one.firstContactAt, path, was, pace)
    if (at !== null && at <= this.until) {
      own.answers += 1
      own.minutes += this.clockwork.between(place, one.at, at)
    }
    const until = Math.min(one.closedAt ?? this.until, this.until)
    if (due !== null && (at ?? until) > due) own.missed['first-contact'] += 1
  }

  private quiet(one: Case, path: readonly Stretch[], was: readonly Stretch[], pace: Pace): void {
    if (!one.quiet || one.quiet.from >= this.until) return
    const stretch = at(path, one.quiet.from)
    if (!stretch) return
    const place = this.placeOf(stretch.person)
    const due = this.clockwork.due('follow-up', stretch.stage, place, one.quiet.from)
    const until = this.moved(one.quiet.from, one.quiet.to, path, was, pace)
    const own = this.own.get(place)
    if (own && due !== null && Math.min(until, this.until) > due) own.missed['follow-up'] += 1
  }

  private dwelt(path: readonly Stretch[]): void {
    path.forEach(({ stage, person, from }, n) => {
      if (path[n - 1]?.stage === stage || from >= this.until) return
      const after = path.findIndex((next, m) => m > n && next.stage !== stage)
      const end = after < 0 ? (path.at(-1)?.to ?? from) : (path[after]?.from ?? from)
      const place = this.placeOf(person)
      const due = this.clockwork.due('dwell', stage, place, from)
      const own = this.own.get(place)
      if (own && due !== null && Math.min(end, this.until) > due) own.missed.dwell += 1
    })
  }

  /** When somebody else would have done what really was done at `to`: in their own working time, by their own pace. */
  private moved(from: At, to: At, path: readonly Stretch[], was: readonly Stretch[], pace: Pace): At {
    const [really, instead] = [at(was, from), at(path, from)]
    if (!really || !instead || really.person === instead.person) return to
    const [a, b] = [this.placeOf(really.person), this.placeOf(instead.person)]
    return this.clockwork.after(b, from, this.clockwork.between(a, from, to) * pace(a, b))
  }

  private passedTo(own: Own | undefined): void {
    this.handOvers += 1
    if (own) own.taken += 1
  }

  private of(person: string): Own | undefined {
    const place = this.placeOf(person)
    if (place < 0) return undefined
    const known = this.own.get(place)
    if (known) return known
    const made = empty()
    this.own.set(place, made)
    return made
  }
}

/** The stretch an instant falls into. */
function at(path: readonly Stretch[], instant: At): Stretch | undefined {
  return path.find(({ from, to }) => from <= instant && instant < to)
}

/** The most that overlap, and when nothing does. */
function spans(starts: number[], ends: number[], from: At, until: At) {
  const begun = Float64Array.from(starts).sort()
  const ended = Float64Array.from(ends).sort()
  const gaps: [number, number][] = []
  let most = 0
  let e = 0
  let free = from
  for (let b = 0; b < begun.length; b++) {
    const start = begun[b] as number
    while (e < ended.length && (ended[e] as number) <= start) free = ended[e++] as number
    if (e === b && start > free) gaps.push([free, start])
    most = Math.max(most, b + 1 - e)
  }
  const last = begun.length > 0 ? (ended.at(-1) as number) : from
  if (last < until) gaps.push([last, until])
  return { most, gaps }
}

function empty(): Own {
  return {
    received: 0,
    value: 0,
    taken: 0,
    answers: 0,
    missed: { 'first-contact': 0, 'follow-up': 0, dwell: 0 },
    starts: [],
    ends: [],
    minutes: 0,
  }
}
