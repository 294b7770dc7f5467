import type { Facts, LoadState, Person, Rule } from '../../engines/assignment/index.ts'
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
  }
}

export type PersonLoad = Omit<Person, 'active'> & { open: number; today: number }
export type Turn = { ruleId: string; personId: string; credit: number; lastReceivedAt: string | null }

/** Loads and turns as the database keeps them, as the engine wants them. */
export function loadStateOf(people: readonly PersonLoad[], turns: readonly Turn[]): LoadState {
  const state: LoadState = {
    open: new Map(people.map((p) => [p.id, p.open])),
    today: new Map(people.map((p) => [p.id, p.today])),
    credit: new Map(),
    last: new Map(),
  }
  for (const turn of turns) {
    put(state.credit, turn.ruleId, turn.personId, turn.credit)
    if (turn.lastReceivedAt) put(state.last, turn.ruleId, turn.personId, Date.parse(turn.lastReceivedAt))
  }
  return state
}

/** What each is owed now, to be written back; whoever received in this batch has received at `now`. */
export function turnsAfter(
  owed: readonly { ruleId: string; personId: string; credit: number }[],
  received: ReadonlySet<string>,
  before: readonly Turn[],
  now: string,
): Turn[] {
  const earlier = new Map(before.map((turn) => [`${turn.ruleId} ${turn.personId}`, turn.lastReceivedAt]))
  return owed.map((turn) => {
    const key = `${turn.ruleId} ${turn.personId}`
    return { ...turn, lastReceivedAt: received.has(key) ? now : (earlier.get(key) ?? null) }
  })
}

/** The facts that are kept with a decision: short values only, so that it stays readable. */
export function inputOf(facts: Facts): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).filter(([, value]) => typeof value !== 'string' || value.length <= 200),
  )
}

function put(outer: Map<string, Map<string, number>>, a: string, b: string, value: number): void {
  const inner = outer.get(a) ?? new Map<string, number>()
  outer.set(a, inner.set(b, value))
}
