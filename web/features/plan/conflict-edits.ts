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
  const at = items.findIndex((item) => nameOf(item) === key)
  const [item] = at < 0 ? [] : items.slice(at, at + 1)
  if (setting !== null)
    return item === undefined ? [...items] : items.with(at, { ...item, [setting]: mine } as Item)
  if (mine === null) return at < 0 ? [...items] : items.toSpliced(at, 1)
  return at < 0 ? [...items, mine as Item] : items.with(at, mine as Item)
}
