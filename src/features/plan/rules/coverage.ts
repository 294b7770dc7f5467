import { type Facts, Router, type Rule } from '../../../engines/assignment/index.ts'
import {
  type Axis,
  axesOf,
  type Condition,
  combinations,
  evaluate,
  needOf,
  parseCondition,
} from '../../../engines/conditions/index.ts'
import type { Finding, PlanDocument } from '../contract.ts'
import type { Known } from './check.ts'

const MOST_CELLS = 20_000
const SHOWN = 20 // cells named in one finding
const FIRST = ['region', 'type', 'amount'] // what a division of work is drawn along
type Cell = { facts: Facts; holding: readonly number[]; isFound: boolean }

/**
 * Which kinds of opportunity no rule covers, two rules cover, or rules cover with nobody to be found; and rules that never come
 * first. Every kind is one cell of region × type × amount × whatever else the rules ask; each finding names an example.
 */
export function coverageFindings(plan: PlanDocument, known: Known): Finding[] {
  const conditions = plan.rules.map((rule) => {
    const parsed = rule.condition ? parseCondition(rule.condition, known.vocabulary) : undefined
    return parsed?.ok ? parsed.condition : undefined
  })
  const axes = withinLimit(axesOf(conditions.filter((one) => one !== undefined)))
  const facts = combinations(axes, MOST_CELLS) ?? [{}]
  const cells = cellsOf(facts, plan, conditions, known)
  return [
    ...uncovered(
      'cells-not-covered',
      cells.filter(({ holding }) => holding.length === 0),
      cells.length,
    ),
    ...uncovered(
      'cells-nobody-fits',
      cells.filter(({ holding, isFound }) => holding.length > 0 && !isFound),
      cells.length,
    ),
    ...coveredTwice(cells, conditions),
    ...shadowed(cells, plan.rules.length),
  ]
}

/** The rules that hold for each kind, and whether they find anybody, whatever the loads. */
function cellsOf(
  facts: readonly Facts[],
  plan: PlanDocument,
  conditions: readonly (Condition | undefined)[],
  { people, moment }: Known,
): Cell[] {
  const rules = plan.rules.map((rule, i): Rule => {
    const condition = conditions[i]
    return {
      ...rule,
      id: String(i),
      openCap: null,
      dayCap: null,
      weekCap: null,
      unitCap: null,
      conversion: undefined,
      holds: (one) => (condition ? evaluate(condition, one, moment) : true),
      need: condition && needOf(condition),
    }
  })
  const uncapped = people.map((person) => ({ ...person, openCap: null, dayCap: null }))
  const none = { open: new Map(), today: new Map(), credit: new Map(), last: new Map() }
  const router = new Router(rules, uncapped, plan.keeper, none)
  return facts.map((one) => {
    const holding = router.holding(one).map(Number)
    const isFound = holding.length > 0 && router.decide(one, 0).outcome.via === 'rule'
    return { facts: one, holding, isFound }
  })
}

/** As many axes as give no more cells than can be tried; those a division is drawn along come first. */
function withinLimit(axes: readonly Axis[]): Axis[] {
  const rank = ({ path }: Axis) => (FIRST.includes(path) ? FIRST.indexOf(path) : FIRST.length)
  const kept: Axis[] = []
  let cells = 1
  for (const axis of axes.toSorted((a, b) => rank(a) - rank(b) || a.values.length - b.values.length)) {
    if (cells * axis.values.length > MOST_CELLS) continue
    kept.push(axis)
    cells *= axis.values.length
  }
  return kept
}

function uncovered(code: string, cells: readonly Cell[], of: number): Finding[] {
  const [first] = cells
  if (!first) return []
  const shown = cells.slice(0, SHOWN).map(({ facts }) => facts)
  return [
    {
      level: 'warning',
      code,
      place: { part: 'plan', key: 'rules' },
      facts: { cells: cells.length, of, shown },
      example: first.facts,
    },
  ]
}

/** Two rules with conditions of their own that hold for the same kind: the first wins, which its author may not have meant. */
function coveredTwice(cells: readonly Cell[], conditions: readonly (Condition | undefined)[]): Finding[] {
  const pairs = new Map<string, { count: number; example: Facts }>()
  for (const { facts, holding } of cells) {
    const [first, second] = holding.filter((i) => conditions[i])
    if (first === undefined || second === undefined) continue
    const key = `${first} ${second}`
    const pair = pairs.get(key) ?? { count: 0, example: facts }
    pair.count += 1
    pairs.set(key, pair)
  }
  return [...pairs].map(([key, { count, example }]) => {
    const [first = 0, second = 0] = key.split(' ').map((i) => Number(i) + 1)
    return {
      level: 'warning',
      code: 'cells-covered-twice',
      place: { part: 'rule', key: String(second) },
      facts: { first, second, cells: count },
      example,
    }
  })
}

/** A rule that holds only where an earlier one holds and finds somebody. */
function shadowed(cells: readonly Cell[], rules: number): Finding[] {
  const comesFirst = new Set(cells.flatMap(({ holding }) => holding.slice(0, 1)))
  return Array.from({ length: rules }, (_, i) => i).flatMap((i): Finding[] => {
    if (comesFirst.has(i)) return []
    const cell = cells.find(({ holding, isFound }) => holding.includes(i) && isFound)
    if (!cell) return []
    return [
      {
        level: 'warning',
        code: 'rule-shadowed',
        place: { part: 'rule', key: String(i + 1) },
        facts: { by: (cell.holding[0] ?? 0) + 1 },
        example: cell.facts,
      },
    ]
  })
}
