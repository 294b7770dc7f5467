import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { listDepartments, listPeople } from '../../src/features/organisation/contract.ts'
import { listRoles } from '../../src/features/permissions/contract.ts'
import { call } from './call.ts'

/** Everyone with department, functions, load and roles; for administrators. */
export const everyoneQuery = queryOptions({
  queryKey: ['about', 'person', 'everyone'],
  queryFn: ({ signal }) => call(listPeople, { signal }),
})

/** The department tree, flat, each with its parent. */
export const departmentsQuery = queryOptions({
  queryKey: ['about', 'department', 'tree'],
  queryFn: ({ signal }) => call(listDepartments, { signal }),
})

/** The roles and what each may do; for administrators. */
export const rolesQuery = queryOptions({
  queryKey: ['about', 'role', 'all'],
  queryFn: ({ signal }) => call(listRoles, { signal }),
})

/** Makes everything stale that shows people, departments, functions, roles or what they allow. */
export function organisationChanged(queries: QueryClient): void {
  for (const object of ['person', 'department', 'role']) {
    void queries.invalidateQueries({ queryKey: ['about', object] })
    void queries.invalidateQueries({ queryKey: ['records', object] })
  }
  void queries.invalidateQueries({ queryKey: ['functions'] })
  void queries.invalidateQueries({ queryKey: ['me'] })
}
