import { setImmediate } from 'node:timers/promises'
import {
  type Case,
  type Changed,
  type Closed,
  ENOUGH,
  type Estimate,
  estimated,
  gini,
  LIMITS,
  type Stretch,
  Tally,
  type Would,
} from '../../../engines/replay/index.ts'
import type { PersonRow, Result, Side } from '../contract.ts'
import type { Progress, Tries } from './trying.ts'

/** One that came, in short: `rule` is its place in the plan. */
export type FoundRow = {
  opportunityId: string
  was: string
  would: string
  via: Would['via']
  rule: number | null
  why: Would['why'] | null
}
export type Found = {
  result: Omit<Result, 'tookMs'>
  people: (PersonRow & { place: number })[]
  rows: FoundRow[]
}

const AT_ONCE = 2000
/** Below this share of those that changed hands, an estimate rests on too little. */
const THIN = 0.5

/** Counts both sides alike, and says what was found about each person and each one that came. */
export async function counted(tries: Tries, currency: string, progress: Progress): Promise<Found> {
  const { arrivals, before, would, from, until, clockwork, peopled, answering } = tries
  const placeOf = (id: string) => peopled.places.get(id) ?? -1
  const sides = {
    was: new Tally(from, until, clockwork.was, placeOf),
    would: new Tally(from, until, clockwork.would, placeOf),
  }
  const total = arrivals.length + before.length
  for (let i = 0; i < total; i++) {
    if (i % AT_ONCE === 0) {
      await progress.tell('counting', i, total)
      await setImmediate()
    }
    const one = (arrivals[i] ?? before[i - arrivals.length]) as Case
    const path = would[i]?.path ?? one.stretches
    if (i < arrivals.length) {
      sides.was.came(one, one.stretches, one.stretches, answering)
      sides.would.came(one, path, one.stretches, answering)
    } else {
      sides.was.held(one.stretches)
      sides.would.held(path)
    }
  }
  const wins = winsOf(tries)
  const estimate = estimated(wins.closed, wins.changed, tries.question.seed)
  const people = peopleOf(tries, sides, estimate, wins.won)
  const rows = rowsOf(tries)
  const result = {
    arrived: arrivals.length,
    decided: arrivals.filter((_, i) => would[i]?.via !== 'given').length,
    given: arrivals.filter((_, i) => would[i]?.via === 'given').length,
    changed: rows.filter((row) => row.was !== row.would).length,
    inherited: tries.inherited,
    unreadable: tries.unreadable,
    currency,
    ...sidesOf(tries, people, sides, estimate),
    estimate: {
      wins: estimate.wins,
      value: estimate.value,
      changed: estimate.changed,
      known: estimate.known,
      enough: ENOUGH,
      isThin: estimate.changed > 0 && estimate.known < THIN * estimate.changed,
    },
    reproduced: reproducedOf(tries),
    weeks: { was: weeksOf(people, 'was'), would: weeksOf(people, 'would') },
  }
  return { result, people, rows }
}

function rowsOf({ arrivals, would, plan, peopled }: Tries): FoundRow[] {
  const positions = new Map(plan.rules.map(({ id, position }) => [id, position]))
  return arrivals.flatMap((one, i): FoundRow[] => {
    const found = would[i]
    if (!found) return []
    const was = one.stretches[0]?.person ?? ''
    const person = peopled.people[found.place]?.id ?? was
    const rule = found.rule === null ? null : (positions.get(found.rule) ?? null)
    return [{ opportunityId: one.id, was, would: person, via: found.via, rule, why: found.why ?? null }]
  })
}

/** Of what rules really decided: what is decided alike, and by its first reason what is not. */
function reproducedOf({ arrivals, would, peopled }: Tries): Result['reproduced'] {
  const reasons = new Map<string, number>()
  let of = 0
  let same = 0
  arrivals.forEach(({ decided }, i) => {
    const found = would[i]
    if (!decided || !found || found.via === 'given') return
    of += 1
    if (peopled.people[found.place]?.id === decided.person) {
      same += 1
      return
    }
    const code = codeOf(found, decided.rule)
    reasons.set(code, (reasons.get(code) ?? 0) + 1)
  })
  const counts = [...reasons].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count)
  return { of, same, reasons: counts }
}

/** Why somebody else got it than a rule really found: the rule is another, they could not get it, or what decided did so otherwise. */
function codeOf({ rule, why, via }: Would, really: string | null): string {
  const excluded = why?.was?.exclusions[0]?.code
  if (excluded) return excluded
  if (via === 'fallback') return 'no-rule-found-anybody'
  if (rule !== really) return 'other-rule'
  const decisive = why?.reasons.find(({ code }) => code !== 'nobody-eligible' && code !== 'rule-holds')
  return decisive?.code ?? 'other-rule'
}

/** What everybody closed by kind, and which closed ones somebody else would have had at their end. */
function winsOf({ arrivals, before, would, until, peopled }: Tries) {
  const byKey = new Map<string, Closed>()
  const changed: Changed[] = []
  const won = new Map<string, { count: number; value: number }>()
  const all = [...arrivals, ...before]
  const segmentOf = segmentsOf(all)
  all.forEach((one, i) => {
    if (one.outcome === null || one.closedAt === null || one.closedAt > until) return
    const was = lastHolder(one)
    const segment = segmentOf(one)
    const key = `${segment}\n${was}`
    const own = byKey.get(key) ?? { person: was, segment, won: 0, closed: 0 }
    own.closed += 1
    if (one.outcome === 'won') own.won += 1
    byKey.set(key, own)
    if (i >= arrivals.length) return
    if (one.outcome === 'won') {
      const sum = won.get(was) ?? { count: 0, value: 0 }
      won.set(was, { count: sum.count + 1, value: sum.value + one.value })
    }
    const instead = holderAt(would[i]?.path, one.closedAt) ?? was
    if (instead !== was && peopled.places.has(instead))
      changed.push({ segment, was, would: instead, value: one.value })
  })
  return { closed: [...byKey.values()], changed, won }
}

