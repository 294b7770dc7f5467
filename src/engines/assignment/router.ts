import { because, type Reason } from '../../kernel/explain.ts'
import { decideTogether } from './batch.ts'
import { best, scaleOf, without } from './best.ts'
import { Customers } from './customers.ts'
import { capsOf, factAt, limitsOf } from './eligible.ts'
import { type Grounds, groundsOf, type Standing } from './ground.ts'
import { columnOf, Loads } from './loads.ts'
import type { Arrival, Facts, Ground, Holder, LoadState, Outcome, Person, Rule } from './model.ts'
import { SAME, scoresOf } from './score.ts'
import { accrueTurns, forgoTurns, keepTurns, type Round } from './turns.ts'

export type Prepared = { rule: Rule; grounds: Grounds; turns: Turns | undefined }
export type Decided = { outcome: Outcome; ground: Ground | null }
export type Capped = [number, Reason[]][]
/** The rule that decides, and who it finds: `eligible` are indexes of its ground's fit. */
export type Found = {
  facts: Facts
  one: Prepared
  standing: Standing
  capped: Capped
  eligible: number[]
  tried: string[]
  place: number
}
type Looked = Pick<Found, 'one' | 'standing' | 'capped'>
/** Where nobody was found: what was looked at last, and every rule that held. */
type NotFound = { looked: Looked | undefined; tried: string[] }

/** Whose turn it is under one rule, by the places of the people; taken up when the rule first decides. */
type Turns = {
  credit: Float64Array
  last: Float64Array
  latest: number
  largest: number
  /** Who had a turn noted before: theirs is written back also where it is nothing now. */
  noted: ReadonlyMap<string, number> | undefined
}

const NOTHING_MORE: Arrival = {}

/**
 * Rules made ready for many decisions among fixed people. Rules are tried in order; the first that holds and has somebody eligible
 * decides, else the keeper gets it. Each decision moves the loads and turns on, so that the next one knows of it.
 * The same input gives the same decisions: `draw` (0 ≤ draw < 1) is the only chance, and it breaks only exact ties.
 * Costs the rules that may hold by their `need`, and the people who fit; 100,000 decisions a second with 200 rules and 500 people.
 */
export class Router {
  readonly loads: Loads
  private readonly people: readonly Person[]
  private readonly keeperId: string
  private readonly prepared: readonly Prepared[]
  private readonly always: readonly number[]
  private readonly byNeed = new Map<string, Map<string, number[]>>()
  private readonly places: ReadonlyMap<string, number>
  private readonly state: LoadState
  private readonly customers: Customers

  /** The loads of `state` are read now, the turns of a rule when it first decides. */
  constructor(rules: readonly Rule[], people: readonly Person[], keeperId: string, state: LoadState) {
    this.people = people
    this.keeperId = keeperId
    this.places = new Map(people.map((person, place) => [person.id, place]))
    this.state = state
    this.loads = new Loads(people, state)
    this.customers = new Customers(state.customers)
    this.prepared = rules.map((rule) => ({ rule, grounds: groundsOf(rule, people), turns: undefined }))
    this.always = rules.flatMap((rule, i) => (rule.need ? [] : [i]))
    rules.forEach((rule, i) => {
      if (rule.need) this.noteNeed(rule.need, i)
    })
  }

  /** Tells who holds or held opportunities of a customer. */
  knows(customer: string, holders: readonly Holder[]): void {
    this.customers.byKey.set(customer, [...holders])
  }

  /** The ids of the rules that hold for an opportunity, in their order: one of them decides, or the keeper gets it. */
  holding(facts: Facts): string[] {
    return this.mayHold(facts).flatMap((place) => {
      const { rule } = this.prepared[place] as Prepared
      return rule.holds(facts) ? [rule.id] : []
    })
  }

  /** Decides about one opportunity; the ground is shared between decisions and is not to be changed. */
  decide(facts: Facts, draw: number, arrival: Arrival = NOTHING_MORE): Decided {
    const found = this.find(facts, arrival)
    return 'one' in found ? this.settle(found, draw, arrival) : this.leave(found, draw, arrival)
  }

  /** Decides about what comes together, in its order; rules that divide a batch as a whole see all of it. */
  decideAll(arrivals: readonly { facts: Facts; draw: number; arrival?: Arrival }[]): Decided[] {
    return decideTogether(this, arrivals)
  }

  /** The first rule after `after` that holds and has somebody eligible; else what was tried. */
  find(
    facts: Facts,
    { workload = 1 }: Arrival,
    after = -1,
    before: readonly string[] = [],
  ): Found | NotFound {
    const tried = [...before]
    let looked: Looked | undefined
    for (const place of this.mayHold(facts)) {
      if (place <= after) continue
      const one = this.prepared[place] as Prepared
      if (!one.rule.holds(facts)) continue
      const standing = one.grounds.for(facts, one.rule.now)
      const capped = this.cappedOf(one.rule, standing, workload)
      const count = standing.places.length
      if (one.rule.strategy === 'manual' || capped.length < count)
        return { facts, one, standing, capped, eligible: without(count, capped), tried, place }
      tried.push(one.rule.id)
      looked = { one, standing, capped }
    }
    return { looked, tried }
  }

