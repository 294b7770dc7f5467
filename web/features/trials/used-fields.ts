import type { Rules } from './queries.ts'

/** Which of `names` the rules ask for: in a condition, or by the territory of candidates. */
export function usedFields(rules: Rules, names: readonly string[]): ReadonlySet<string> {
  const asked = new Set(rules.flatMap(({ condition }) => condition.match(/[A-Za-z_]\w*/g) ?? []))
  if (rules.some(({ candidates }) => candidates.territory)) asked.add('region')
  return new Set(names.filter((name) => asked.has(name)))
}
