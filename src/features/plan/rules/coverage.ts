import { type Facts, fitsSomebody, type Rule } from '../../../engines/assignment/index.ts'
import type { Bits } from '../../../engines/conditions/bits.ts'
import * as bits from '../../../engines/conditions/bits.ts'
import { type Axis, Grid, parseCondition } from '../../../engines/conditions/index.ts'
import type { Finding, PlanDocument } from '../contract.ts'
import { fixBy, step } from './finding.ts'
import type { Known } from './known.ts'

const MOST_CELLS = 131_072
const MOST_REGIONS = 200
const SHOWN = 20 // cells named in one finding
const FIRST = ['region', 'type', 'amount'] // what a division of work is drawn along

/** A rule and where it stands: the cells it surely holds in, may hold in, and in which it finds somebody. */
type Covering = { position: number; hasCondition: boolean; sure: Bits; maybe: Bits; finding: Bits }

/**
 * Which kinds of opportunity no rule covers, two rules cover, or rules cover with nobody to be found; and rules that never come
 * first, or never at all. Every kind is one cell of region × type × amount × whatever else the rules ask, amounts and the like in
 * the bands the rules themselves draw; each finding names an example. 500 rules take a fraction of a second.
 */
export function coverageFindings(plan: PlanDocument, known: Known): Finding[] {
  if (plan.rules.length === 0) return []
  const { grid, covering } = coverageOf(plan, known)
  return [
    ...bounded(grid),
    ...uncovered(grid, covering),
    ...coveredTwice(grid, covering),
    ...shadowed(grid, covering, plan.rules),
  ]
}

/** The grid of kinds and what each rule does on it. */
export function coverageOf(plan: PlanDocument, known: Known): { grid: Grid; covering: Covering[] } {
  const conditions = plan.rules.map((rule) => {
    const parsed = rule.condition ? parseCondition(rule.condition, known.vocabulary) : undefined
    return parsed?.ok ? parsed.condition : undefined
  })
  const grid = new Grid(
    conditions.filter((one) => one !== undefined),
    known.moment,
    { most: MOST_CELLS, first: FIRST, besides: besidesOf(plan, known), domains: known.domains },
  )
  const fits = fitting(grid, known)
  const covering = plan.rules.map((rule, i): Covering => {
    const condition = conditions[i]
    const { sure, maybe } = condition
      ? grid.where(condition)
      : { sure: grid.everywhere(), maybe: grid.everywhere() }
    return {
      position: i + 1,
      // what is tried with a share covers nothing surely, and is meant to stand before another
      hasCondition: condition !== undefined && !rule.trial,
      sure: rule.trial ? grid.nowhere() : sure,
      maybe,
      finding: bits.both(maybe, fits(rule)),
    }
  })
  return { grid, covering }
}

/** Whom a rule finds may depend on the region and on the skill it asks for: then these are told apart too. */
function besidesOf(plan: PlanDocument, { people, provinces }: Known): Axis[] {
  const besides: Axis[] = []
  if (plan.rules.some(({ candidates }) => candidates.territory === 'match')) {
    const territories = [...new Set(people.flatMap((person) => person.territories))]
    const regions = [...new Set([...provinces, ...territories])].slice(0, MOST_REGIONS)
    besides.push({ path: 'region', kind: 'text', values: [null, ...regions] })
  }
  const asked = new Map<string, Set<string>>()
  const ask = (path: string, values: readonly string[]) =>
    asked.set(path, new Set([...(asked.get(path) ?? []), ...values]))
  for (const { candidates } of plan.rules) {
    const { skillFrom, matches = [] } = candidates
    if (skillFrom) ask(skillFrom, [...new Set(people.flatMap((person) => person.skills))])
    for (const { field, person: of } of matches) ask(field, valuesOf(of, people))
  }
  for (const [path, values] of asked)
    besides.push({ path, kind: 'text', values: [null, ...[...values].slice(0, MOST_REGIONS)] })
  return besides
}

type Of = NonNullable<PlanDocument['rules'][number]['candidates']['matches']>[number]['person']

function valuesOf(of: Of, people: Known['people']): string[] {
  return [...new Set(people.flatMap((person) => (of === 'department' ? person.departmentPath : person[of])))]
}

