import type { Ground, LoadState, Outcome, Person, Router } from '../assignment/index.ts'
import { drawFor } from '../statistics/index.ts'
import { Agenda } from './agenda.ts'
import { Crew } from './crew.ts'
import { keysOf, Memory } from './memory.ts'
import type { At, Case, Company, Presence, Stretch } from './model.ts'
import { type Why, whyOf } from './why.ts'

/** What became of one that came: who got it first, by which rule, and how it went on where that is not as it was. */
export type Would = {
  place: number
  via: 'rule' | 'fallback' | 'given'
  rule: string | null
  /** Undefined: exactly as it was. */
  path: Stretch[] | undefined
  /** Why somebody else got it than really did. */
  why: Why | undefined
}

export type Given = {
  company: Company
  /** In the order they came. */
  arrivals: readonly Case[]
  /** What was open already when it begins, or closed lately: goes as it went. */
  before: readonly Case[]
  from: At
  until: At
  seed: number
  /** Loads at the beginning are counted from `before`; turns, and what was received this week, are handed in. */
  state: LoadState
}

const NOBODY = -1

/** Goes through what came in order of time, some events at a stretch, and decides about it as production does. */
export class Simulation {
  /** Of the arrivals in their order, then of what was open before. */
  readonly would: (Would | undefined)[]
  /** Opportunities open at the beginning whose holder is not there under this division: others got them. */
  inherited = 0
  private readonly given: Given
  private readonly cases: readonly Case[]
  private readonly places: ReadonlyMap<string, number>
  private readonly crew: Crew
  private readonly memory: Memory
  private readonly agenda = new Agenda()
  private readonly holder: Int32Array
  private readonly step: Int32Array
  private readonly workload: Float64Array
  private readonly isOther: Uint8Array
  private readonly isClosed: Uint8Array
  private nextArrival = 0
  private nextPresence = 0
  private nextDay = 0
  private begun = false

  constructor(given: Given) {
    this.given = given
    this.cases = [...given.arrivals, ...given.before]
    this.crew = new Crew(given.company, given.state)
    this.places = new Map(this.people.map(({ id }, place) => [id, place]))
    const size = this.cases.length
    this.holder = new Int32Array(size).fill(NOBODY)
    this.step = new Int32Array(size)
    this.workload = new Float64Array(size)
    this.isOther = new Uint8Array(size)
    this.isClosed = new Uint8Array(size)
    this.would = new Array(size)
    this.memory = new Memory(this.cases, this.isClosed)
  }

  private get people(): readonly Person[] {
    return this.crew.people
  }

  /** How many of the arrivals have been decided about. */
  get done(): number {
    return this.nextArrival
  }

  /** Goes on for about so many events; false where nothing is left until the end. */
  go(events: number): boolean {
    if (!this.begun) this.begin()
    for (let n = 0; n < events; n++) if (!this.turn()) return false
    return true
  }

  private turn(): boolean {
    const { company, arrivals, until } = this.given
    const day = company.days[this.nextDay]?.at ?? Number.POSITIVE_INFINITY
    const presence = company.presences[this.nextPresence]?.at ?? Number.POSITIVE_INFINITY
    const arrival = arrivals[this.nextArrival]?.at ?? Number.POSITIVE_INFINITY
    const soonest = Math.min(day, presence, arrival, this.agenda.soonest)
    if (soonest > until || soonest === Number.POSITIVE_INFINITY) return false
    if (soonest === day) this.newDay()
    else if (soonest === presence) this.movePresence()
    else if (soonest === arrival) this.arrive(soonest)
    else this.goOn(this.agenda.take(), soonest)
    return true
  }

