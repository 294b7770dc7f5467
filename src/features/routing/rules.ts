import type { Facts, LoadState, Person, Rule } from '../../engines/assignment/index.ts'
import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { type Condition, evaluate, needOf } from '../../engines/conditions/index.ts'
import type { RoutingRule } from '../plan/contract.ts'

/** A plan's rule made ready for deciding. A rule without a condition holds for everything. */
export function readyRule(
  rule: RoutingRule,
  condition: Condition | undefined,
  given: { now: string; today: string },
): Rule {
  return {
    id: rule.id,
    holds: (facts) => (condition ? evaluate(condition, facts, given) : true),
    need: condition && needOf(condition),
    candidates: rule.candidates,
    strategy: rule.strategy,
    openCap: rule.openCap,
    dayCap: rule.dayCap,
    now: Date.parse(given.now),
  }
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

/** The turns of one rule: what each of `people` is owed, and when each last received. */
export type Turns = {
  ruleId: string
  people: string[]
  credits: number[]
  lastReceived: (string | null)[]
}
type Loads = { open: Readonly<Record<string, number>>; today: Readonly<Record<string, number>> }

/** Loads as the database keeps them, as the engine wants them; no turns yet. */
export function loadStateOf({ open, today }: Loads): LoadState {
  return {
    open: new Map(Object.entries(open)),
    today: new Map(Object.entries(today)),
    credit: new Map(),
    last: new Map(),
  }
}

/** The turns of some rules, put into the state before these decide. */
export function addTurns(state: LoadState, turns: readonly Turns[]): void {
  for (const { ruleId, people, credits, lastReceived } of turns) {
    state.credit.set(ruleId, new Map(people.map((id, i) => [id, credits[i] ?? 0])))
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
  }))
}

/** The facts that are kept with a decision: short values only, so that it stays readable. */
export function inputOf(facts: Facts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => typeof value !== 'string' || value.length <= 200),
  )
}
