import type {
  Conversion,
  Facts,
  Holder,
  LoadState,
  Person,
  Rule,
  Value,
} from '../../engines/assignment/index.ts'
import { isInShare } from '../../engines/assignment/index.ts'
import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { type Condition, evaluate, needOf } from '../../engines/conditions/index.ts'
import { addDays } from '../../kernel/time.ts'
import type { RoutingRule } from '../plan/contract.ts'

/** What rules are made ready with: the moment, the company's currency, and what was counted for some of them. */
export type Ready = {
  now: string
  today: string
  currency: string
  won: ReadonlyMap<string, Won>
  medians: ReadonlyMap<string, number>
}

/** A plan's rule made ready for deciding. A rule without a condition holds for everything. */
export function readyRule(rule: RoutingRule, condition: Condition | undefined, given: Ready): Rule {
  const { id, candidates, strategy, openCap, dayCap, weekCap, unitCap } = rule
  const { loadBy, sticky, stickyDays, turns, accrueCap } = rule
  const won = given.won.get(id)
  const counted = rule.assumedAmount ?? given.medians.get(id) ?? 1
  return {
    id,
    holds: (facts) => isTriedOn(rule.trial, facts) && (condition ? evaluate(condition, facts, given) : true),
    need: condition && needOf(condition),
    candidates,
    strategy,
    openCap,
    dayCap,
    weekCap,
    unitCap,
    loadBy,
    sticky,
    stickyDays,
    turns,
    accrueCap,
    now: Date.parse(given.now),
    amountOf: (facts) => amountIn(facts, given.currency, counted),
    ...(won ? { conversion: conversionOf(rule, won) } : {}),
  }
}

/** The fact by which a rule that is tried with a share knows an opportunity. */
export const TRIED_BY = 'opportunityId'

/** An opportunity that is only thought of has no id yet: then the rule is looked at as if it held for all. */
function isTriedOn(trial: RoutingRule['trial'], facts: Facts): boolean {
  const id = facts[TRIED_BY]
  return !trial || typeof id !== 'string' || isInShare(trial, id)
}

/** An amount in the company's currency counts itself; every other is assumed, since there are no rates to convert by. */
function amountIn(facts: Facts, currency: string, assumed: number): Value {
  const { amount, amountCurrency } = facts
  if (typeof amount !== 'number') return { counted: assumed, assumed: 'no-amount' }
  if (amountCurrency !== undefined && amountCurrency !== currency)
    return { counted: assumed, assumed: 'other-currency' }
  return { counted: Math.max(0, amount), assumed: null }
}

/** What the people won of the opportunities of a rule, as it was counted. */
export type Won = { ruleId: string; countedAt: string; people: string[]; won: number[]; closed: number[] }

function conversionOf({ conversion }: RoutingRule, { countedAt, people, won, closed }: Won): Conversion {
  const of = new Map(people.map((id, i) => [id, { won: won[i] ?? 0, closed: closed[i] ?? 0 }]))
  return { ...conversion, countedAt, of }
}

/** Whether a rule's choice follows what people won. */
export function asksConversion({ strategy }: Pick<RoutingRule, 'strategy'>): boolean {
  return strategy === 'conversion-weighted' || strategy === 'best-of-batch'
}

/** Whether a rule must know what amounts it gave before. */
export function asksMedian({ strategy, assumedAmount }: Pick<RoutingRule, 'strategy' | 'assumedAmount'>) {
  return strategy === 'value-fair' && assumedAmount === null
}

const AN_HOUR = 3_600_000

/** Rules whose numbers are missing or older than an hour. */
export function toCountAnew(
  rules: readonly RoutingRule[],
  known: readonly Won[],
  now: string,
): RoutingRule[] {
  const at = new Map(known.map((one) => [one.ruleId, Date.parse(one.countedAt)]))
  return rules.filter(({ id }) => Date.parse(now) - (at.get(id) ?? Number.NEGATIVE_INFINITY) >= AN_HOUR)
}

