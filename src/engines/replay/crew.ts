import { type LoadState, type Person, Router, type Rule } from '../assignment/index.ts'
import type { At, Company, Division, Presence } from './model.ts'

/** Who is there as time goes on, and the router that decides among them: made anew where somebody came or went or the rules are others. */
export class Crew {
  people: Person[]
  division: Division | undefined
  router: Router | undefined
  private readonly company: Company
  private readonly state: LoadState
  private readonly ofStages = new Map<string, Rule>()
  private isMoved = true

  constructor(company: Company, state: LoadState) {
    this.company = company
    this.state = state
    this.people = [...company.people]
  }

  move({ place, active, away }: Presence): void {
    const person = this.people[place]
    if (!person) return
    const moved = { ...person }
    if (active !== undefined) moved.active = active
    if (away === null) delete moved.away
    else if (away !== undefined) moved.away = away
    this.people[place] = moved
    this.isMoved = true
  }

  /** The router of the moment; loads and turns go on. Behind the rules of the plan stand those of its stages. */
  routerAt(at: At): Router {
    const division = this.company.divisionAt(at)
    if (division.rules.some(({ candidates }) => candidates.withinWorkingHours !== undefined))
      this.noteWork(division, at)
    if (this.router && !this.isMoved && division === this.division) return this.router
    this.router?.saveTo(this.state)
    if (this.isMoved) this.people = [...this.people] // what is known of a list of people is kept with the list
    this.isMoved = false
    this.division = division
    const rules = [...division.rules, ...this.rulesOfStages(division)]
    this.router = new Router(rules, this.people, division.keeper, this.state)
    return this.router
  }

  private rulesOfStages({ stages }: Division): Rule[] {
    return [...stages].map(([key, { accountable }]) => {
      const id = `stage ${key} ${accountable}`
      const known = this.ofStages.get(id)
      if (known) return known
      const made: Rule = {
        id,
        holds: (facts) => facts['$stage'] === key,
        need: { path: '$stage', values: [key] },
        candidates: { functions: [accountable] },
        strategy: 'least-loaded',
      }
      this.ofStages.set(id, made)
      return made
    })
  }

  /** Who is at work, where the rules ask for it: as in production, the list stays the same while nobody begins or ends work. */
  private noteWork({ rules }: Division, at: At): void {
    for (const rule of rules) if (rule.now !== undefined) rule.now = at
    this.people.forEach((person, place) => {
      const next = this.company.nextWorking(place, at)
      if (person.nextWorkingAt === next) return
      this.people[place] = { ...person, nextWorkingAt: next }
      this.isMoved = true
    })
  }
}
