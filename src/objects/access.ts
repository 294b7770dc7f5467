import type { Condition } from '../engines/conditions/index.ts'
import { type Fragment, ident, joined, raw, sql } from '../kernel/fragment.ts'
import { conditionSql } from './condition-sql.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import type { Registry } from './metadata.ts'

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

/** True where the viewer has the right on the object; administrators have every right. */
export function mayDo(viewer: Viewer, object: string, right: Right): boolean {
  return viewer.admin || (viewer.grants[object]?.rights.has(right) ?? false)
}

/** What the viewer may do with one field of an object they may see. */
export function fieldRight(viewer: Viewer, object: string, field: string): FieldRight {
  if (viewer.admin) return 'write'
  return viewer.grants[object]?.fields[field] ?? 'write'
}

/** The fields of an object the viewer may see. */
export function visibleFields(viewer: Viewer, object: ObjectDefinition): FieldDefinition[] {
  return object.fields.filter((field) => fieldRight(viewer, object.name, field.name) !== 'hidden')
}

/**
 * The one predicate: true for the rows of `object` (under alias `alias`) that the viewer may see. Every road carries it: list,
 * get, search, count, group, picker, export, journal, live updates. Without the right `see` it is false.
 */
export function rowPredicate(
  viewer: Viewer,
  objectName: string,
  registry: Registry,
  alias: string,
  depth = 0,
): Fragment {
  const object = registry.objects.get(objectName)
  if (!object || depth > 3) return raw('false')
  if (viewer.admin) return raw('true')
  if (!mayDo(viewer, objectName, 'see')) return raw('false')
  const { belonging } = object
  if (belonging.kind === 'everyone') return raw('true')
  if (belonging.kind === 'through') {
    return throughPredicate(
      viewer,
      registry,
      belonging.object,
      sql`${ident(`${alias}.${belonging.column}`)}`,
      depth,
    )
  }
  const scopes = viewer.grants[objectName]?.scopes ?? []
  if (scopes.some((scope) => scope.kind === 'all')) return raw('true')
  const parts = [
    ...scopes.map((scope) => scopePredicate(viewer, scope, object, belonging.column, registry, alias)),
    ...ownWays(viewer, belonging, registry, alias, depth),
  ]
  return parts.length === 0 ? raw('false') : sql`(${joined(parts, ' or ')})`
}

type PersonBelonging = Extract<ObjectDefinition['belonging'], { kind: 'person' }>

/** Ways to a row beside the role's scope: helping on it, the record it hangs on, a record of mine that names it. */
function ownWays(
  viewer: Viewer,
  belonging: PersonBelonging,
  registry: Registry,
  alias: string,
  depth: number,
): Fragment[] {
  const { participation, orThrough, alsoThrough = [] } = belonging
  const id = ident(`${alias}.id`)
  return [
    ...(participation
      ? [
          sql`exists (select 1 from ${ident(participation.table)} pt where pt.${ident(participation.record)} = ${id}
          and pt.${ident(participation.person)} = ${viewer.personId}::uuid and upper_inf(pt.${ident(participation.during)}))`,
        ]
      : []),
    ...(orThrough
      ? [throughPredicate(viewer, registry, orThrough.object, ident(`${alias}.${orThrough.column}`), depth)]
      : []),
    ...alsoThrough.map((way) => {
      const inner = `w${depth}`
      const table = ident(registry.objects.get(way.object)?.table ?? '')
      return sql`exists (select 1 from ${table} ${ident(inner)} where ${ident(`${inner}.${way.column}`)} = ${id}
        and ${ident(`${inner}.deleted_at`)} is null and ${rowPredicate(viewer, way.object, registry, inner, depth + 1)})`
    }),
  ]
}

function throughPredicate(
  viewer: Viewer,
  registry: Registry,
  object: string,
  column: Fragment,
  depth: number,
): Fragment {
  const inner = `t${depth}`
  const table = ident(registry.objects.get(object)?.table ?? '')
  return sql`exists (select 1 from ${table} ${ident(inner)} where ${ident(`${inner}.id`)} = ${column}
    and ${ident(`${inner}.deleted_at`)} is null and ${rowPredicate(viewer, object, registry, inner, depth + 1)})`
}

function scopePredicate(
  viewer: Viewer,
  scope: Scope,
  object: ObjectDefinition,
  column: string,
  registry: Registry,
  alias: string,
): Fragment {
  const person = ident(`${alias}.${column}`)
  switch (scope.kind) {
    case 'all':
      return raw('true')
    case 'mine':
      return sql`${person} = ${viewer.personId}::uuid`
    case 'reports':
      return sql`${person} = any(${[viewer.personId, ...viewer.reports]}::uuid[])`
    case 'department':
      return inDepartments(person, viewer.departmentId ? [viewer.departmentId] : [], viewer.personId)
    case 'department-tree':
      return inDepartments(person, viewer.departmentTree, viewer.personId)
    case 'condition':
      return sql`(${conditionSql(scope.condition, object.name, registry, alias, viewer)})`
  }
}

function inDepartments(person: Fragment, departments: readonly string[], me: string): Fragment {
  return sql`(${person} = ${me}::uuid or ${person} in (select id from person where department_id = any(${departments}::uuid[])))`
}