  /** The keeper gets what no rule found anybody for. */
  leave({ looked, tried }: NotFound, draw: number, { workload = 1 }: Arrival): Decided {
    const whatWouldChange = looked ? this.nearest(looked, workload) : []
    const keeper = this.places.get(this.keeperId)
    if (keeper !== undefined) this.loads.hold(keeper, workload)
    const { capped = [] } = looked ?? {}
    const rest = { draw, tieBreak: null, tried, whatWouldChange, terms: [], capped }
    return {
      outcome: { via: 'fallback', ruleId: null, personId: this.keeperId, ...rest },
      ground: looked?.standing.ground ?? null,
    }
  }

  /** Chooses by the strategy of the rule that was found, and moves loads and turns on. */
  settle(found: Found, draw: number, arrival: Arrival): Decided {
    const { one, standing, eligible } = found
    if (one.rule.strategy === 'manual') return this.leftToKeeper(found, draw, arrival)
    const { places } = standing
    const terms = this.termsOf(one, standing)
    const more = this.moreOf(found, terms, arrival)
    const scores = scoresOf(standing.ground, { terms, ...more }, standing.weights, eligible)
    const { last } = this.turnsOf(one)
    const kept = more.sticky && !more.sticky.why ? this.indexOf(standing, more.sticky.personId) : undefined
    const { winner, second, tieBreak } = best(scores, eligible, (i) => last[places[i] ?? 0] ?? -1, draw, kept)
    const runnerUp =
      second === undefined
        ? undefined
        : because('runner-up', {
            person: standing.ground.fit[second]?.personId,
            score: scores[eligible.indexOf(second)],
          })
    return this.given(found, winner, { draw, tieBreak, terms, ...more }, runnerUp, arrival)
  }

  /** Notes that the winner, an index of the ground's fit, gets it: turns, loads, the customer. */
  given(
    found: Found,
    winner: number,
    more: Pick<Outcome, 'draw' | 'tieBreak' | 'terms' | 'sticky' | 'value' | 'batch'>,
    runnerUp: Reason | undefined,
    arrival: Arrival,
  ): Decided {
    const { one, standing, capped, tried } = found
    const place = standing.places[winner] ?? 0
    const whatWouldChange = runnerUp ? [runnerUp] : this.nearest(found, arrival.workload ?? 1)
    this.moveOn(found, place, more.value?.counted ?? 1)
    this.loads.receive(place, arrival.workload ?? 1)
    const personId = standing.ground.fit[winner]?.personId ?? ''
    if (one.rule.sticky) this.customers.note(arrival, personId)
    return {
      outcome: { via: 'rule', ruleId: one.rule.id, personId, tried, whatWouldChange, capped, ...more },
      ground: standing.ground,
    }
  }

  /** The terms a decision keeps, in the order of the ground's fit. */
  termsOf(one: Prepared, { places }: Standing): number[] {
    const { strategy, loadBy } = one.rule
    const isByLoad = strategy === 'least-loaded' || strategy === 'best-of-batch' || strategy === 'manual'
    const load = loadBy === 'units' ? this.loads.units : this.loads.open
    const column = isByLoad ? load : this.turnsOf(one).credit
    return Array.from(places, (place) => column[place] ?? 0)
  }

  /** The customer's earlier holder under a rule that keeps customers together, with why they cannot get this one too. */
  stickyOf({ one, standing, capped }: Looked, arrival: Arrival): Outcome['sticky'] {
    let first: Outcome['sticky']
    for (const holder of this.customers.holdersOf(one.rule, arrival)) {
      const i = this.indexOf(standing, holder.personId)
      if (i < 0) {
        first ??= { ...holder, why: this.whyOut(standing, holder.personId) }
        continue
      }
      const over = capped.find(([at]) => at === i)?.[1][0]
      if (!over) return holder
      first ??= { ...holder, why: over }
    }
    return first
  }

