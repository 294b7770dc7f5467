import type { Conflict } from '../../../src/features/plan/contract/merging.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { sameJson } from '../../../src/features/plan/rules/differences.ts'

type Part = Conflict['part']
type Values = Readonly<Record<string, unknown>>

/**
 * Brings together what two people made of one plan: what only one of them touched is taken from them, down to the single setting, the
 * single duty, and the single stage of a process. Where both said different things theirs stands, and the conflict is told.
 */
export function mergePlans(
  base: PlanDocument,
  mine: PlanDocument,
  theirs: PlanDocument,
): { document: PlanDocument; conflicts: Conflict[] } {
  const conflicts: Conflict[] = []
  const tell = (conflict: Conflict) => void conflicts.push(conflict)
  const keeper = mergedSetting(base.keeper, mine.keeper, theirs.keeper, () =>
    tell({
      part: 'keeper',
      key: 'keeper',
      setting: 'keeper',
      base: base.keeper,
      mine: mine.keeper,
      theirs: theirs.keeper,
    }),
  )
  const parts = <Item extends object>(part: Part, list: (of: PlanDocument) => readonly Item[]): Item[] =>
    mergedParts(part, named(part, list(base)), named(part, list(mine)), named(part, list(theirs)), tell)
  return {
    document: {
      keeper,
      processes: parts('process', (of) => of.processes),
      stages: parts('stage', (of) => of.stages),
      rules: parts('rule', (of) => of.rules),
      pools: parts('pool', (of) => of.pools),
    },
    conflicts,
  }
}

/** Parts by their keys; rules have none, so their Chinese name is it, numbered where it comes twice. */
function named<Item extends object>(part: Part, items: readonly Item[]): Map<string, Item> {
  const found = new Map<string, Item>()
  for (const item of items) {
    const { key, label } = item as { key?: string; label: { zh: string } }
    const name = part === 'rule' ? label.zh : (key ?? '')
    let times = 1
    while (found.has(times === 1 ? name : `${name} (${times})`)) times += 1
    found.set(times === 1 ? name : `${name} (${times})`, item)
  }
  return found
}

function mergedParts<Item extends object>(
  part: Part,
  base: ReadonlyMap<string, Item>,
  mine: ReadonlyMap<string, Item>,
  theirs: ReadonlyMap<string, Item>,
  tell: (conflict: Conflict) => void,
): Item[] {
  const [b, m, t] = [base, mine, theirs].map((items) => [...items.keys()]) as [string[], string[], string[]]
  const kept = new Map<string, Item>()
  for (const key of new Set([...t, ...m, ...b])) {
    const [was, own, other] = [base.get(key), mine.get(key), theirs.get(key)]
    const whole = () =>
      tell({ part, key, setting: null, base: was ?? null, mine: own ?? null, theirs: other ?? null })
    const merged =
      was && own && other
        ? mergedSettings(part, key, was as Values, own as Values, other as Values, tell)
        : mergedSetting(was, own, other, whole)
    if (merged !== undefined) kept.set(key, merged as Item)
  }
  return mergedOrder(b, m, t).flatMap((key) => kept.get(key) ?? [])
}

function mergedSettings(
  part: Part,
  key: string,
  base: Values,
  mine: Values,
  theirs: Values,
  tell: (conflict: Conflict) => void,
): Values {
  const merged: Record<string, unknown> = {}
  for (const name of new Set([...Object.keys(theirs), ...Object.keys(mine)])) {
    const [was, own, other] = [base[name], mine[name], theirs[name]]
    const conflict = (instead = own) =>
      tell({ part, key, setting: name, base: was ?? null, mine: instead ?? null, theirs: other ?? null })
    const value =
      name === 'duties'
        ? mergedDuties(was as Values, own as Values, other as Values, conflict)
        : areKeys(was) && areKeys(own) && areKeys(other)
          ? mergedKeys(was, own, other)
          : mergedSetting(was, own, other, () => conflict())
    if (value !== undefined) merged[name] = value
  }
  return merged
}

/** A row of the matrix letter by letter; in a conflict my row has their other letters too, so that taking it loses none. */
function mergedDuties(base: Values, mine: Values, theirs: Values, conflict: (mine: Values) => void): Values {
  const rowWith = (inConflict: 'mine' | 'theirs', told: () => void): Values =>
    Object.fromEntries(
      [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
        .map((key) => {
          let isTorn = false
          const value = mergedSetting(base[key], mine[key], theirs[key], () => {
            isTorn = true
            told()
          })
          return [key, isTorn && inConflict === 'mine' ? mine[key] : value]
        })
        .filter(([, value]) => value !== undefined),
    )
  let isTorn = false
  const merged = rowWith('theirs', () => {
    isTorn = true
  })
  if (isTorn) conflict(rowWith('mine', () => undefined))
  return merged
}

/** A list of keys: what either added or took away, in the order of whoever changed it. */
function mergedKeys(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  return mergedOrder(base, mine, theirs).filter((key) =>
    base.includes(key) ? mine.includes(key) && theirs.includes(key) : true,
  )
}

/** Every key of mine and theirs: in their order, or in mine where only I changed it; what the other added stands behind what it stood behind. */
function mergedOrder(base: readonly string[], mine: readonly string[], theirs: readonly string[]): string[] {
  const known = new Set(base)
  const staying = (keys: readonly string[], other: readonly string[]) =>
    keys.filter((key) => known.has(key) && other.includes(key))
  const isTheirs = !sameJson(staying(theirs, base), staying(base, theirs))
  const isMine = !sameJson(staying(mine, base), staying(base, mine))
  const [first, second] = isMine && !isTheirs ? [mine, theirs] : [theirs, mine]
  const order = [...first]
  second.forEach((key, i) => {
    if (order.includes(key)) return
    const before = second.slice(0, i).findLast((one) => order.includes(one))
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, key)
  })
  return order
}

function mergedSetting<Value>(base: Value, mine: Value, theirs: Value, conflict: () => void): Value {
  if (sameJson(mine, theirs) || sameJson(base, mine)) return theirs
  if (sameJson(base, theirs)) return mine
  conflict()
  return theirs
}

function areKeys(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
