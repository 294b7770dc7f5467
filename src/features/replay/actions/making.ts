import type { Rule } from '../../../engines/assignment/index.ts'
import {
  type Condition,
  evaluate,
  parseCondition,
  type Vocabulary,
} from '../../../engines/conditions/index.ts'
import type { At, Case, Division, Duty } from '../../../engines/replay/index.ts'
import { instantOf } from '../../../kernel/time.ts'
import { ready } from '../../routing/index.ts'
import type { Tried } from '../rules/changes.ts'

/** A plan in force from a moment on. */
export type InForce = { from: At; plan: Tried }

export type Making = {
  /** In order of time; the first counts before it too. */
  timeline: readonly InForce[]
  /** What really was in force: stages whose duties differ have their receivers found anew. */
  really: readonly InForce[]
  vocabulary: Vocabulary
  currency: string
  dayOf: (at: At) => string
  /** First instants of days, in order. */
  days: readonly { at: At }[]
  /** What was closed, for rules that look at what people won. */
  closed: readonly Case[]
}

const LATELY = 200 // amounts a median is taken from, as production does
const DAY = 86_400_000

type Looking = {
  id: string
  days: number
  /** What the rule is about, by the time it closed. */
  list: { at: At; person: string; isWon: boolean }[]
}

/** Divisions made ready as time goes on: the same as long as nothing they are made of changes. */
export class Divisions {
  readonly unreadable: number[]
  private readonly given: Making
  private readonly conditions = new Map<string, Condition | null>()
  private readonly stages = new Map<Tried, Map<Tried, ReadonlyMap<string, Duty>>>()
  private readonly amounts = new Map<string, number[]>()
  private readonly looking = new Map<string, Looking>()
  private now: { now: string; today: string } = { now: '', today: '' }
  private version = -1
  private was = -1
  private day = -1
  private asked = Number.NaN
  private current: Division | undefined

  constructor(given: Making) {
    this.given = given
    const newest = given.timeline.at(-1)?.plan.rules ?? []
    this.unreadable = newest.flatMap(({ condition, position }) =>
      this.conditionOf(condition) === null ? [position] : [],
    )
  }

  at(at: At): Division {
    if (at === this.asked && this.current) return this.current
    this.asked = at
    this.now.now = instantOf(at)
    const { timeline, really, days } = this.given
    let day = this.day
    while (day + 1 < days.length && (days[day + 1]?.at ?? 0) <= at) day++
    let version = Math.max(0, this.version)
    while (version + 1 < timeline.length && (timeline[version + 1]?.from ?? 0) <= at) version++
    let was = Math.max(0, this.was)
    while (was + 1 < really.length && (really[was + 1]?.from ?? 0) <= at) was++
    const { plan } = timeline[version] as InForce
    const isNew = version !== this.version || was !== this.was
    if (day !== this.day || this.now.today === '') this.now.today = this.given.dayOf(at)
    const isCounted =
      day !== this.day && plan.rules.some((rule) => ready.asksConversion(rule) || ready.asksMedian(rule))
    this.day = day
    this.version = version
    this.was = was
    if (this.current && !isNew && !isCounted) return this.current
    this.current = this.made(plan, (really[was] as InForce).plan, at)
    return this.current
  }

  /** Amounts a rule gave, for what an opportunity without one counts. */
  gave(rule: string, { facts }: Case): void {
    const { amount, amountCurrency } = facts
    if (typeof amount !== 'number') return
    if (amountCurrency !== undefined && amountCurrency !== this.given.currency) return
    const list = this.amounts.get(rule) ?? []
    list.push(amount)
    if (list.length > LATELY) list.shift()
    this.amounts.set(rule, list)
  }

  private made(plan: Tried, really: Tried, at: At): Division {
    const given = {
      now: this.now.now,
      today: this.now.today,
      currency: this.given.currency,
      won: new Map(plan.rules.filter(ready.asksConversion).map((rule) => [rule.id, this.wonOf(rule, at)])),
      medians: new Map(
        plan.rules.filter(ready.asksMedian).flatMap(({ id }) => {
          const median = middle(this.amounts.get(id) ?? [])
          return median === undefined ? [] : [[id, median] as const]
        }),
      ),
    }
    const rules = plan.rules.flatMap((rule): Rule[] => {
      const condition = this.conditionOf(rule.condition)
      if (condition === null) return []
      const made = ready.readyRule(rule, condition, given)
      // asked at every moment with the moment's own time
      return condition ? [{ ...made, holds: (facts) => evaluate(condition, facts, this.now) }] : [made]
    })
    return { keeper: plan.keeper.id, rules, stages: this.dutiesOf(plan, really) }
  }

  private dutiesOf(plan: Tried, really: Tried): ReadonlyMap<string, Duty> {
    const ofPlan = this.stages.get(plan) ?? new Map<Tried, ReadonlyMap<string, Duty>>()
    this.stages.set(plan, ofPlan)
    const known = ofPlan.get(really)
    if (known) return known
    const before = new Map(really.stages.map((stage) => [stage.key, stage]))
    const made = new Map(
      plan.stages.map((stage): [string, Duty] => {
        const accountable = accountableOf(stage)
        const old = before.get(stage.key)
        const isAnew = !old || accountableOf(old) !== accountable
        return [stage.key, { accountable, workload: stage.workload, isAnew }]
      }),
    )
    ofPlan.set(really, made)
    return made
  }

  /** Undefined where there is none, null where it cannot be read. */
  private conditionOf(text: string): Condition | null | undefined {
    if (!text) return undefined
    const known = this.conditions.get(text)
    if (known !== undefined) return known
    const parsed = parseCondition(text, this.given.vocabulary)
    const found = parsed.ok ? parsed.condition : null
    this.conditions.set(text, found)
    return found
  }

  private wonOf(rule: Tried['rules'][number], at: At): ready.Won {
    const { list, days } = this.lookingOf(rule)
    const counts = new Map<string, { won: number; closed: number }>()
    for (const one of list) {
      if (one.at >= at) break
      if (one.at < at - days * DAY) continue
      const count = counts.get(one.person) ?? { won: 0, closed: 0 }
      count.closed += 1
      if (one.isWon) count.won += 1
      counts.set(one.person, count)
    }
    const people = [...counts.keys()].sort()
    return {
      ruleId: rule.id,
      countedAt: instantOf(at),
      people,
      won: people.map((id) => counts.get(id)?.won ?? 0),
      closed: people.map((id) => counts.get(id)?.closed ?? 0),
    }
  }

  private lookingOf(rule: Tried['rules'][number]): Looking {
    const known = this.looking.get(rule.id)
    if (known) return known
    const condition = this.conditionOf(rule.condition)
    const list = this.given.closed
      .filter(
        ({ facts, outcome }) => outcome !== null && (!condition || evaluate(condition, facts, this.now)),
      )
      .map((one) => ({
        at: one.closedAt ?? 0,
        person: one.stretches.at(-1)?.person ?? '',
        isWon: one.outcome === 'won',
      }))
      .sort((a, b) => a.at - b.at)
    const made = { id: rule.id, days: rule.conversion.days, list }
    this.looking.set(rule.id, made)
    return made
  }
}

function accountableOf({ duties }: Tried['stages'][number]): string {
  return Object.keys(duties).find((key) => duties[key] === 'A') ?? ''
}

/** The middle of some amounts, the lower of two: `percentile_disc`. */
function middle(amounts: readonly number[]): number | undefined {
  const rising = [...amounts].sort((a, b) => a - b)
  return rising[Math.max(0, Math.ceil(rising.length / 2) - 1)]
}
