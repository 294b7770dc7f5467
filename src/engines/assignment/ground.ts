import type { Reason } from '../../kernel/explain.ts'
import { conversionFactors } from './conversion.ts'
import { capsOf, exclusionsBeforeLoad, factAt, regionOf, valuesAt } from './eligible.ts'
import { type Facts, type Fit, type Ground, PASSING, type Person, type Rule } from './model.ts'

const MOST_KEPT = 5000
/** Where a rule names no field for skills, these may name one. */
const WANTED_SKILLS = ['product.series', 'product.name', 'account.industry']

/**
 * A ground with what deciding on it needs at hand: the people of `ground.fit` by their place among all, how heavy they are, and
 * their limits. `absent` are those whose reasons pass by themselves.
 */
export type Standing = {
  ground: Ground
  places: Int32Array
  weights: Float64Array
  absent: { places: Int32Array; weights: Float64Array }
  /** Undefined where nobody has a limit. */
  caps: { open: Float64Array; today: Float64Array; week: Float64Array; units: Float64Array } | undefined
}

const KNOWN = new WeakMap<readonly Person[], WeakMap<Rule['candidates'], Map<string, Grounds>>>()

/** The grounds of a rule among people, shared by all who ask with the very same lists: these are values that are never changed. */
export function groundsOf(rule: Rule, people: readonly Person[]): Grounds {
  const ofPeople = KNOWN.get(people) ?? new WeakMap<Rule['candidates'], Map<string, Grounds>>()
  KNOWN.set(people, ofPeople)
  const ofCandidates = ofPeople.get(rule.candidates) ?? new Map<string, Grounds>()
  ofPeople.set(rule.candidates, ofCandidates)
  const key = `${rule.id} ${rule.strategy}`
  const found = ofCandidates.get(key)
  if (found?.serves(rule)) return found
  const made = new Grounds(rule, people)
  ofCandidates.set(key, made)
  return made
}

/**
 * The grounds of one rule among fixed people, made when first asked for: they depend on what the rule compares with people alone, and
 * on the instant where the rule asks who is at work: those of another instant are forgotten.
 */
export class Grounds {
  private readonly known = new Map<string, Standing>()
  private readonly rule: Rule
  private readonly people: readonly Person[]
  private readonly paths: readonly string[]
  private at: number | undefined

  constructor(rule: Rule, people: readonly Person[]) {
    this.rule = rule
    this.people = people
    const { skillFrom, matches = [] } = rule.candidates
    const wanted = rule.strategy === 'best-of-batch' ? WANTED_SKILLS : []
    this.paths = [...(skillFrom ? [skillFrom] : []), ...matches.map(({ field }) => field), ...wanted]
  }

  /** Whether they were made with the same limits and the same count of what was won. */
  serves(rule: Rule): boolean {
    const of = ({ openCap, dayCap, weekCap, unitCap, turns, conversion }: Rule) =>
      `${openCap} ${dayCap} ${weekCap} ${unitCap} ${turns} ${conversion?.countedAt}`
    return rule === this.rule || of(rule) === of(this.rule)
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
    const { candidates, strategy } = this.rule
    const asksRegion = candidates.territory === 'match' || strategy === 'best-of-batch'
    const region = asksRegion ? regionOf(facts) : null
    if (this.paths.length === 0) return region ?? ''
    const values = this.paths.map((path) => factAt(facts, path))
    return region === null && values.every((value) => value === null) ? '' : JSON.stringify([region, values])
  }
}

function standingOf(rule: Rule, people: readonly Person[], facts: Facts): Standing {
  const fitting: number[] = []
  const absent: number[] = []
  const out = new Map<string, Ground['out'][number]>()
  people.forEach((person, place) => {
    const reasons = exclusionsBeforeLoad(person, rule, facts)
    if (reasons.length === 0) fitting.push(place)
    else noteOut(out, person.id, reasons)
    if (reasons.length > 0 && reasons.every(({ code }) => PASSING.has(code))) absent.push(place)
  })
  const at = (place: number) => people[place] as Person
  const { conversion, factors } = conversionFactors(rule, people)
  const fitOf = (place: number): Fit => {
    const { id: personId, weight } = at(place)
    const plain = rule.strategy === 'best-of-batch' ? fitness(at(place), rule, facts) : {}
    const won = factors?.get(personId)
    if (!won) return { personId, weight, ...plain }
    const isWeighed = rule.strategy === 'conversion-weighted'
    return { personId, weight: isWeighed ? weight * won.factor : weight, plain: weight, ...won, ...plain }
  }
  const fit = fitting.map(fitOf)
  const weightOf = (place: number) => at(place).weight * (factors?.get(at(place).id)?.factor ?? 1)
  const ground: Ground = {
    ruleId: rule.id,
    strategy: rule.strategy,
    ...(rule.loadBy === 'units' ? { loadBy: 'units' as const } : {}),
    ...(rule.turns && rule.turns !== 'keep' ? { turns: rule.turns } : {}),
    ...(conversion ? { conversion } : {}),
    fit,
    out: [...out.values()],
  }
  const caps = fitting.map((place) => capsOf(at(place), rule))
  const isFree = caps.every((cap) => Object.values(cap).every((limit) => limit === Number.POSITIVE_INFINITY))
  return {
    ground,
    places: Int32Array.from(fitting),
    weights: Float64Array.from(fit, (one) => one.weight),
    absent: { places: Int32Array.from(absent), weights: Float64Array.from(absent, weightOf) },
    caps: isFree
      ? undefined
      : {
          open: Float64Array.from(caps, (cap) => cap.open),
          today: Float64Array.from(caps, (cap) => cap.today),
          week: Float64Array.from(caps, (cap) => cap.week),
          units: Float64Array.from(caps, (cap) => cap.units),
        },
  }
}

function noteOut(out: Map<string, Ground['out'][number]>, personId: string, reasons: Reason[]): void {
  const key = JSON.stringify(reasons)
  const group = out.get(key) ?? { reasons, people: [] }
  group.people.push(personId)
  out.set(key, group)
}

/** How well somebody fits, whatever their load: the share of the wanted skills they have, and how closely their territory names the region. */
function fitness(person: Person, { candidates }: Rule, facts: Facts): { skill: number; depth: number } {
  const paths = candidates.skillFrom ? [candidates.skillFrom] : WANTED_SKILLS
  const wanted = [...new Set(paths.flatMap((path) => valuesAt(facts, path)))]
  const region = regionOf(facts)
  const codes = region === null ? [] : person.territories.filter((code) => region.startsWith(code))
  return {
    skill: wanted.length ? wanted.filter((one) => person.skills.includes(one)).length / wanted.length : 0,
    depth: region ? Math.max(0, ...codes.map((code) => code.length)) / region.length : 0,
  }
}
