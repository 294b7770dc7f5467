import type { Course, Times } from './course.ts'
import type { At } from './history.ts'
import { type Reason, reasonOf } from './queue-reasons.ts'
import { Kept, Sample, type Summary } from './sample.ts'

/** Something waited for one person: to be answered, then for their first deed. */
type Wait = {
  id: string
  person: string
  from: At
  until: At
  isEnded: boolean
  minutes: number
  away: number
}

export type QueuePerson = {
  person: string
  /** What came to them, and how much of it they took up. */
  waits: number
  deeds: number
  waiting: Summary
  /** Share of their working time in which something waited for them. */
  utilisation: number
  /** How many things waited for them at a time, on the mean over their working time. */
  queue: number
  /** On how many days they took something up, of the days they worked; and on how many something came. */
  deedDays: number
  workingDays: number
  arrivalDays: number
  /** How the length of the queue something met goes with how long it waited; null of few. */
  correlation: number | null
}

export type Queue = {
  stage: string
  /** Came to the stage and left it within the window, and stood there on the mean. */
  arrivals: number
  departures: number
  standing: number
  /** Little's law: what would stand there if as much came as goes, arrivals a day × days each stays; null where nothing left. */
  expected: number | null
  waits: number
  waiting: Summary
  /** Working minutes of those that left, without what they waited. */
  worked: Summary
  /** Opportunities that waited there within the window, and working minutes they waited, of which somebody was away. */
  cases: number
  away: number
  utilisation: number
  queue: number
  people: QueuePerson[]
  reason: Reason
}

export type QueueAround = {
  from: At
  until: At
  timesOf(person: string): Times
  /** When the company works, nobody away. */
  usual: Times
  /** The day clocks show, as a number. */
  dayOf(at: At): number
}

const MS_PER_DAY = 86_400_000
const SAME = 1000 // an offer that is accepted and the turn it begins are one moment

/** Where work waits within a window of time, for whom, and why. Pools are passed over: nobody is to take up what lies there. */
export class QueueMiner {
  readonly #around: QueueAround
  readonly #stages = new Kept(() => ({
    arrivals: 0,
    departures: 0,
    stood: 0,
    stays: new Sample(),
    worked: new Sample(),
    waits: [] as Wait[],
  }))

  readonly #workingDays: Kept<number>

  constructor(around: QueueAround) {
    this.#around = around
    const { timesOf, from, until } = around
    this.#workingDays = new Kept((person) => workingDays(timesOf(person), from, until))
  }

  add(course: Course): void {
    const { from, until } = this.#around
    for (const visit of course.visits) {
      if (visit.until < from || visit.from >= until) continue
      const stage = this.#stages.of(visit.stage)
      if (visit.from >= from) stage.arrivals++
      if (visit.isOver && visit.until < until) {
        stage.departures++
        stage.stays.add((visit.until - visit.from) / MS_PER_DAY)
        stage.worked.add(visit.working - visit.waiting)
      }
      stage.stood += Math.min(visit.until, until) - Math.max(visit.from, from)
    }
    for (const { stage, ...wait } of waitsOf(course, until)) {
      if (wait.until < from || wait.from >= until) continue
      const minutes = this.#around.timesOf(wait.person).between(wait.from, wait.until)
      const away = Math.max(0, this.#around.usual.between(wait.from, wait.until) - minutes)
      this.#stages.of(stage).waits.push({ ...wait, minutes, away })
    }
  }

  /** The stages, most waiting first. */
  result(): Queue[] {
    const { from, until } = this.#around
    const days = (until - from) / MS_PER_DAY
    const queues = [...this.#stages].map(([stage, { arrivals, departures, stood, stays, worked, waits }]) => {
      const people = [...Map.groupBy(waits, ({ person }) => person)].map(([person, own]) =>
        this.#personOf(person, own),
      )
      people.sort((a, b) => b.waits - a.waits)
      const stay = stays.summary().mean
      const facts = {
        ...together(people),
        waits: waits.length,
        waiting: summed(waits),
        away: sum(waits, 'away'),
      }
      return {
        stage,
        arrivals,
        departures,
        standing: stood / (until - from),
        expected: stay === null ? null : (arrivals / days) * stay,
        worked: worked.summary(),
        cases: new Set(waits.map(({ id }) => id)).size,
        ...facts,
        people: people.map(({ busy: _, capacity: __, ...one }) => one),
        reason: reasonOf({ ...facts, arrivals, departures, people }),
      }
    })
    return queues.sort((a, b) => b.waiting.total - a.waiting.total)
  }

  #personOf(person: string, waits: Wait[]): QueuePerson & { busy: number; capacity: number } {
    const { from, until, dayOf, timesOf } = this.#around
    const times = timesOf(person)
    const capacity = times.between(from, until)
    waits.sort((a, b) => a.from - b.from)
    let busy = 0
    let overlap = 0
    let upTo = from
    for (const wait of waits) {
      const [begins, ends] = [Math.max(wait.from, from), Math.min(wait.until, until)]
      if (ends <= begins) continue
      overlap += times.between(begins, ends)
      if (ends > upTo) busy += times.between(Math.max(begins, upTo), ends)
      upTo = Math.max(upTo, ends)
    }
    const ended = waits.filter((wait) => wait.isEnded && wait.until >= from)
    return {
      person,
      waits: waits.length,
      deeds: ended.length,
      waiting: summed(waits),
      utilisation: capacity === 0 ? 0 : Math.min(1, busy / capacity),
      queue: capacity === 0 ? 0 : overlap / capacity,
      deedDays: new Set(ended.map((wait) => dayOf(wait.until))).size,
      workingDays: this.#workingDays.of(person),
      arrivalDays: new Set(waits.filter((wait) => wait.from >= from).map((wait) => dayOf(wait.from))).size,
      correlation: correlationOf(waits),
      busy,
      capacity,
    }
  }
}

