import { evaluate, type Given, parseCondition, type Vocabulary } from '../../../engines/conditions/index.ts'
import type { Pool } from '../../plan/contract.ts'

/**
 * The pool an opportunity with these facts belongs to: the first whose condition holds; undefined where none does. Pools of its holder's
 * department come first, then those of the departments above it (`path` is from the nearest on), then those of everybody.
 */
export function poolOf(
  pools: readonly Pool[],
  facts: Readonly<Record<string, unknown>>,
  path: readonly string[],
  vocabulary: Vocabulary,
  given: Given,
): Pool | undefined {
  return poolsAlong(pools, path).find(({ when }) => {
    if (!when) return true
    const parsed = parseCondition(when, vocabulary)
    return parsed.ok && evaluate(parsed.condition, facts, given)
  })
}

/** The pools that take from somebody of a department, the nearest department's first; `path` is the department and those above it. */
export function poolsAlong(pools: readonly Pool[], path: readonly string[]): readonly Pool[] {
  if (pools.every(({ departments }) => !departments)) return pools
  const away = ({ departments }: Pool) =>
    departments ? path.findIndex((id) => departments.includes(id)) : path.length
  return pools.filter((one) => away(one) >= 0).sort((a, b) => away(a) - away(b))
}

/** Somebody as a pool sees them: their functions, and their department with all above it. */
export type Member = { functions: readonly string[]; departmentPath: readonly string[] }

/** Whether somebody may take from a pool: of one of its functions and in one of its departments, where it names any. */
export function isMember({ members }: Pick<Pool, 'members'>, person: Member): boolean {
  const { functions, departments } = members
  return (
    (functions.length === 0 || functions.some((key) => person.functions.includes(key))) &&
    (departments.length === 0 || departments.some((id) => person.departmentPath.includes(id)))
  )
}