  private begin(): void {
    this.begun = true
    const { company, arrivals, before, from, state } = this.given
    while ((company.presences[this.nextPresence]?.at ?? Number.POSITIVE_INFINITY) <= from) this.movePresence()
    while ((company.days[this.nextDay]?.at ?? Number.POSITIVE_INFINITY) <= from) this.nextDay++
    const orphans: number[] = []
    const division = company.divisionAt(from)
    before.forEach((one, n) => {
      const i = arrivals.length + n
      if (one.closedAt !== null && one.closedAt <= from) {
        this.isClosed[i] = 1
        this.holder[i] = this.placeOf(one.stretches.at(-1)?.person)
        this.memory.note(i)
        return
      }
      this.memory.note(i)
      const at = one.stretches.findIndex(({ to }) => to > from)
      if (at < 0) return
      this.step[i] = at
      const { person, stage, to } = one.stretches[at] as Stretch
      const place = this.placeOf(person)
      this.workload[i] = division.stages.get(stage)?.workload ?? 1
      this.would[i] = { place, via: 'given', rule: null, path: undefined, why: undefined }
      if (place >= 0 && this.isThere(place)) {
        this.holder[i] = place
        bump(state.open, person, 1)
        state.units ??= new Map()
        bump(state.units, person, this.workload[i] ?? 1)
      } else orphans.push(i)
      this.agenda.put(to, i)
    })
    for (const i of orphans) {
      this.inherited += 1
      const { facts, arrival } = this.cases[i] as Case
      const router = this.crew.routerAt(from)
      const { outcome } = router.decide(facts, this.drawOf(i), this.arrivalOf(i, arrival))
      const { stage, to } = (this.cases[i] as Case).stretches[this.step[i] ?? 0] as Stretch
      const held = { stage, person: outcome.personId, from, to, isFound: false }
      this.heldBy(i, this.placeOf(outcome.personId), held)
    }
  }

  private newDay(): void {
    const { isWeek } = this.given.company.days[this.nextDay++] as { isWeek: boolean }
    this.given.state.today.clear()
    if (isWeek) this.given.state.week?.clear()
    this.crew.router?.loads.today.fill(0)
    if (isWeek) this.crew.router?.loads.week.fill(0)
  }

  private movePresence(): void {
    const one = this.given.company.presences[this.nextPresence++] as Presence
    this.crew.move(one)
    if (this.begun && one.active === false && one.at > this.given.from) this.leaves(one.place, one.at)
  }

  /** What somebody who leaves holds only under this division is decided about anew; the rest goes on as it went. */
  private leaves(place: number, at: At): void {
    for (let i = 0; i < this.cases.length; i++) {
      if (this.holder[i] !== place || this.isClosed[i] === 1 || this.isOther[i] === 0) continue
      const { facts, arrival, stretches } = this.cases[i] as Case
      const router = this.crew.routerAt(at)
      this.takeOff(i)
      const { outcome } = router.decide(facts, this.drawOf(i), this.arrivalOf(i, arrival))
      const { stage, to } = stretches[this.step[i] ?? 0] as Stretch
      this.heldBy(i, this.placeOf(outcome.personId), {
        stage,
        person: outcome.personId,
        from: at,
        to,
        isFound: false,
      })
    }
  }

  private arrive(at: At): void {
    const { arrivals, company } = this.given
    const first = this.nextArrival
    while (arrivals[this.nextArrival]?.at === at) this.nextArrival++
    const asked: number[] = []
    for (let i = first; i < this.nextArrival; i++) {
      const one = arrivals[i] as Case
      const place = this.placeOf(one.stretches[0]?.person)
      this.workload[i] = this.dutyAt(at, one.stretches[0]?.stage)?.workload ?? 1
      if (!one.isGiven || place < 0 || !this.isThere(place)) asked.push(i)
      else {
        this.crew.routerAt(at).loads.hold(place, this.workload[i] ?? 1)
        this.would[i] = { place, via: 'given', rule: null, path: undefined, why: undefined }
        this.begins(i, place)
      }
    }
    if (asked.length > 0) {
      const router = this.crew.routerAt(at)
      const decided = router.decideAll(
        asked.map((i) => {
          const { facts, arrival } = this.cases[i] as Case
          return { facts, draw: this.drawOf(i), arrival: this.arrivalOf(i, arrival, at) }
        }),
      )
      for (const [n, { outcome, ground }] of decided.entries()) this.got(asked[n] as number, outcome, ground)
    }
    for (let i = first; i < this.nextArrival; i++) this.memory.note(i)
    for (const i of asked) {
      const { rule } = this.would[i] as Would
      if (rule) company.gave?.(rule, this.cases[i] as Case)
    }
  }

