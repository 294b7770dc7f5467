import type { Move } from '../contract.ts'

type Before = { functions: readonly string[]; territories: readonly string[] }
type Work = { function: string; region: string | null }

/** Whether somebody who changes lets go of a piece of work: they lose its stage's function, or no longer cover its region. */
export function letsGo(change: Move, before: Before, work: Work): boolean {
  const { functions, territories } = change
  const losesFunction =
    functions !== undefined && before.functions.includes(work.function) && !functions.includes(work.function)
  const { region } = work
  const losesRegion =
    territories !== undefined &&
    region !== null &&
    covers(before.territories, region) &&
    !covers(territories, region)
  return losesFunction || losesRegion
}

/** People as they will be once the transition is done. */
export function afterMoves<
  T extends {
    id: string
    functions: readonly string[]
    territories: readonly string[]
    departmentId: string | null
    managerId: string | null
  },
>(people: readonly T[], moves: readonly Move[]): T[] {
  const change = new Map(moves.map((move) => [move.person, move]))
  return people.map((person) => {
    const move = change.get(person.id)
    if (!move) return person
    return {
      ...person,
      functions: move.functions ?? person.functions,
      territories: move.territories ?? person.territories,
      departmentId: move.department === undefined ? person.departmentId : move.department,
      managerId: move.manager === undefined ? person.managerId : move.manager,
    }
  })
}

function covers(territories: readonly string[], region: string): boolean {
  return territories.some((code) => region.startsWith(code))
}
