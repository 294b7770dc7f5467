import type { Department } from '../../../src/features/organisation/contract.ts'

export type DepartmentNode = Department & { value: string; title: string; children: DepartmentNode[] }

/** The departments as a tree, by name; one whose parent is not there stands at the top. `without` and all below it are left out. */
export function treeOf(departments: readonly Department[], without?: string): DepartmentNode[] {
  const known = new Set(departments.map((one) => one.id))
  const below = (parent: string | null): DepartmentNode[] =>
    departments
      .filter((one) => (one.parent && known.has(one.parent) ? one.parent : null) === parent)
      .filter((one) => one.id !== without)
      .sort((a, b) => a.name.localeCompare(b.name, 'zh'))
      .map((one) => ({ ...one, value: one.id, title: one.name, children: below(one.id) }))
  return below(null)
}