/** What waited for whom: an offer to enter a stage together with the turn it begins, else each by itself. */
function waitsOf({ turns, history }: Course, now: At) {
  const waits: (Omit<Wait, 'minutes' | 'away'> & { stage: string })[] = []
  const begun = new Set<At>()
  const { id } = history
  for (const { to: person, toStage: stage, offeredAt, answeredAt, state } of history.offers) {
    if (state === 'withdrawn') continue
    const turn =
      state === 'accepted' &&
      turns.find((one) => one.person === person && Math.abs(one.from - (answeredAt ?? now)) <= SAME)
    if (turn && turn.waitsUntil !== null) begun.add(turn.from)
    const until = turn ? (turn.waitsUntil ?? answeredAt ?? now) : (answeredAt ?? now)
    waits.push({
      id,
      stage,
      person,
      from: offeredAt,
      until,
      isEnded: turn ? turn.deedAt !== null : answeredAt !== null,
    })
  }
  for (const { stage, person, from, waitsUntil, deedAt, isPooled } of turns)
    if (waitsUntil !== null && !isPooled && !begun.has(from))
      waits.push({ id, stage, person, from, until: waitsUntil, isEnded: deedAt !== null })
  return waits
}

/** The stages at which an opportunity waited for somebody within a window: `waits:`. */
export function queueMarksOf(course: Course, { from, until }: { from: At; until: At }): Set<string> {
  const waits = waitsOf(course, until).filter((wait) => wait.until >= from && wait.from < until)
  return new Set(waits.map(({ stage }) => `waits:${stage}`))
}

function together(people: readonly { busy: number; capacity: number; queue: number }[]) {
  const capacity = people.reduce((all, one) => all + one.capacity, 0)
  const share = (of: (one: (typeof people)[number]) => number) =>
    capacity === 0 ? 0 : people.reduce((all, one) => all + of(one), 0) / capacity
  return {
    utilisation: Math.min(
      1,
      share(({ busy }) => busy),
    ),
    queue: share((one) => one.queue * one.capacity),
  }
}

/** Days of a window on which somebody works at all. */
function workingDays(times: Times, from: At, until: At): number {
  let days = 0
  for (let at = from; at < until; at += MS_PER_DAY)
    if (times.between(at, Math.min(until, at + MS_PER_DAY)) > 0) days++
  return days
}

function summed(waits: readonly Wait[]): Summary {
  const sample = new Sample()
  for (const { minutes } of waits) sample.add(minutes)
  return sample.summary()
}

function sum(waits: readonly Wait[], what: 'minutes' | 'away'): number {
  return waits.reduce((all, one) => all + one[what], 0)
}

const LEAST_PAIRS = 10

/** Pearson's correlation of what was waiting already with how long it waited then; `waits` in order of their beginning. */
function correlationOf(waits: readonly Wait[]): number | null {
  if (waits.length < LEAST_PAIRS) return null
  const open: number[] = []
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0]
  for (const { from, until, minutes } of waits) {
    for (let i = open.length - 1; i >= 0; i--) if ((open[i] ?? 0) <= from) open.splice(i, 1)
    const met = open.length
    open.push(until)
    x += met
    y += minutes
    xx += met * met
    yy += minutes * minutes
    xy += met * minutes
  }
  const n = waits.length
  const spread = Math.sqrt((n * xx - x * x) * (n * yy - y * y))
  return spread === 0 ? 0 : (n * xy - x * y) / spread
}
