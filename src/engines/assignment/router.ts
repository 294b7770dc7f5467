import { because, type Reason } from '../../kernel/explain.ts'
import { factAt, limitsOf } from './eligible.ts'
import { type Grounds, groundsOf, type Standing } from './ground.ts'
import type { Facts, Ground, LoadState, Outcome, Person, Rule } from './model.ts'
import { dueOf, SAME, scoreByCredit, scoreByLoad } from './score.ts'

type Prepared = { rule: Rule; grounds: Grounds; turns: Turns | undefined }

/** Whose turn it is under one rule, by the places of the people; taken up when the rule first decides. */
type Turns = {
  credit: Float64Array
  last: Float64Array
  latest: number
  /** Who had a turn noted before: theirs is written back also where it is nothing now. */
  noted: ReadonlyMap<string, number> | undefined
}

/**
 * Rules made ready for many decisions among fixed people. Rules are tried in order; the first that holds and has somebody eligible
 * decides, else the keeper gets it. Each decision moves the loads and turns on, so that the next one knows of it.
 * The same input gives the same decisions: `draw` (0 ≤ draw < 1) is the only chance, and it breaks only exact ties.
 * Costs the rules that may hold by their `need`, and the people who fit; 100,000 decisions a second with 200 rules and 500 people.
 */
export class Router {
  private readonly people: readonly Person[]
  private readonly keeperId: string
  private readonly prepared: readonly Prepared[]
  private readonly always: readonly number[]
  private readonly byNeed = new Map<string, Map<string, number[]>>()
  private readonly open: Float64Array
  private readonly today: Float64Array
  private readonly places: ReadonlyMap<string, number>
  private readonly state: LoadState

  /** The loads of `state` are read now, the turns of a rule when it first decides. */
  constructor(rules: readonly Rule[], people: readonly Person[], keeperId: string, state: LoadState) {
    this.people = people
    this.keeperId = keeperId
    this.places = new Map(people.map((person, place) => [person.id, place]))
    this.state = state
    this.open = this.column(state.open)
    this.today = this.column(state.today)
    this.prepared = rules.map((rule) => ({ rule, grounds: groundsOf(rule, people), turns: undefined }))
    this.always = rules.flatMap((rule, i) => (rule.need ? [] : [i]))
    rules.forEach((rule, i) => {
      if (rule.need) this.noteNeed(rule.need, i)
    })
  }

  /** The ids of the rules that hold for an opportunity, in their order: one of them decides, or the keeper gets it. */
  holding(facts: Facts): string[] {
    return this.mayHold(facts).flatMap((place) => {
      const { rule } = this.prepared[place] as Prepared
      return rule.holds(facts) ? [rule.id] : []
    })
  }

  /** Decides about one opportunity; the ground is shared between decisions and is not to be changed. */
  decide(facts: Facts, draw: number): { outcome: Outcome; ground: Ground | null } {
    const tried: string[] = []
    let looked: { one: Prepared; standing: Standing; capped: [number, Reason[]][] } | undefined
    for (const place of this.mayHold(facts)) {
      const one = this.prepared[place] as Prepared
      if (!one.rule.holds(facts)) continue
      const standing = one.grounds.for(facts, one.rule.now)
      const capped = this.cappedOf(one.rule, standing)
      if (one.rule.strategy === 'manual') return this.leftToKeeper(one.rule, standing, capped, draw, tried)
      if (capped.length < standing.places.length) return this.chosen(one, standing, capped, draw, tried)
      tried.push(one.rule.id)
      looked = { one, standing, capped }
    }
    const whatWouldChange = looked ? this.nearest(looked.one.rule, looked.standing.ground, looked.capped) : []
    const keeper = this.places.get(this.keeperId)
    if (keeper !== undefined) this.open[keeper] = (this.open[keeper] ?? 0) + 1
    const { capped = [] } = looked ?? {}
    const rest = { draw, tieBreak: null, tried, whatWouldChange, terms: [], capped }
    return {
      outcome: { via: 'fallback', ruleId: null, personId: this.keeperId, ...rest },
      ground: looked?.standing.ground ?? null,
    }
  }

