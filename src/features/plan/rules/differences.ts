import type { Difference, PlanDocument } from '../contract.ts'

type Part = { key: string; value: Readonly<Record<string, unknown>> }

/** What differs between two documents, part by part: stages and processes by their keys, rules by their names in both languages. */
export function differencesOf(before: PlanDocument, after: PlanDocument): Difference[] {
  const keeper: Difference[] =
    before.keeper === after.keeper
      ? []
      : [
          {
            part: 'keeper',
            key: 'keeper',
            change: 'changed',
            settings: [{ name: 'keeper', before: before.keeper, after: after.keeper }],
          },
        ]
  return [
    ...keeper,
    ...partsDiffer('process', before.processes.map(keyed), after.processes.map(keyed)),
    ...partsDiffer('stage', before.stages.map(keyed), after.stages.map(keyed)),
    ...partsDiffer('rule', named(before.rules), named(after.rules)),
    ...partsDiffer('pool', before.pools.map(keyed), after.pools.map(keyed)),
  ]
}

/** The functions with a duty at a stage that came, went or is settled otherwise: their people work differently from now on. */
export function functionsConcerned(before: PlanDocument, after: PlanDocument): string[] {
  const touched = new Set(
    differencesOf(before, after).flatMap(({ part, key, change }) =>
      part === 'stage' && change !== 'moved' ? [key] : [],
    ),
  )
  const stages = [...before.stages, ...after.stages].filter(({ key }) => touched.has(key))
  return [...new Set(stages.flatMap(({ duties }) => Object.keys(duties)))].sort()
}

function keyed(value: { key: string }): Part {
  const { key, ...rest } = value
  return { key, value: rest }
}

/** Rules have no key of their own: the name is it, numbered where it comes twice. */
function named(rules: PlanDocument['rules']): Part[] {
  const seen = new Map<string, number>()
  return rules.map((rule) => {
    const name = rule.label.zh
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { key: times === 1 ? name : `${name} (${times})`, value: rule }
  })
}

function partsDiffer(
  part: Difference['part'],
  before: readonly Part[],
  after: readonly Part[],
): Difference[] {
  const was = new Map(before.map((one) => [one.key, one.value]))
  const is = new Set(after.map(({ key }) => key))
  const moved = movedKeys(
    before.flatMap(({ key }) => (is.has(key) ? [key] : [])),
    after.flatMap(({ key }) => (was.has(key) ? [key] : [])),
  )
  return [
    ...before.flatMap(({ key }): Difference[] =>
      is.has(key) ? [] : [{ part, key, change: 'removed', settings: [] }],
    ),
    ...after.flatMap(({ key, value }): Difference[] => {
      const old = was.get(key)
      if (!old) return [{ part, key, change: 'added', settings: [] }]
      const settings = settingsDiffer(old, value)
      if (settings.length > 0) return [{ part, key, change: 'changed', settings }]
      return moved.has(key) ? [{ part, key, change: 'moved', settings: [] }] : []
    }),
  ]
}

function settingsDiffer(before: Part['value'], after: Part['value']): Difference['settings'] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) =>
    sameJson(before[name], after[name])
      ? []
      : [{ name, before: before[name] ?? null, after: after[name] ?? null }],
  )
}

/** Those that stand elsewhere, the fewest that explain it: all but a longest rising run. */
function movedKeys(before: readonly string[], after: readonly string[]): Set<string> {
  const place = new Map(before.map((key, i) => [key, i]))
  const places = after.map((key) => place.get(key) ?? 0)
  const previous: number[] = []
  const tails: number[] = []
  places.forEach((value, i) => {
    let low = 0
    while (low < tails.length && (places[tails[low] ?? 0] ?? 0) < value) low += 1
    previous[i] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = i
  })
  const stays = new Set<number>()
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) stays.add(i)
  return new Set(after.filter((_, i) => !stays.has(i)))
}

/** The same whatever the order of the names. */
export function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, one]) => [name, sorted(one)]),
  )
}
