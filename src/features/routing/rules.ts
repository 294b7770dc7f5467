import type { Facts, LoadState, Person, Rule } from '../../engines/assignment/index.ts'
import { type Condition, evaluate } from '../../engines/conditions/index.ts'
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

/** The turns of one rule that has decided, to be written back; whoever received in this batch has received at `now`. */
export function turnsAfter(
  state: LoadState,
  ruleIds: Iterable<string>,
  received: ReadonlySet<string>,
  before: readonly Turn[],
  now: string,
): Turn[] {
  const earlier = new Map(before.map((turn) => [`${turn.ruleId} ${turn.personId}`, turn.lastReceivedAt]))
  return [...ruleIds].flatMap((ruleId) => {
    const people = new Set([
      ...(state.credit.get(ruleId)?.keys() ?? []),
      ...(state.last.get(ruleId)?.keys() ?? []),
    ])
    return [...people].map((personId) => ({
      ruleId,
      personId,
      credit: state.credit.get(ruleId)?.get(personId) ?? 0,
      lastReceivedAt: received.has(`${ruleId} ${personId}`)
        ? now
        : (earlier.get(`${ruleId} ${personId}`) ?? null),
    }))
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