  /** The turns of every rule that decided since the start: what each person is owed. */
  turns(): { ruleId: string; personId: string; credit: number }[] {
    return this.prepared.flatMap(({ rule, turns }) => {
      if (!turns) return []
      const { credit, last, noted } = turns
      return this.people.flatMap((person, place) => {
        const owed = credit[place] ?? 0
        return owed !== 0 || (last[place] ?? -1) >= 0 || noted?.has(person.id)
          ? [{ ruleId: rule.id, personId: person.id, credit: owed }]
          : []
      })
    })
  }

  /** Puts the loads and turns where they came from. */
  saveTo(state: LoadState): void {
    this.people.forEach((person, place) => {
      state.open.set(person.id, this.open[place] ?? 0)
      state.today.set(person.id, this.today[place] ?? 0)
    })
    for (const { rule, turns } of this.prepared) {
      if (!turns) continue
      const { credit, last } = turns
      const credits = state.credit.get(rule.id) ?? new Map<string, number>()
      const lasts = state.last.get(rule.id) ?? new Map<string, number>()
      this.people.forEach((person, place) => {
        if (credit[place] !== 0 || credits.has(person.id)) credits.set(person.id, credit[place] ?? 0)
        if ((last[place] ?? -1) >= 0) lasts.set(person.id, last[place] ?? 0)
      })
      state.credit.set(rule.id, credits)
      state.last.set(rule.id, lasts)
    }
  }

  private noteNeed({ path, values }: NonNullable<Rule['need']>, place: number): void {
    const byValue = this.byNeed.get(path) ?? new Map<string, number[]>()
    this.byNeed.set(path, byValue)
    for (const value of new Set(values)) byValue.set(value, [...(byValue.get(value) ?? []), place])
  }

  /** The places of the rules that may hold, in their order. */
  private mayHold(facts: Facts): readonly number[] {
    if (this.byNeed.size === 0) return this.always
    const found = [...this.always]
    for (const [path, byValue] of this.byNeed) {
      const fact = factAt(facts, path)
      const value = typeof fact === 'object' && fact !== null && 'id' in fact ? fact.id : fact
      if (typeof value === 'string') found.push(...(byValue.get(value) ?? []))
    }
    return found.length === this.always.length ? found : found.sort((a, b) => a - b)
  }

