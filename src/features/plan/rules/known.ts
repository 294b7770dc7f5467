import type { Person } from '../../../engines/assignment/index.ts'
import type { Given, Vocabulary } from '../../../engines/conditions/index.ts'

/** What the compiler must know of the company as it is now. */
export type Known = {
  vocabulary: Vocabulary
  functions: ReadonlySet<string>
  departments: ReadonlySet<string>
  /** Everybody who can be found. */
  people: readonly Person[]
  /** The nearest active manager of each of them who has one. */
  managers: ReadonlyMap<string, string>
  /** Those who have the right to work on opportunities. */
  mayAct: ReadonlySet<string>
  fieldNames: ReadonlySet<string>
  /** Fields nobody can fill by hand. */
  readOnlyFields: ReadonlySet<string>
  /** Fields that have one of these values and no other. */
  domains: ReadonlyMap<string, readonly unknown[]>
  /** The codes of the largest regions. */
  provinces: readonly string[]
  /** Names of rules of the plan in force that decided nothing for 90 days. */
  idleRules: ReadonlySet<string>
  moment: Given
}

/** The nearest active manager of each active person, where there is one; `above` is everybody's manager, those gone too. */
export function nearestManagers(
  above: Readonly<Record<string, string>>,
  active: ReadonlySet<string>,
): Map<string, string> {
  return new Map(
    [...active].flatMap((person): [string, string][] => {
      const seen = new Set([person])
      let id = above[person]
      while (id !== undefined && !active.has(id) && !seen.has(id)) {
        seen.add(id)
        id = above[id]
      }
      return id !== undefined && active.has(id) && id !== person ? [[person, id]] : []
    }),
  )
}