/** Where a rule finds somebody; rules with the same candidates are asked once. */
function fitting(grid: Grid, { people }: Known): (rule: PlanDocument['rules'][number]) => Bits {
  const known = new Map<string, Bits>()
  return ({ candidates, strategy }) => {
    const key = JSON.stringify([candidates, strategy === 'manual'])
    const found = known.get(key)
    if (found) return found
    const rule: Rule = { id: '', holds: () => true, candidates, strategy, openCap: null, dayCap: null }
    const paths = [
      ...(candidates.territory === 'match' ? ['region', 'account.region'] : []),
      ...(candidates.skillFrom ? [candidates.skillFrom] : []),
      ...(candidates.matches ?? []).map(({ field }) => field),
    ]
    // What is not told apart may find somebody.
    const isTold = !paths.some((path) => grid.left.includes(path))
    const made = isTold
      ? grid.whereFacts(paths, (facts) => fitsSomebody(rule, people, facts))
      : grid.everywhere()
    known.set(key, made)
    return made
  }
}

/** Says what was not looked at, where there was too much. */
function bounded(grid: Grid): Finding[] {
  if (grid.left.length === 0) return []
  return [
    {
      level: 'warning',
      code: 'coverage-bounded',
      place: { part: 'plan', key: 'rules' },
      facts: { kept: grid.axes.map(({ path }) => path), left: grid.left, cells: grid.cells },
    },
  ]
}

function uncovered(grid: Grid, covering: readonly Covering[]): Finding[] {
  const covered = covering.reduce((sum, { maybe }) => bits.either(sum, maybe), grid.nowhere())
  const found = covering.reduce((sum, { finding }) => bits.either(sum, finding), grid.nowhere())
  return [
    ...cellsFinding(grid, 'cells-not-covered', bits.butNot(grid.everywhere(), covered), 'add-rule-for-rest'),
    ...cellsFinding(grid, 'cells-nobody-fits', bits.butNot(covered, found), 'widen-candidates'),
  ]
}

function cellsFinding(grid: Grid, code: string, cells: Bits, fix: string): Finding[] {
  const shown = bits.members(cells, SHOWN).map((cell) => grid.factsAt(cell))
  const [example] = shown
  if (!example) return []
  return [
    {
      level: 'warning',
      code,
      place: { part: 'plan', key: 'rules' },
      facts: { cells: bits.count(cells), of: grid.cells, shown },
      example,
      fix: { code: fix, facts: {} },
    },
  ]
}

/** Two rules with conditions of their own that hold for the same kind: the first wins, which its author may not have meant. */
function coveredTwice(grid: Grid, covering: readonly Covering[]): Finding[] {
  const first = new Uint16Array(grid.cells)
  let once = grid.nowhere()
  let twice = grid.nowhere()
  const pairs = new Map<string, { first: number; second: number; count: number; example: Facts }>()
  for (const { position, hasCondition, sure } of covering) {
    if (!hasCondition) continue
    for (const cell of bits.members(bits.butNot(bits.both(sure, once), twice))) {
      const before = first[cell] ?? 0
      const key = `${before} ${position}`
      const pair = pairs.get(key) ?? {
        first: before,
        second: position,
        count: 0,
        example: grid.factsAt(cell),
      }
      pair.count += 1
      pairs.set(key, pair)
    }
    for (const cell of bits.members(bits.butNot(sure, once))) first[cell] = position
    twice = bits.either(twice, bits.both(sure, once))
    once = bits.either(once, sure)
  }
  return [...pairs.values()].map(({ first, second, count, example }) => ({
    level: 'warning',
    code: 'cells-covered-twice',
    place: { part: 'rule', key: String(second) },
    facts: { first, second, cells: count },
    example,
    fix: { code: 'tell-apart', facts: { first, second } },
  }))
}

/** Rules that hold for no opportunity, or only where an earlier one holds and finds somebody. */
function shadowed(grid: Grid, covering: readonly Covering[], rules: PlanDocument['rules']): Finding[] {
  let taken = grid.nowhere()
  return covering.flatMap((one, i): Finding[] => {
    const place = { part: 'rule', key: String(one.position) } as const
    const [example] = bits.members(one.maybe, 1)
    if (example === undefined)
      return [
        {
          level: 'warning',
          code: 'rule-never-holds',
          place,
          facts: {},
          fix: { code: 'rewrite-condition', facts: {} },
        },
      ]
    const isLate = bits.isEmpty(bits.butNot(one.maybe, taken))
    taken = bits.either(taken, bits.both(one.sure, one.finding))
    if (!isLate) return []
    const by = covering.slice(0, i).find(({ sure, finding }) => hasCell(bits.both(sure, finding), example))
    const to = by?.position ?? i
    const patch = [step('remove', `/rules/${i}`), step('add', `/rules/${to - 1}`, rules[i])]
    return [
      {
        level: 'warning',
        code: 'rule-shadowed',
        place,
        facts: { by: to },
        example: grid.factsAt(example),
        fix: fixBy('move-rule-up', { to }, patch),
      },
    ]
  })
}

function hasCell(cells: Bits, cell: number): boolean {
  return (((cells[cell >>> 5] ?? 0) >>> (cell & 31)) & 1) === 1
}