  private cappedOf(rule: Rule, { places }: Standing): [number, Reason[]][] {
    const capped: [number, Reason[]][] = []
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0
      const person = this.people[place] as Person
      if (rule.openCap == null && rule.dayCap == null && person.openCap === null && person.dayCap === null)
        continue
      const reasons = limitsOf(person, rule, this.open[place] ?? 0, this.today[place] ?? 0)
      if (reasons.length > 0) capped.push([i, reasons])
    }
    return capped
  }

  private chosen(
    one: Prepared,
    standing: Standing,
    capped: [number, Reason[]][],
    draw: number,
    tried: string[],
  ): { outcome: Outcome; ground: Ground } {
    const { rule } = one
    const { places } = standing
    const eligible = without(places.length, capped)
    const turns = this.turnsOf(one)
    const isByTurn = rule.strategy === 'weighted-round-robin'
    const column = isByTurn ? turns.credit : this.open
    const terms = Array.from(places, (place) => column[place] ?? 0)
    const scores = isByTurn
      ? scoreByCredit(terms, standing.weights, eligible)
      : scoreByLoad(terms, standing.weights, eligible)
    const { winner, second, tieBreak } = best(scores, eligible, (i) => turns.last[places[i] ?? 0] ?? -1, draw)
    if (isByTurn) {
      const due = dueOf(terms, standing.weights, eligible)
      eligible.forEach((i, n) => {
        turns.credit[places[i] ?? 0] = (due[n] ?? 0) - (i === winner ? 1 : 0)
      })
    }
    this.receive(turns, places[winner] ?? 0)
    const personId = standing.ground.fit[winner]?.personId ?? ''
    const whatWouldChange =
      second === undefined
        ? this.nearest(rule, standing.ground, capped)
        : [
            because('runner-up', {
              person: standing.ground.fit[second]?.personId,
              score: scores[eligible.indexOf(second)],
            }),
          ]
    return {
      outcome: {
        via: 'rule',
        ruleId: rule.id,
        personId,
        draw,
        tieBreak,
        tried,
        whatWouldChange,
        terms,
        capped,
      },
      ground: standing.ground,
    }
  }

  private leftToKeeper(
    rule: Rule,
    { ground, places }: Standing,
    capped: [number, Reason[]][],
    draw: number,
    tried: string[],
  ): { outcome: Outcome; ground: Ground } {
    const terms = Array.from(places, (place) => this.open[place] ?? 0)
    const keeper = this.places.get(this.keeperId)
    if (keeper !== undefined) {
      this.open[keeper] = (this.open[keeper] ?? 0) + 1
      this.today[keeper] = (this.today[keeper] ?? 0) + 1
    }
    const rest = { draw, tieBreak: null, tried, whatWouldChange: [], terms, capped }
    return { outcome: { via: 'rule', ruleId: rule.id, personId: this.keeperId, ...rest }, ground }
  }

  private turnsOf(one: Prepared): Turns {
    if (one.turns) return one.turns
    const noted = this.state.credit.get(one.rule.id)
    const last = this.state.last.get(one.rule.id)
    const latest = Math.max(0, ...(last?.values() ?? []))
    one.turns = { credit: this.column(noted), last: this.column(last, -1), latest, noted }
    return one.turns
  }

  private column(of: ReadonlyMap<string, number> | undefined, none = 0): Float64Array {
    const found = new Float64Array(this.people.length)
    for (let place = 0; place < found.length; place++)
      found[place] = of?.get((this.people[place] as Person).id) ?? none
    return found
  }

  private receive(turns: Turns, place: number): void {
    this.open[place] = (this.open[place] ?? 0) + 1
    this.today[place] = (this.today[place] ?? 0) + 1
    turns.latest += 1
    turns.last[place] = turns.latest
  }

  /** Those whom a single reason kept out: mending that one would have changed the outcome. */
  private nearest(rule: Rule, { fit, out }: Ground, capped: readonly [number, Reason[]][]): Reason[] {
    const kept: { personId: string; reasons: Reason[] }[] = []
    for (const [i, reasons] of capped) kept.push({ personId: fit[i]?.personId ?? '', reasons })
    for (const { reasons, people } of out) {
      if (reasons.length > 1) continue
      for (const personId of people) {
        if (kept.length > 200) break
        const place = this.places.get(personId) ?? 0
        const limits = limitsOf(
          this.people[place] as Person,
          rule,
          this.open[place] ?? 0,
          this.today[place] ?? 0,
        )
        kept.push({ personId, reasons: [...reasons, ...limits] })
      }
    }
    return kept
      .filter(({ reasons }) => reasons.length === 1)
      .sort((a, b) => (this.places.get(a.personId) ?? 0) - (this.places.get(b.personId) ?? 0))
      .slice(0, 3)
      .flatMap(({ personId, reasons }) =>
        reasons.map(({ code, facts }) => because(code, { ...facts, person: personId })),
      )
  }
}

/** 0 … count − 1 without the capped ones. */
function without(count: number, capped: readonly [number, unknown][]): number[] {
  const left: number[] = []
  let next = 0
  for (let i = 0; i < count; i++) {
    if (capped[next]?.[0] === i) next += 1
    else left.push(i)
  }
  return left
}

/** The highest score wins; of equal ones who waited longest, then the draw. `scores` go with `eligible`. */
function best(
  scores: readonly number[],
  eligible: readonly number[],
  lastOf: (i: number) => number,
  draw: number,
) {
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > top) top = score
  const tied = eligible.filter((_, n) => (scores[n] ?? 0) >= top - SAME)
  let waiting = tied
  if (tied.length > 1) {
    const earliest = Math.min(...tied.map(lastOf))
    waiting = tied.filter((i) => lastOf(i) === earliest)
  }
  const winner = waiting[Math.floor(draw * waiting.length)] ?? waiting[0] ?? eligible[0] ?? 0
  const tieBreak = tied.length === 1 ? null : waiting.length === 1 ? 'waited-longest' : 'draw'
  let second: number | undefined
  let runnerUp = Number.NEGATIVE_INFINITY
  eligible.forEach((i, n) => {
    if (i === winner || (second !== undefined && (scores[n] ?? 0) <= runnerUp)) return
    second = i
    runnerUp = scores[n] ?? 0
  })
  return { winner, second, tieBreak }
}
