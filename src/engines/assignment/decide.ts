import { explained } from './explained.ts'
import type { Decision, Facts, LoadState, Person, Rule } from './model.ts'
import { Router } from './router.ts'

/** One decision with its whole explanation; moves `state` on. For many decisions make a `Router`. */
export function decide(
  facts: Facts,
  rules: readonly Rule[],
  people: readonly Person[],
  keeperId: string,
  state: LoadState,
  draw: number,
): Decision {
  const router = new Router(rules, people, keeperId, state)
  const { outcome, ground } = router.decide(facts, draw)
  router.saveTo(state)
  const ruleIds = rules.map((rule) => rule.id)
  return explained(outcome, ground, ruleIds)
}