/** By what a customer without an account is known again: company, the last digits of the telephone, e-mail. As `contact_keys` in SQL. */
export function contactKeys(facts: Facts): string[] {
  const text = (name: string) => {
    const value = facts[name]
    return typeof value === 'string' ? value.trim().toLowerCase() : ''
  }
  const digits = text('contactPhone').replace(/\D/g, '').slice(-11)
  const keys = [
    ['c', text('companyName')],
    ['p', digits],
    ['e', text('contactEmail')],
  ] as const
  return keys.flatMap(([kind, value]) => (value ? [kind + value] : []))
}

/** Who holds or held opportunities of each customer, those who hold first; longer ago than the rule with the longest memory is left out. */
export function holdersByCustomer(
  found: readonly ({ key: string } & Holder)[],
): ReadonlyMap<string, Holder[]> {
  const byKey = Map.groupBy(found, ({ key }) => key)
  return new Map([...byKey].map(([key, list]) => [key, list.map(({ key: _key, ...holder }) => holder)]))
}

/** The first day of the ISO week of a day. */
export function weekOf(day: string): string {
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
  return addDays(day, -sinceMonday)
}

/** When each of `people` works next, in their order; whoever is at work has no later moment: 0. Null: never. */
export function nextWorkingOf(
  people: readonly Person[],
  times: ReadonlyMap<string, WorkingTimes>,
  now: number,
): (number | null)[] {
  return people.map(({ id }) => {
    const next = times.get(id)?.nextWorking(now) ?? null
    return next === now ? 0 : next
  })
}

/** Whether a list of people says just that about when they work next. */
export function saysNextWorking(people: readonly Person[], next: readonly (number | null)[]): boolean {
  return people.every((person, i) => person.nextWorkingAt === next[i])
}

export function withNextWorking(people: readonly Person[], next: readonly (number | null)[]): Person[] {
  return people.map((person, i) => ({ ...person, nextWorkingAt: next[i] ?? null }))
}

/** The turns of one rule: what each of `people` is owed, when each last received, and the largest amount it gave. */
export type Turns = {
  ruleId: string
  people: string[]
  credits: number[]
  lastReceived: (string | null)[]
  largest: number
}
type ByPerson = Readonly<Record<string, number>>
type Loads = { open: ByPerson; today: ByPerson; week: ByPerson; units: ByPerson }

/** Loads as the database keeps them, as the engine wants them; no turns yet. */
export function loadStateOf({ open, today, week, units }: Loads): LoadState {
  return {
    open: new Map(Object.entries(open)),
    today: new Map(Object.entries(today)),
    week: new Map(Object.entries(week)),
    units: new Map(Object.entries(units)),
    credit: new Map(),
    last: new Map(),
    largest: new Map(),
  }
}

/** The turns of some rules, put into the state before these decide. */
export function addTurns(state: LoadState, turns: readonly Turns[]): void {
  for (const { ruleId, people, credits, lastReceived, largest } of turns) {
    state.credit.set(ruleId, new Map(people.map((id, i) => [id, credits[i] ?? 0])))
    state.largest?.set(ruleId, largest)
    const received = people.flatMap((id, i): [string, number][] => {
      const at = lastReceived[i]
      return at ? [[id, Date.parse(at)]] : []
    })
    state.last.set(ruleId, new Map(received))
  }
}

/** What each is owed now, to be written back; whoever received in this batch has received at `now`. */
export function turnsAfter(
  owed: readonly { ruleId: string; personId: string; credit: number }[],
  received: ReadonlySet<string>,
  before: readonly Turns[],
  largest: ReadonlyMap<string, number>,
  now: string,
): Turns[] {
  const earlier = new Map(
    before.map(({ ruleId, people, lastReceived }) => [
      ruleId,
      new Map(people.map((id, i) => [id, lastReceived[i] ?? null])),
    ]),
  )
  return [...Map.groupBy(owed, ({ ruleId }) => ruleId)].map(([ruleId, list]) => ({
    ruleId,
    people: list.map(({ personId }) => personId),
    credits: list.map(({ credit }) => credit),
    lastReceived: list.map(({ personId }) =>
      received.has(`${ruleId} ${personId}`) ? now : (earlier.get(ruleId)?.get(personId) ?? null),
    ),
    largest: largest.get(ruleId) ?? 0,
  }))
}

/** The facts that are kept with a decision: short values only, so that it stays readable. */
export function inputOf(facts: Facts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => typeof value !== 'string' || value.length <= 200),
  )
}
