import type { Conflict } from '../../../src/features/plan/contract/merging.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'

/** The document with my side of a conflict instead of the one that stands in it. */
export function withMine(document: PlanDocument, conflict: Conflict): PlanDocument {
  const { part, mine } = conflict
  if (part === 'keeper') return { ...document, keeper: String(mine) }
  if (part === 'rule') return { ...document, rules: chosen(document.rules, nameOfRule, conflict) }
  if (part === 'stage') return { ...document, stages: chosen(document.stages, keyOf, conflict) }
  if (part === 'pool') return { ...document, pools: chosen(document.pools, keyOf, conflict) }
  return { ...document, processes: chosen(document.processes, keyOf, conflict) }
}

const keyOf = ({ key }: { key: string }) => key
const nameOfRule = ({ label }: PlanDocument['rules'][number]) => label.zh

function chosen<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  { key, setting, mine }: Conflict,
): Item[] {
  if (setting === 'order') return inOrder(items, nameOf, mine)
  const at = items.findIndex((item) => nameOf(item) === key)
  const [item] = at < 0 ? [] : items.slice(at, at + 1)
  if (setting !== null)
    return item === undefined ? [...items] : items.with(at, { ...item, [setting]: mine } as Item)
  if (mine === null) return at < 0 ? [...items] : items.toSpliced(at, 1)
  return at < 0 ? [...items, mine as Item] : items.with(at, mine as Item)
}

/** The parts in the order of `keys`; those that are not among them stay behind what they stood behind. */
function inOrder<Item>(items: readonly Item[], nameOf: (item: Item) => string, keys: unknown): Item[] {
  const wanted = Array.isArray(keys) ? keys : []
  const ordered = items
    .filter((item) => wanted.includes(nameOf(item)))
    .sort((a, b) => wanted.indexOf(nameOf(a)) - wanted.indexOf(nameOf(b)))
  items.forEach((item, i) => {
    if (wanted.includes(nameOf(item))) return
    const before = items[i - 1]
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, item)
  })
  return ordered
}
