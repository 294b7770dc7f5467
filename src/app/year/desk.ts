import { type LoadState, type Person, Router, type Rule } from '../../engines/assignment/index.ts'
import { instantOf } from '../../kernel/time.ts'
import type { Away } from './company.ts'
import type { Life } from './life.ts'

/** What the desk is told of the company: everybody in the order of their ids, and the plan's rules made ready. */
export type Staff = {
  people: readonly Person[]
  rules: readonly Rule[]
  keeper: string
  away: readonly Away[]
  dayOf(at: number): string
  weekOf(day: string): string
}

/**
 * Divides what comes in by the router of the product, with loads and turns kept in memory: what each holds, what the rules gave them
 * today and this week, whose turn it is.
 */
export class Desk {
  readonly open = new Map<string, number>()
  /** By day, then by person: what the rules gave. */
  readonly received = new Map<string, Map<string, number>>()
  readonly lastReceived = new Map<string, number>()
  private readonly staff: Staff
  private readonly state: LoadState = {
    open: this.open,
    today: new Map(),
    week: new Map(),
    units: this.open,
    credit: new Map(),
    last: new Map(),
    largest: new Map(),
  }
  private router: Router | undefined
  private standing = ''

  constructor(staff: Staff) {
    this.staff = staff
  }

  decide(life: Life, at: number, id: string, draw: number): string {
    const router = this.routerAt(at)
    const day = this.staff.dayOf(at)
    this.fill(router, day)
    const { account, facts } = life.given
    const { outcome, ground } = router.decide(facts, draw, { workload: 1, account, contacts: [] })
    life.decided = { id, at, draw, outcome, ground }
    if (outcome.via === 'rule') {
      const today = this.received.get(day) ?? new Map<string, number>()
      this.received.set(day, today.set(outcome.personId, (today.get(outcome.personId) ?? 0) + 1))
      this.lastReceived.set(`${outcome.ruleId} ${outcome.personId}`, at)
    }
    return outcome.personId
  }

  /** Somebody holds one more, or one less. */
  holds(person: string, more: 1 | -1): void {
    this.open.set(person, (this.open.get(person) ?? 0) + more)
  }

  /** Who is away at an instant. */
  isAway(person: string, at: number): boolean {
    return this.staff.away.some((one) => one.personId === person && one.from <= at && at < one.until)
  }

  turns(): { ruleId: string; personId: string; credit: number }[] {
    return this.router?.turns() ?? []
  }

  /** A router among those who are there now; a new one where somebody left for a while or came back. */
  private routerAt(at: number): Router {
    const away = this.staff.away.filter((one) => one.from <= at && at < one.until)
    const standing = away.map(({ personId, from }) => `${personId}${from}`).join()
    if (this.router && standing === this.standing) return this.router
    if (this.router) this.keepTurns(this.router)
    const by = new Map(away.map((one) => [one.personId, one]))
    const people = this.staff.people.map((person): Person => {
      const one = by.get(person.id)
      return one ? { ...person, away: { until: instantOf(one.until), deputy: one.deputyId } } : person
    })
    this.standing = standing
    this.router = new Router(this.staff.rules, people, this.staff.keeper, this.state)
    return this.router
  }

  private keepTurns(router: Router): void {
    const kept: LoadState = {
      ...this.state,
      open: new Map(),
      today: new Map(),
      week: new Map(),
      units: new Map(),
    }
    router.saveTo(kept)
    this.state.largest = kept.largest ?? new Map()
  }

  /** The loads as they are at this moment: the router notes only what it gives itself. */
  private fill(router: Router, day: string): void {
    const { people, weekOf } = this.staff
    const week = weekOf(day)
    const days = [...this.received].filter(([one]) => weekOf(one) === week && one <= day)
    people.forEach(({ id }, place) => {
      router.loads.open[place] = this.open.get(id) ?? 0
      router.loads.units[place] = this.open.get(id) ?? 0
      router.loads.today[place] = this.received.get(day)?.get(id) ?? 0
      router.loads.week[place] = days.reduce((sum, [, counts]) => sum + (counts.get(id) ?? 0), 0)
    })
  }
}