  /** How many more each of the ground's fit may get, with opportunities of at most `workload` units. */
  slotsOf({ one, standing }: Looked, workload: number): number[] {
    return Array.from(standing.places, (place) => {
      const cap = capsOf(this.people[place] as Person, one.rule)
      const has = this.loads.at(place)
      const room = Math.min(cap.open - has.open, cap.today - has.today, cap.week - has.week)
      const byUnits = workload > 0 ? Math.floor((cap.units - has.units) / workload + SAME) : room
      return Math.max(0, Math.min(room, byUnits))
    })
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

  /** The largest amount every rule that decided has given. */
  largest(): Map<string, number> {
    return new Map(this.prepared.flatMap(({ rule, turns }) => (turns ? [[rule.id, turns.largest]] : [])))
  }

  /** Puts the loads and turns where they came from. */
  saveTo(state: LoadState): void {
    this.loads.saveTo(state)
    state.largest = new Map([...(state.largest ?? []), ...this.largest()])
    state.customers = this.customers.byKey
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

  private cappedOf(rule: Rule, { places, caps }: Standing, workload: number): Capped {
    const capped: Capped = []
    if (!caps) return capped
    const { open, today, week, units } = this.loads
    for (let i = 0; i < places.length; i++) {
      const at = places[i] as number
      const isOver =
        (open[at] as number) >= (caps.open[i] as number) ||
        (today[at] as number) >= (caps.today[i] as number) ||
        (week[at] as number) >= (caps.week[i] as number) ||
        (units[at] as number) + workload > (caps.units[i] as number)
      if (isOver) capped.push([i, limitsOf(this.people[at] as Person, rule, this.loads.at(at), workload)])
    }
    return capped
  }

  private moreOf(found: Found, terms: readonly number[], arrival: Arrival) {
    const { one, standing, facts, eligible } = found
    const { strategy, sticky: keeps, amountOf } = one.rule
    const sticky = keeps ? this.stickyOf(found, arrival) : undefined
    const customers = sticky && !sticky.why ? [sticky.personId] : []
    const more: Pick<Outcome, 'sticky' | 'value' | 'batch'> = sticky ? { sticky } : {}
    if (strategy === 'value-fair') {
      const value = amountOf?.(facts) ?? { counted: 1, assumed: 'no-amount' as const }
      more.value = { ...value, largest: Math.max(value.counted, this.turnsOf(one).largest) }
    }
    if (strategy === 'best-of-batch')
      more.batch = { scale: scaleOf(terms, standing.weights, eligible), size: 1, alone: '', customers }
    return more
  }

  private leftToKeeper({ one, standing, capped, tried }: Found, draw: number, arrival: Arrival): Decided {
    const terms = this.termsOf(one, standing)
    const keeper = this.places.get(this.keeperId)
    if (keeper !== undefined) this.loads.receive(keeper, arrival.workload ?? 1)
    const rest = { draw, tieBreak: null, tried, whatWouldChange: [], terms, capped }
    const outcome = { via: 'rule' as const, ruleId: one.rule.id, personId: this.keeperId, ...rest }
    return { outcome, ground: standing.ground }
  }

  /** Turns after the person at `winner` got one that counts `counted`. */
  private moveOn({ one, standing, eligible }: Found, winner: number, counted: number): void {
    const turns = this.turnsOf(one)
    turns.latest += 1
    turns.last[winner] = turns.latest
    const { strategy, turns: policy = 'keep', accrueCap = 0 } = one.rule
    const isByValue = strategy === 'value-fair'
    if (!isByValue && strategy !== 'weighted-round-robin' && strategy !== 'conversion-weighted') return
    if (isByValue) turns.largest = Math.max(turns.largest, counted)
    const { places, weights, absent } = standing
    const round: Round = {
      credit: turns.credit,
      eligible: eligible.map((i) => places[i] ?? 0),
      weights: eligible.map((i) => weights[i] ?? 1),
      absent: [],
      absentWeights: [],
    }
    const size = isByValue ? counted : 1
    if (policy === 'keep') {
      keepTurns(round, winner, size)
      return
    }
    const here = new Set(eligible)
    const capped = Array.from(places, (_, i) => i).filter((i) => !here.has(i))
    round.absent = [...absent.places, ...capped.map((i) => places[i] ?? 0)]
    round.absentWeights = [...absent.weights, ...capped.map((i) => weights[i] ?? 1)]
    if (policy === 'forgo') forgoTurns(round, winner, size)
    else accrueTurns(round, winner, size, accrueCap * (isByValue ? turns.largest : 1))
  }

  private turnsOf(one: Prepared): Turns {
    if (one.turns) return one.turns
    const { credit, last, largest } = this.state
    const { id } = one.rule
    const noted = credit.get(id)
    one.turns = {
      credit: columnOf(this.people, noted),
      last: columnOf(this.people, last.get(id), -1),
      latest: Math.max(0, ...(last.get(id)?.values() ?? [])),
      largest: largest?.get(id) ?? 0,
      noted,
    }
    return one.turns
  }

  private indexOf({ ground }: Standing, personId: string): number {
    return ground.fit.findIndex((one) => one.personId === personId)
  }

  private whyOut({ ground }: Standing, personId: string): Reason {
    const group = ground.out.find(({ people }) => people.includes(personId))
    return group?.reasons[0] ?? because('inactive')
  }

  /** Those whom a single reason kept out: mending that one would have changed the outcome. */
  private nearest({ one, standing, capped }: Looked, workload: number): Reason[] {
    const { fit, out } = standing.ground
    const kept: { personId: string; reasons: Reason[] }[] = []
    for (const [i, reasons] of capped) kept.push({ personId: fit[i]?.personId ?? '', reasons })
    for (const { reasons, people } of out) {
      if (reasons.length > 1) continue
      for (const personId of people) {
        if (kept.length > 200) break
        const place = this.places.get(personId) ?? 0
        const limits = limitsOf(this.people[place] as Person, one.rule, this.loads.at(place), workload)
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
