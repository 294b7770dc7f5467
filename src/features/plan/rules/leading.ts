import type { Clock, PlanDocument, Pool } from '../contract.ts'
import { differencesOf, sameJson } from './differences.ts'

/** Whoever leads departments, as a plan sees them. */
export type Lead = {
  /** The departments, with all below them. */
  departments: ReadonlySet<string>
  /** Themselves and whoever reports to them. */
  people: ReadonlySet<string>
  /** Fields of opportunities they may read. */
  fields: ReadonlySet<string>
}

/**
 * What a changed plan touches besides pools and limits of the departments somebody leads, as places of the document; empty: nothing, and
 * nobody else's opportunity can be treated otherwise. A pool of theirs is kept and claimed by their people, and gives to no other pool.
 */
export function touchedBeyond(before: PlanDocument, after: PlanDocument, lead: Lead): string[] {
  return [
    ...differencesOf(before, after).flatMap(({ part, key, change, settings }) => {
      if (part === 'pool') return []
      if (part !== 'stage' || change !== 'changed') return [`${part} ${key}`]
      return settings.flatMap(({ name, before: was, after: is }) => {
        const isTheirs = name === 'clocks' && sameJson(others(was, lead), others(is, lead))
        return isTheirs ? [] : [`stage ${key} ${name}`]
      })
    }),
    ...poolsTouched(before.pools, after.pools, lead),
  ]
}

function others(clocks: unknown, lead: Lead): Clock[] {
  return (clocks as Clock[]).filter((one) => !isTheirs(one, lead))
}

function isTheirs({ departments }: Pick<Pool, 'departments'>, lead: Lead): boolean {
  return departments?.every((id) => lead.departments.has(id)) ?? false
}

function poolsTouched(before: readonly Pool[], after: readonly Pool[], lead: Lead): string[] {
  const was = before.filter((one) => !isTheirs(one, lead))
  const is = after.filter((one) => !isTheirs(one, lead))
  const keys = [...new Set([...was, ...is].map(({ key }) => key))]
  const foreign = keys.flatMap((key, i) => {
    const [old, now] = [was.find((one) => one.key === key), is.find((one) => one.key === key)]
    if (!old || !now || !sameJson(old, now)) return [`pool ${key}`]
    return is[i]?.key === key ? [] : [`pool ${key} order`]
  })
  const own = after.filter((one) => isTheirs(one, lead))
  const ownKeys = new Set(own.map(({ key }) => key))
  return [
    ...foreign,
    ...own.flatMap((one) => {
      const old = before.find(({ key }) => key === one.key)
      return old && sameJson(old, one) ? [] : reachesBeyond(one, ownKeys, lead)
    }),
  ]
}

/** Settings of a pool of theirs by which it would be more than theirs. */
function reachesBeyond(
  { key, keeper, members, shows, recycle }: Pool,
  own: ReadonlySet<string>,
  lead: Lead,
): string[] {
  const areMembers =
    members.departments.length > 0 && members.departments.every((id) => lead.departments.has(id))
  return [
    ...(lead.people.has(keeper) ? [] : [`pool ${key} keeper`]),
    ...(areMembers ? [] : [`pool ${key} members`]),
    ...(shows.every((field) => lead.fields.has(field)) ? [] : [`pool ${key} shows`]),
    ...(recycle.every(({ to }) => to === null || own.has(to)) ? [] : [`pool ${key} recycle`]),
  ]
}
