import type { Condition } from '../engines/conditions/index.ts'

/** What may be done with an object, and the ownership verbs. */
export const RIGHTS = [
  'see',
  'create',
  'edit',
  'delete',
  'export',
  'route',
  'pass',
  'claim',
  'release',
  'takeBack',
] as const
export type Right = (typeof RIGHTS)[number]
export type FieldRight = 'hidden' | 'read' | 'write'

/** Which rows: several roles give several scopes, and any one of them is enough. */
export type Scope =
  | { kind: 'mine' }
  | { kind: 'reports' }
  | { kind: 'department' }
  | { kind: 'department-tree' }
  | { kind: 'all' }
  | { kind: 'condition'; condition: Condition }

/** What one viewer may do with one object, all roles put together (the most generous wins). */
export type Grant = {
  rights: ReadonlySet<Right>
  /** Rows that may be seen. */
  scopes: readonly Scope[]
  /** Fields that are not `write`; a field that is not named may be read and written. */
  fields: Readonly<Record<string, FieldRight>>
}

/** The person who asks, with everything the predicate needs. Made by features/permissions, cached per access version. */
export type Viewer = {
  personId: string
  name: string
  admin: boolean
  language: 'zh' | 'en'
  departmentId: string | null
  /** The person's department and every department below it. */
  departmentTree: readonly string[]
  /** Everyone who reports to the person, directly or not. */
  reports: readonly string[]
  functions: readonly string[]
  grants: Readonly<Record<string, Grant>>
}
