import type { GrantSpec } from '../contract.ts'

type Scoped = Exclude<GrantSpec['scope'], undefined>
export type MergedGrant = { rights: Set<string>; scopes: Scoped[]; fields: Record<string, 'hidden' | 'read'> }

/**
 * Puts the grants of several roles together, the most generous winning: rights add up, any scope is enough, and a field is
 * only as restricted as in the role that restricts it least. Roles that do not let the object be seen add nothing to its scope.
 */
export function mergeGrants(
  roles: readonly Readonly<Record<string, GrantSpec>>[],
): Record<string, MergedGrant> {
  const merged: Record<string, MergedGrant> = {}
  const objects = new Set(roles.flatMap((grants) => Object.keys(grants)))
  for (const object of objects) {
    const specs = roles.map((grants) => grants[object]).filter((spec) => spec !== undefined)
    const seeing = specs.filter((spec) => spec.rights.includes('see'))
    merged[object] = {
      rights: new Set(specs.flatMap((spec) => spec.rights)),
      scopes: distinct(seeing.map((spec) => spec.scope)),
      fields: leastRestricted(seeing.map((spec) => spec.fields ?? {})),
    }
  }
  return merged
}

function distinct(scopes: readonly Scoped[]): Scoped[] {
  if (scopes.includes('all')) return ['all']
  const seen = new Map(scopes.map((scope) => [JSON.stringify(scope), scope]))
  return [...seen.values()]
}

/** A field stays restricted only where every role restricts it; then the mildest restriction holds. */
function leastRestricted(
  all: readonly Record<string, 'hidden' | 'read'>[],
): Record<string, 'hidden' | 'read'> {
  const [first, ...rest] = all
  if (!first) return {}
  const result: Record<string, 'hidden' | 'read'> = {}
  for (const [name, right] of Object.entries(first)) {
    const others = rest.map((fields) => fields[name])
    if (others.some((other) => other === undefined)) continue
    result[name] = right === 'hidden' && others.every((other) => other === 'hidden') ? 'hidden' : 'read'
  }
  return result
}