/** Kinds are told apart by the product too where most people closed enough of them; else by the type alone. */
function segmentsOf(cases: readonly Case[]): (one: Case) => string {
  const closed = cases.filter(({ outcome }) => outcome !== null)
  const cells = Map.groupBy(closed, (one) => `${one.segment}\n${lastHolder(one)}`)
  const rich = [...cells.values()].reduce((sum, list) => sum + (list.length >= ENOUGH ? list.length : 0), 0)
  const isFine = rich * 2 >= closed.length
  return ({ segment }) => (isFine ? segment : (segment.split(' ')[0] ?? segment))
}

function lastHolder({ stretches }: Case): string {
  return stretches.at(-1)?.person ?? ''
}

function holderAt(path: readonly Stretch[] | undefined, at: number): string | undefined {
  if (!path) return undefined
  return (path.findLast(({ from }) => from < at) ?? path[0])?.person
}

type Sides = { was: Tally; would: Tally }

function peopleOf(
  { peopled }: Tries,
  sides: Sides,
  estimate: Estimate,
  won: ReadonlyMap<string, { count: number }>,
): (PersonRow & { place: number })[] {
  const places = new Set([...sides.was.people, ...sides.would.people])
  for (const id of peopled.added) places.add(peopled.places.get(id) ?? 0)
  const rows = [...places].map((place) => {
    const { id, name } = peopled.people[place] as { id: string; name: string }
    const really = won.get(id)?.count ?? 0
    const guess = estimate.people.get(id)
    const isAdded = peopled.added.has(id)
    const was = short(sides.was.figures(place))
    return {
      person: { id, name },
      isAdded,
      was: { ...was, won: really, ...(isAdded ? { idleDays: 0 } : {}) },
      would: { ...short(sides.would.figures(place)), won: Math.max(0, really + (guess?.mean ?? 0)) },
      estimate: guess ?? null,
      place,
    }
  })
  return rows.sort(
    (a, b) => b.was.received + b.would.received - a.was.received - a.would.received || a.place - b.place,
  )
}

/** Three digits say enough, and are what is kept. */
function short<T extends { meanLoad: number; idleDays: number; answerMinutes: number; weeks: number[] }>(
  one: T,
): T {
  const of = (value: number) => Math.round(value * 1000) / 1000
  return {
    ...one,
    meanLoad: of(one.meanLoad),
    idleDays: of(one.idleDays),
    answerMinutes: of(one.answerMinutes),
    weeks: one.weeks.map(of),
  }
}

function sidesOf(
  { arrivals, would, until }: Tries,
  people: readonly PersonRow[],
  sides: Sides,
  estimate: Estimate,
) {
  const isWon = ({ outcome, closedAt }: Case) => outcome === 'won' && closedAt !== null && closedAt <= until
  const isStray = ({ decided }: Case) => decided?.rule === null
  const wins = arrivals.filter(isWon)
  const value = wins.reduce((sum, one) => sum + one.value, 0)
  const was = sideOf(people, 'was', sides.was)
  const would1 = sideOf(people, 'would', sides.would)
  return {
    was: { ...was, fallbacks: arrivals.filter(isStray).length, won: wins.length, wonValue: value },
    would: {
      ...would1,
      fallbacks: would.reduce(
        (sum, one, i) => sum + (i < arrivals.length && one?.via === 'fallback' ? 1 : 0),
        0,
      ),
      won: Math.max(0, wins.length + estimate.wins.mean),
      wonValue: Math.max(0, value + estimate.value.mean),
    },
  }
}

function sideOf(people: readonly PersonRow[], which: 'was' | 'would', tally: Tally): Side {
  const all = people.map((one) => one[which])
  const receivers = people
    .filter(({ was, would }) => was.received + would.received > 0)
    .map((one) => one[which])
  const sum = (of: (one: PersonRow['was']) => number) => all.reduce((total, one) => total + of(one), 0)
  const answers = sum((one) => one.answers)
  const missed = Object.fromEntries(
    LIMITS.map((kind) => [kind, sum((one) => one.missed[kind])]),
  ) as Side['missed']
  return {
    received: sum((one) => one.received),
    value: sum((one) => one.value),
    handOvers: tally.handOvers,
    fallbacks: 0,
    missed,
    answers,
    answerMinutes: answers > 0 ? sum((one) => one.answers * one.answerMinutes) / answers : 0,
    idleDays: receivers.reduce((total, one) => total + one.idleDays, 0),
    meanLoad:
      receivers.length > 0 ? receivers.reduce((total, one) => total + one.meanLoad, 0) / receivers.length : 0,
    mostLoad: all.reduce((most, one) => Math.max(most, one.mostLoad), 0),
    unevenCount: gini(receivers.map(({ received }) => received)),
    unevenValue: gini(receivers.map((one) => one.value)),
    won: 0,
    wonValue: 0,
  }
}

function weeksOf(people: readonly PersonRow[], which: 'was' | 'would'): number[] {
  const weeks: number[] = []
  for (const one of people)
    one[which].weeks.forEach((load, n) => {
      weeks[n] = (weeks[n] ?? 0) + load
    })
  return weeks.map((load) => Math.round(load * 100) / 100)
}
