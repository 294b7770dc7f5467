import { exclusionsBeforeLoad } from './eligible.ts'
import type { Facts, Person, Rule } from './model.ts'

/** Whether a rule that holds has somebody, whatever their loads; by hand the keeper always is. O(people). */
export function fitsSomebody(rule: Rule, people: readonly Person[], facts: Facts): boolean {
  return (
    rule.strategy === 'manual' || people.some((one) => exclusionsBeforeLoad(one, rule, facts).length === 0)
  )
}
