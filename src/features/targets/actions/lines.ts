import type { Queryable } from '../../../platform/db/pool.ts'
import type { Subject } from '../contract.ts'
import type { Department, Scope } from '../rules/scope.ts'
import { products } from '../store/targets.ts'

export type Line = { subject: Subject; key: string; name: string; within: string | null; maySet: boolean }

/** Whose targets the viewer sees, wholes before what is in them: the company, each department and its people; or series and products. */
export async function linesOf(db: Queryable, scope: Scope, by: 'people' | 'products'): Promise<Line[]> {
  const line = (subject: Subject, key: string, name: string, within: string | null = null): Line => ({
    subject,
    key,
    name,
    within,
    maySet: scope.sets(subject, key),
  })
  const whole = scope.seesWhole ? [line('company', '', '')] : []
  if (by === 'products') {
    if (!scope.seesWhole) return []
    const all = await products(db)
    const bySeries = Map.groupBy(all, ({ series }) => series)
    return [
      ...whole,
      ...[...bySeries].flatMap(([series, some]) => [
        ...(series === null ? [] : [line('series', series, series)]),
        ...some.map(({ id, name }) => line('product', id, name, series)),
      ]),
    ]
  }
  const people = [...scope.people.values()].filter(({ id, active }) => active && scope.seesPerson(id))
  const ofDepartment = Map.groupBy(people, ({ department }) => department)
  const children = Map.groupBy(scope.departments.values(), ({ parent }) => parent)
  const seen = new Set<string>()
  const below = (department: Department): Line[] => {
    if (seen.has(department.id)) return []
    seen.add(department.id)
    const own = scope.seesDepartment(department.id)
      ? [line('department', department.id, department.name)]
      : []
    const members = (ofDepartment.get(department.id) ?? []).map((one) =>
      line('person', one.id, one.name, department.name),
    )
    return [...own, ...members, ...(children.get(department.id) ?? []).flatMap(below)]
  }
  const roots = [...scope.departments.values()].filter(
    ({ parent }) => parent === null || !scope.departments.has(parent),
  )
  const nowhere = people.filter(({ department }) => department === null || !scope.departments.has(department))
  return [...whole, ...roots.flatMap(below), ...nowhere.map((one) => line('person', one.id, one.name))]
}
