import type { Conflict } from '../contract/merging.ts'
import type { PlanDocument } from '../contract.ts'
import { sameJson } from './differences.ts'

type Part = Readonly<Record<string, unknown>>
type Keyed = { key: string; value: Part }
type Merged<T> = { merged: T; conflicts: Conflict[] }

/**
 * What two people made of one document, as one: setting by setting of each stage, process, rule and pool. What only one of them
 * changed is as they made it; what both made the same is so; where they differ theirs stands, and a conflict says so. Stages,
 * processes and pools are known by their keys, rules by their names in both languages. O(parts × settings).
 */
export function merge(
  base: PlanDocument,
  mine: PlanDocument,
  theirs: PlanDocument,
): { document: PlanDocument; conflicts: Conflict[] } {
  const keeper = settingOf('keeper', 'keeper', 'keeper', base.keeper, mine.keeper, theirs.keeper)
  const processes = partsOf('process', ...keyedOf(base.processes, mine.processes, theirs.processes))
  const stages = partsOf('stage', ...keyedOf(base.stages, mine.stages, theirs.stages))
  const rules = partsOf('rule', named(base.rules), named(mine.rules), named(theirs.rules))
  const pools = partsOf('pool', ...keyedOf(base.pools, mine.pools, theirs.pools))
  return {
    document: {
      keeper: keeper.merged as string,
      processes: processes.merged as PlanDocument['processes'],
      stages: stages.merged as PlanDocument['stages'],
      rules: rules.merged as PlanDocument['rules'],
      pools: pools.merged as PlanDocument['pools'],
    },
    conflicts: [keeper, processes, stages, rules, pools].flatMap((one) => one.conflicts),
  }
}

function keyedOf(...lists: readonly (readonly { key: string }[])[]): [Keyed[], Keyed[], Keyed[]] {
  const [base = [], mine = [], theirs = []] = lists.map((list) => numbered(list, (one) => one.key))
  return [base, mine, theirs]
}

function named(rules: PlanDocument['rules']): Keyed[] {
  return numbered(rules, ({ label }) => label.zh)
}

/** By name; a name that comes twice is numbered. */
function numbered<P extends object>(parts: readonly P[], nameOf: (part: P) => string): Keyed[] {
  const seen = new Map<string, number>()
  return parts.map((value) => {
    const name = nameOf(value)
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { key: times === 1 ? name : `${name} (${times})`, value: value as Part }
  })
}

function partsOf(
  part: Conflict['part'],
  base: readonly Keyed[],
  mine: readonly Keyed[],
  theirs: readonly Keyed[],
): Merged<Part[]> {
  const [b, m, t] = [base, mine, theirs].map((list) => new Map(list.map(({ key, value }) => [key, value])))
  const conflicts: Conflict[] = []
  const kept = new Map<string, Part>()
  for (const key of new Set([...theirs, ...mine].map((one) => one.key))) {
    const found = partOf(part, key, b?.get(key), m?.get(key), t?.get(key))
    conflicts.push(...found.conflicts)
    if (found.merged) kept.set(key, found.merged)
  }
  const keys = (list: readonly Keyed[]) => list.flatMap(({ key }) => (kept.has(key) ? [key] : []))
  const order = inOrder(keys(base), keys(mine), keys(theirs))
  if (!order.isAgreed)
    conflicts.push({
      part,
      key: '',
      setting: 'order',
      base: base.map(({ key }) => key),
      mine: mine.map(({ key }) => key),
      theirs: theirs.map(({ key }) => key),
    })
  return {
    merged: order.keys.flatMap((key): Part[] => {
      const value = kept.get(key)
      return value ? [value] : []
    }),
    conflicts,
  }
}