  private got(i: number, outcome: Outcome, ground: Ground | null): void {
    const place = this.placeOf(outcome.personId)
    const one = this.cases[i] as Case
    const [first] = one.stretches as [Stretch]
    const isOther = first.person !== outcome.personId
    const isAnswered = isOther || (one.decided !== null && one.decided.person !== outcome.personId)
    this.would[i] = {
      place,
      via: outcome.via,
      rule: outcome.ruleId,
      path: undefined,
      why: isAnswered
        ? whyOf(outcome, ground, this.crew.division, one.decided?.person ?? first.person)
        : undefined,
    }
    if (isOther) {
      this.isOther[i] = 1
      ;(this.would[i] as Would).path = [{ ...first, person: outcome.personId }]
    }
    this.begins(i, place)
  }

  private begins(i: number, place: number): void {
    this.holder[i] = place
    const first = (this.cases[i] as Case).stretches[0] as Stretch
    this.agenda.put(this.endOf(i, first, first.from), i)
  }

  /** The stretch an opportunity is in has come to its end: it closes, or is at another stage or with somebody else. */
  private goOn(i: number, at: At): void {
    const { stretches } = this.cases[i] as Case
    const current = stretches[this.step[i] ?? 0] as Stretch
    const at1 = (this.step[i] ?? 0) + 1
    const next = stretches[at1]
    const path = this.would[i]?.path
    const last = path?.at(-1)
    if (last) last.to = at
    if (!next) {
      this.takeOff(i)
      this.isClosed[i] = 1
      this.memory.closed(i)
      return
    }
    this.step[i] = at1
    const was = this.placeOf(next.person)
    const receiver = next.stage === current.stage ? this.inStage(i, was) : this.atStage(i, next, was, at)
    const end = this.endOf(i, next, at, receiver)
    this.agenda.put(end, i)
    const held = {
      stage: next.stage,
      person: this.people[receiver]?.id ?? next.person,
      from: at,
      to: end,
      isFound: next.isFound,
    }
    this.heldBy(i, receiver, held, was)
  }

  private heldBy(i: number, place: number, held: Stretch, was?: number): void {
    const { stretches } = this.cases[i] as Case
    const isSame = was !== undefined && place === was
    const would = this.would[i]
    if (would && (this.isOther[i] === 1 || !isSame)) {
      would.path ??= stretches.slice(0, this.step[i] ?? 0).map((one) => ({ ...one }))
      const last = would.path.at(-1)
      if (last && last.to > held.from) last.to = held.from
      if (last && last.stage === held.stage && last.person === held.person) last.to = held.to
      else would.path.push(held)
    } else if (would?.path) would.path.push(held)
    this.holder[i] = place
    this.isOther[i] = isSame ? 0 : 1
  }

  /** It was passed on within its stage: as it was, where it is where it was. */
  private inStage(i: number, was: number): number {
    const holder = this.holder[i] ?? NOBODY
    if (this.isOther[i] === 1 || was < 0 || !this.isThere(was) || was === holder) return holder
    this.pass(i, was, this.workload[i] ?? 1, false)
    return was
  }

  private atStage(i: number, next: Stretch, was: number, at: At): number {
    const holder = this.holder[i] ?? NOBODY
    const duty = this.dutyAt(at, next.stage)
    const workload = duty?.workload ?? this.workload[i] ?? 1
    const mayBeWas = was >= 0 && this.isThere(was)
    const isAsWas = mayBeWas && !duty?.isAnew
    if (this.isOther[i] === 0 && isAsWas)
      return this.pass(i, this.newcomerBefore(was, duty?.accountable), workload, next.isFound)
    const person = this.people[holder]
    if (!duty || (person?.active && person.functions.includes(duty.accountable)))
      return this.pass(i, holder, workload, false)
    if (isAsWas && this.people[was]?.functions.includes(duty.accountable))
      return this.pass(i, this.newcomerBefore(was, duty.accountable), workload, next.isFound)
    return this.found(i, next.stage, workload, at) ?? this.pass(i, holder, workload, false)
  }

