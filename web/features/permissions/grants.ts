import type { GrantSpec } from '../../../src/features/permissions/contract.ts'

export type Grants = Readonly<Record<string, GrantSpec>>
export type Right = GrantSpec['rights'][number]
export type FieldRight = 'write' | 'read' | 'hidden'

export const RECORD_RIGHTS = ['see', 'create', 'edit', 'delete', 'export'] as const
/** What only opportunities know: who holds them. */
export const HOLDING_RIGHTS = ['route', 'pass', 'claim', 'release', 'takeBack'] as const

const NOTHING: GrantSpec = { rights: [], scope: 'mine' }

/** What the grants say of an object; nothing where they are silent. */
export function grantOn(grants: Grants, object: string): GrantSpec {
  return grants[object] ?? NOTHING
}

/**
 * The grants with a right given or taken. Whoever may do anything with a record must see it: giving a right gives `see`,
 * taking `see` takes all.
 */
export function withRight(grants: Grants, object: string, right: Right, given: boolean): Grants {
  const grant = grantOn(grants, object)
  const others = grant.rights.filter((one) => one !== right)
  if (given) return put(grants, object, { ...grant, rights: [...new Set<Right>(['see', ...others, right])] })
  return put(grants, object, { ...grant, rights: right === 'see' ? [] : others })
}

/** The grants with other rows for an object. */
export function withScope(grants: Grants, object: string, scope: GrantSpec['scope']): Grants {
  return put(grants, object, { ...grantOn(grants, object), scope })
}

/** The grants with a field hidden, read only, or as writable as the record. */
export function withField(grants: Grants, object: string, field: string, right: FieldRight): Grants {
  const grant = grantOn(grants, object)
  const { [field]: _before, ...others } = grant.fields ?? {}
  return put(grants, object, { ...grant, fields: right === 'write' ? others : { ...others, [field]: right } })
}

/** An object of which nothing is said is left out. */
function put(grants: Grants, object: string, grant: GrantSpec): Grants {
  const { [object]: _before, ...others } = grants
  const { fields = {}, ...rest } = grant
  const hasFields = Object.keys(fields).length > 0
  if (grant.rights.length === 0 && !hasFields) return others
  return { ...others, [object]: hasFields ? { ...rest, fields } : rest }
}

/** Whether two drafts of grants say the same, in whatever order. */
export function sameGrants(a: Grants, b: Grants): boolean {
  return ordered(a) === ordered(b)
}

function ordered(grants: Grants): string {
  const entries = Object.entries(grants).map(([object, { rights, scope, fields = {} }]) => [
    object,
    { rights: [...rights].sort(), scope, fields: Object.entries(fields).sort() },
  ])
  return JSON.stringify(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)))
}

/** Whether rows are asked for by a condition that is not written yet. */
export function lacksCondition({ scope }: GrantSpec): boolean {
  return typeof scope === 'object' && scope.condition.trim() === ''
}
