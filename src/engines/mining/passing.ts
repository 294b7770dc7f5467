import type { Course } from './course.ts'
import type { Offer } from './history.ts'
import { Kept, Sample, type Summary } from './sample.ts'

export const PASSING_BY = ['person', 'function', 'department'] as const
export type PassingBy = (typeof PASSING_BY)[number]

/** How people are called: `~sales` where the reader may not know who it was, only their function. */
export type Calls = {
  person(id: string, stage: string): string
  function(id: string, stage: string): string
  department(id: string): string
}

/** From whom to whom: what was offered and what became of it. */
export type HandOverCell = {
  from: string
  to: string
  /** How often the holder changed so, by an offer or without. */
  passes: number
  offered: number
  accepted: number
  declined: number
  withdrawn: number
  unanswered: number
  /** The receiver asked back before they answered. */
  asked: number
  /** Working minutes of the receiver until the answer. */
  answer: Summary
  /** Opportunities, and what became of them. */
  cases: number
  won: number
  lost: number
}

/** A had it, then B, then A again. `minutes` are the working time B had it each time. */
export type PingPong = {
  a: string
  b: string
  n: number
  cases: number
  minutes: Summary
  won: number
  lost: number
}

export type Passing = { cells: HandOverCell[]; pingPong: PingPong[] }

type Around = { calls: Calls; timesOf(person: string): { between(from: number, to: number): number } }

/** Who handed over to whom, by offers and by every change of holder; and what went to and fro. Pools are passed over. */
export class PassingMiner {
  readonly #by: PassingBy
  readonly #around: Around
  readonly #cells = new Kept(() => ({
    passes: 0,
    offered: 0,
    accepted: 0,
    declined: 0,
    withdrawn: 0,
    unanswered: 0,
    asked: 0,
    answer: new Sample(),
    cases: 0,
    won: 0,
    lost: 0,
  }))
  readonly #pingPong = new Kept(() => ({ n: 0, cases: 0, minutes: new Sample(), won: 0, lost: 0 }))

  constructor(by: PassingBy, around: Around) {
    this.#by = by
    this.#around = around
  }

  add(course: Course): void {
    const { outcome, offers } = course.history
    const seen = new Set<unknown>()
    const counted = <T extends { cases: number; won: number; lost: number }>(what: T): T => {
      if (!seen.has(what)) {
        what.cases++
        if (outcome === 'won') what.won++
        if (outcome === 'lost') what.lost++
      }
      seen.add(what)
      return what
    }
    for (const offer of offers) {
      const cell = counted(this.#cells.of(this.#pairOf(offer)))
      cell.offered++
      if (offer.state === 'offered') cell.unanswered++
      else cell[offer.state]++
      if (offer.asked) cell.asked++
      if (offer.answeredAt !== null && offer.state !== 'withdrawn')
        cell.answer.add(this.#around.timesOf(offer.to).between(offer.offeredAt, offer.answeredAt))
    }
    for (const pair of passesOf(course, this.#by, this.#around.calls)) counted(this.#cells.of(pair)).passes++
    for (const { pair, minutes } of pingPongOf(course, this.#by, this.#around.calls)) {
      const found = counted(this.#pingPong.of(pair))
      found.n++
      found.minutes.add(minutes)
    }
  }

  #pairOf(offer: Offer): string {
    return offerPair(offer, this.#by, this.#around.calls)
  }

  result(): Passing {
    const cells = [...this.#cells].map(([pair, { answer, ...cell }]) => {
      const [from = '', to = ''] = pair.split('>')
      return { from, to, ...cell, answer: answer.summary() }
    })
    const pingPong = [...this.#pingPong].map(([pair, { minutes, ...one }]) => {
      const [a = '', b = ''] = pair.split('>')
      return { a, b, ...one, minutes: minutes.summary() }
    })
    return {
      cells: cells.sort((x, y) => y.passes + y.offered - x.passes - x.offered),
      pingPong: pingPong.sort((x, y) => y.n - x.n || y.minutes.total - x.minutes.total),
    }
  }
}

/** The hand-overs an opportunity is part of: `hand-over:`, `ping-pong:`. */
export function passingMarksOf(course: Course, by: PassingBy, calls: Calls): Set<string> {
  const pairs = [
    ...course.history.offers.map((offer) => offerPair(offer, by, calls)),
    ...passesOf(course, by, calls),
  ]
  const toAndFro = pingPongOf(course, by, calls)
  return new Set([
    ...pairs.map((pair) => `hand-over:${by}:${pair}`),
    ...toAndFro.map(({ pair }) => `ping-pong:${by}:${pair}`),
  ])
}

function offerPair({ from, to, stage, toStage }: Offer, by: PassingBy, calls: Calls): string {
  return `${calls[by](from, stage)}>${calls[by](to, toStage)}`
}

type Run = { person: string; who: string; working: number }

/** Who had it one after the other, keepers of pools passed over; a run of turns of the same is one. */
function runsOf({ turns }: Course, by: PassingBy, calls: Calls): Run[] {
  const runs: Run[] = []
  for (const { person, stage, isPooled, working } of turns) {
    if (isPooled) continue
    const who = calls[by](person, stage)
    const before = runs.at(-1)
    const isSame = by === 'person' ? before?.person === person : before?.who === who
    if (before && isSame) before.working += working
    else runs.push({ person, who, working })
  }
  return runs
}

function passesOf({ turns }: Course, by: PassingBy, calls: Calls): string[] {
  const had = turns.filter(({ isPooled }) => !isPooled)
  return had.flatMap((turn, i) => {
    const before = had[i - 1]
    if (!before || before.person === turn.person) return []
    return [`${calls[by](before.person, before.stage)}>${calls[by](turn.person, turn.stage)}`]
  })
}

function pingPongOf(course: Course, by: PassingBy, calls: Calls): { pair: string; minutes: number }[] {
  const runs = runsOf(course, by, calls)
  return runs.flatMap((last, i) => {
    const [first, middle] = [runs[i - 2], runs[i - 1]]
    if (!first || !middle) return []
    const isBack = by === 'person' ? first.person === last.person : first.who === last.who
    return isBack ? [{ pair: `${first.who}>${middle.who}`, minutes: middle.working }] : []
  })
}