  /** Whoever really received, or somebody who has the function only here and has less in hand for their weight. */
  private newcomerBefore(was: number, accountable: string | undefined): number {
    const newcomers = this.given.company.newcomers?.get(accountable ?? '') ?? []
    const isAmong = accountable !== undefined && this.people[was]?.functions.includes(accountable)
    if (newcomers.length === 0 || !isAmong) return was
    const open = (this.crew.router as Router).loads.open
    const loadOf = (place: number) => (open[place] ?? 0) / (this.people[place]?.weight ?? 1)
    let least = was
    for (const place of newcomers)
      if (this.isThere(place) && !this.people[place]?.away && loadOf(place) < loadOf(least)) least = place
    return least
  }

  /** The receiver a stage's accountable function is asked for, as production asks it. */
  private found(i: number, stage: string, workload: number, at: At): number | undefined {
    const router = this.crew.routerAt(at)
    const arrival = { workload }
    const rules = (this.crew.division?.rules.length ?? 0) - 1
    const found = router.find({ $stage: stage }, arrival, rules)
    if (!('one' in found)) return undefined
    this.takeOff(i)
    const { outcome } = router.settle(found, 0, arrival)
    this.workload[i] = workload
    return this.placeOf(outcome.personId)
  }

  private pass(i: number, to: number, workload: number, isCounted: boolean): number {
    const loads = this.loads
    const isOther = to !== this.holder[i]
    this.takeOff(i)
    if (isOther && isCounted) loads.receive(to, workload)
    else if (to >= 0) loads.hold(to, workload)
    this.workload[i] = workload
    return to
  }

  /** What everybody has: also before anything was decided, when what came earlier goes on. */
  private get loads(): Router['loads'] {
    return (this.crew.router ?? this.crew.routerAt(this.given.from)).loads
  }

  private takeOff(i: number): void {
    const place = this.holder[i] ?? NOBODY
    if (place < 0) return
    const { open, units } = this.loads
    open[place] = Math.max(0, (open[place] ?? 0) - 1)
    units[place] = Math.max(0, (units[place] ?? 0) - (this.workload[i] ?? 1))
  }

  private endOf(i: number, one: Stretch, start: At, place = this.holder[i] ?? NOBODY): At {
    const was = this.placeOf(one.person)
    if (one.to === Number.POSITIVE_INFINITY) return one.to
    if (place === was && start === one.from) return one.to
    return Math.max(start + 1, this.given.company.paced(one, was, place, start))
  }

  private dutyAt(at: At, stage: string | undefined) {
    return stage === undefined ? undefined : this.given.company.divisionAt(at).stages.get(stage)
  }

  private arrivalOf(i: number, { account, contacts }: Case['arrival'], at?: At) {
    if (at !== undefined && this.crew.division?.rules.some(({ sticky }) => sticky))
      for (const key of keysOf(account, contacts))
        this.crew.router?.knows(
          key,
          this.memory.holdersOf(key, at, (n) => this.people[this.holder[n] ?? 0]?.id ?? ''),
        )
    return { workload: this.workload[i] ?? 1, account: account ?? null, contacts: contacts ?? [] }
  }

  private drawOf(i: number): number {
    const { id, decided } = this.cases[i] as Case
    return decided?.draw ?? drawFor(this.given.seed, id)
  }

  private placeOf(person: string | undefined): number {
    return (person === undefined ? undefined : this.places.get(person)) ?? NOBODY
  }

  private isThere(place: number): boolean {
    return this.people[place]?.active === true
  }
}

function bump(of: Map<string, number>, key: string, by: number): void {
  of.set(key, (of.get(key) ?? 0) + by)
}