/** Undefined where the part is gone. */
function partOf(
  part: Conflict['part'],
  key: string,
  base: Part | undefined,
  mine: Part | undefined,
  theirs: Part | undefined,
): Merged<Part | undefined> {
  if (sameJson(mine, theirs)) return { merged: theirs, conflicts: [] }
  if (sameJson(base, mine)) return { merged: theirs, conflicts: [] }
  if (sameJson(base, theirs)) return { merged: mine, conflicts: [] }
  if (!mine || !theirs) {
    // One took away what the other changed.
    const conflict = {
      part,
      key,
      setting: null,
      base: base ?? null,
      mine: mine ?? null,
      theirs: theirs ?? null,
    }
    return { merged: theirs, conflicts: [conflict] }
  }
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const settings = names.map((name) => ({
    name,
    ...settingOf(part, key, name, base?.[name], mine[name], theirs[name]),
  }))
  return {
    merged: Object.fromEntries(
      settings.flatMap(({ name, merged }) => (merged === undefined ? [] : [[name, merged]])),
    ),
    conflicts: settings.flatMap((one) => one.conflicts),
  }
}

function settingOf(
  part: Conflict['part'],
  key: string,
  setting: string,
  base: unknown,
  mine: unknown,
  theirs: unknown,
): Merged<unknown> {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return { merged: theirs, conflicts: [] }
  if (sameJson(base, theirs)) return { merged: mine, conflicts: [] }
  if (LISTS.has(setting) && areKeys(base) && areKeys(mine) && areKeys(theirs))
    return { merged: keysOf(base, mine, theirs), conflicts: [] }
  if (setting === 'duties' && isMap(base) && isMap(mine) && isMap(theirs)) {
    // The cells of a row of the matrix are each their own; my row has their other cells too, so that taking it loses none.
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
    const cells = names.map((name) => {
      const { merged, conflicts } = settingOf(part, key, name, base[name], mine[name], theirs[name])
      return { name, merged, isTorn: conflicts.length > 0 }
    })
    const row = (of: (cell: (typeof cells)[number]) => unknown) =>
      Object.fromEntries(
        cells.flatMap((cell) => {
          const value = of(cell)
          return value === undefined ? [] : [[cell.name, value]]
        }),
      )
    const merged = row((cell) => cell.merged)
    if (!cells.some(({ isTorn }) => isTorn)) return { merged, conflicts: [] }
    const own = row((cell) => (cell.isTorn ? mine[cell.name] : cell.merged))
    return { merged, conflicts: [{ part, key, setting, base, mine: own, theirs: merged }] }
  }
  const conflict = { part, key, setting, base: base ?? null, mine: mine ?? null, theirs: theirs ?? null }
  return { merged: theirs, conflicts: [conflict] }
}

/** Settings that are lists of keys: what either put in or took out of them is so. */
const LISTS = new Set(['stages', 'requiredFields', 'entryFields', 'shows'])

function keysOf(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const stays = (key: string) => !base.includes(key) || (mine.includes(key) && theirs.includes(key))
  return inOrder(base, mine, theirs).keys.filter(stays)
}

function areKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The order of what is left: of whoever changed it; where only one moved or added something it is as they have it. What one added
 * where the other moved stands behind what it stood behind. Agreed where no two things both know stand otherwise in both.
 */
function inOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): { keys: string[]; isAgreed: boolean } {
  const shared = (list: readonly string[], other: readonly string[]) =>
    list.filter((key) => other.includes(key))
  const mineMoved = !sameJson(shared(mine, base), shared(base, mine))
  const theirsMoved = !sameJson(shared(theirs, base), shared(base, theirs))
  const isAgreed = !(mineMoved && theirsMoved) || sameJson(shared(mine, theirs), shared(theirs, mine))
  const [first, second] = mineMoved && !theirsMoved ? [mine, theirs] : [theirs, mine]
  const keys = [...first]
  second.forEach((key, i) => {
    if (keys.includes(key)) return
    const before = second.slice(0, i).findLast((one) => keys.includes(one))
    keys.splice(before === undefined ? 0 : keys.indexOf(before) + 1, 0, key)
  })
  return { keys, isAgreed }
}
