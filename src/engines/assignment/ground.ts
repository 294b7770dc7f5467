import { exclusionsBeforeLoad, factAt, regionOf } from './eligible.ts'
import type { Facts, Ground, Person, Rule } from './model.ts'

const MOST_KEPT = 5000

/** A ground with what deciding on it needs at hand: the people of `ground.fit` by their place among all, and how heavy they are. */
export type Standing = { ground: Ground; places: Int32Array; weights: Float64Array }

const KNOWN = new WeakMap<readonly Person[], WeakMap<Rule['candidates'], Map<string, Grounds>>>()

/** The grounds of a rule among people, shared by all who ask with the very same lists: these are values that are never changed. */
export function groundsOf(rule: Rule, people: readonly Person[]): Grounds {
  const ofPeople = KNOWN.get(people) ?? new WeakMap<Rule['candidates'], Map<string, Grounds>>()
  KNOWN.set(people, ofPeople)
  const ofCandidates = ofPeople.get(rule.candidates) ?? new Map<string, Grounds>()
  ofPeople.set(rule.candidates, ofCandidates)
  const key = `${rule.id} ${rule.strategy}`
  const found = ofCandidates.get(key) ?? new Grounds(rule, people)
  ofCandidates.set(key, found)
  return found
}

/**
 * The grounds of one rule among fixed people, made when first asked for: they depend on the region and the wanted skill alone, and
 * on the instant where the rule asks who is at work: those of another instant are forgotten.
 */
export class Grounds {
  private readonly known = new Map<string, Standing>()
  private readonly rule: Rule
  private readonly people: readonly Person[]
  private at: number | undefined

  constructor(rule: Rule, people: readonly Person[]) {
    this.rule = rule
    this.people = people
  }

  for(facts: Facts, now: number | undefined): Standing {
    if (this.rule.candidates.withinWorkingHours !== undefined && this.at !== now) {
      this.known.clear()
      this.at = now
    }
    const key = this.keyOf(facts)
    const found = this.known.get(key)
    if (found) return found
    if (this.known.size >= MOST_KEPT) this.known.clear()
    const made = standingOf({ ...this.rule, now }, this.people, facts)
    this.known.set(key, made)
    return made
  }

  private keyOf(facts: Facts): string {
    const { territory, skillFrom } = this.rule.candidates
    const region = territory === 'match' ? regionOf(facts) : null
    const skill = skillFrom ? factAt(facts, skillFrom) : null
    return region === null && skill === null ? '' : JSON.stringify([region, skill])
  }
}

function standingOf(rule: Rule, people: readonly Person[], facts: Facts): Standing {
  const fit: Ground['fit'] = []
  const places: number[] = []
  const out = new Map<string, Ground['out'][number]>()
  people.forEach((person, place) => {
    const reasons = exclusionsBeforeLoad(person, rule, facts)
    if (reasons.length === 0) {
      fit.push({ personId: person.id, weight: person.weight })
      places.push(place)
      return
    }
    const key = JSON.stringify(reasons)
    const group = out.get(key) ?? { reasons, people: [] }
    group.people.push(person.id)
    out.set(key, group)
  })
  const ground = { ruleId: rule.id, strategy: rule.strategy, fit, out: [...out.values()] }
  return { ground, places: Int32Array.from(places), weights: Float64Array.from(fit, (one) => one.weight) }
}
