import { addRange, all, type Bits, both, butNot, either, isEmpty, members, none } from './bits.ts'
import { type ClassedAxis, classesOf } from './classes.ts'
import { evaluate } from './evaluate.ts'
import { type Axis, axesOf, isPlain, pathsOf, withFact } from './samples.ts'
import type { Condition, Given, Node } from './tree.ts'

/** A part of a condition that is not taken apart further; `isTrue` is what it has to be for the condition to hold. */
type Leaf = { kind: 'leaf'; key: string; node: Node; isTrue: boolean; paths: readonly string[] }
type Tree = Leaf | { kind: 'and' | 'or'; parts: readonly Tree[] }
/** The cells where a condition surely holds, and those where it may. The same where every part of it is told by the grid. */
export type Holding = { sure: Bits; maybe: Bits }

export type GridOptions = {
  most: number
  /** Fields that come first where not all of them find room. */
  first?: readonly string[]
  /** Values to be told apart besides those the conditions name. */
  besides?: readonly Axis[]
  /** Fields that have one of these values and no other, by their dotted paths. */
  domains?: ReadonlyMap<string, readonly unknown[]>
  /** What telling the values of all axes apart may cost, in values × parts asked. */
  effort?: number
}

const EFFORT = 3_000_000
const MOST_MARKS = 150_000_000 // parts × cells: a fraction of a second

type Place = { values: readonly unknown[]; stride: number }

/**
 * Every kind of record that some conditions tell apart, as cells of a grid: one axis a field, one place a class of values that no
 * condition distinguishes. Conditions are then asked once for all cells, 32 at a time.
 *
 * At most `most` cells, fewer where the conditions have very many parts: fields that find no room are `left`, and what depends on
 * them may hold anywhere. Bounded whatever the conditions: at most `effort` in telling values apart, then parts × cells / 32.
 */
export class Grid {
  readonly cells: number
  readonly axes: readonly ClassedAxis[]
  /** Fields the conditions ask that are not told apart. */
  readonly left: readonly string[]
  private readonly given: Given
  private readonly leaves: ReadonlyMap<string, Leaf>
  private readonly places = new Map<string, Place>()
  private readonly asked = new Map<string, Bits | undefined>()

  constructor(conditions: readonly Condition[], given: Given, options: GridOptions) {
    this.given = given
    const leaves = new Map<string, Leaf>()
    for (const { root } of conditions)
      for (const leaf of leavesOf(treeOf(root, true))) if (!leaves.has(leaf.key)) leaves.set(leaf.key, leaf)
    this.leaves = leaves
    const named = axesOf([...leaves.values()].map(({ node }) => node))
    const axes = withinDomains(withBesides(named, options.besides ?? []), options.domains)
    const { kept, left } = fitting(axes, [...leaves.values()], given, options)
    this.axes = kept
    this.left = left
    this.cells = kept.reduce((product, { values }) => product * values.length, 1)
    let stride = this.cells
    for (const { path, values } of kept) {
      stride /= values.length
      this.places.set(path, { values, stride })
    }
  }

  /** Where a condition holds. One the grid was not made for may hold anywhere its parts are new. */
  where({ root }: Condition): Holding {
    return this.held(treeOf(root, true))
  }

  /** The cells for which `test` of the values at `paths` is true; it is asked once for each combination of them. */
  whereFacts(paths: readonly string[], test: (facts: Record<string, unknown>) => boolean): Bits {
    const own = this.axes.filter(({ path }) => paths.includes(path))
    const bits = this.nowhere()
    const walk = (depth: number, chosen: readonly number[], facts: Record<string, unknown>): void => {
      const axis = own[depth]
      if (!axis) {
        if (test(facts)) this.addBlocks(bits, own, chosen)
        return
      }
      axis.values.forEach((value, i) => {
        walk(depth + 1, [...chosen, i], withFact(facts, axis.path.split('.'), value))
      })
    }
    walk(0, [], {})
    return bits
  }

  everywhere(): Bits {
    return all(this.cells)
  }

  nowhere(): Bits {
    return none(this.cells)
  }

  /** What a record of the cell is, field by field. */
  factsAt(cell: number): Record<string, unknown> {
    let facts: Record<string, unknown> = {}
    for (const [path, { values, stride }] of this.places) {
      facts = withFact(facts, path.split('.'), values[Math.floor(cell / stride) % values.length])
    }
    return facts
  }

  private held(tree: Tree): Holding {
    if (tree.kind === 'leaf') {
      const found = this.leaf(tree)
      return found ? { sure: found, maybe: found } : { sure: this.nowhere(), maybe: this.everywhere() }
    }
    const join = tree.kind === 'and' ? both : either
    const [first, ...rest] = tree.parts.map((part) => this.held(part))
    return rest.reduce((sum, one) => {
      const sure = join(sum.sure, one.sure)
      const isTold = sum.sure === sum.maybe && one.sure === one.maybe
      return { sure, maybe: isTold ? sure : join(sum.maybe, one.maybe) }
    }, first ?? { sure: this.everywhere(), maybe: this.everywhere() })
  }

  /** Undefined where the grid does not tell it. */
  private leaf({ key, node: asked, isTrue, paths: [path] }: Leaf): Bits | undefined {
    if (this.asked.has(key)) return this.asked.get(key)
    const node = this.leaves.get(key)?.node
    const axis = this.axes.find((one) => one.path === path)
    const places = node && axis?.trueAt.get(node)
    let found: Bits | undefined
    if (path === undefined && isPlain(asked)) {
      const holds = evaluate({ source: '', root: asked }, {}, this.given)
      found = holds === isTrue ? this.everywhere() : this.nowhere()
    }
    if (axis && places) {
      const holding = this.nowhere()
      for (const place of places) this.addBlocks(holding, [axis], [place])
      found = isTrue ? holding : butNot(this.everywhere(), holding)
    }
    this.asked.set(key, found)
    return found
  }

  /** Adds every cell that has these places on these axes, whatever it has on the others. */
  private addBlocks(bits: Bits, axes: readonly ClassedAxis[], chosen: readonly number[]): void {
    const gaps: { count: number; step: number }[] = []
    let outer = this.cells
    let from = 0
    axes.forEach(({ path }, i) => {
      const { values, stride } = this.places.get(path) ?? { values: [], stride: 1 }
      const whole = stride * values.length
      if (outer > whole) gaps.push({ count: outer / whole, step: whole })
      from += (chosen[i] ?? 0) * stride
      outer = stride
    })
    const add = (depth: number, at: number): void => {
      const gap = gaps[depth]
      if (gap) for (let i = 0; i < gap.count; i++) add(depth + 1, at + i * gap.step)
      else addRange(bits, at, at + outer)
    }
    add(0, from)
  }
}

/**
 * Facts for which the condition holds; null where no record can be such. Undefined where that is not known: too many kinds, or
 * comparisons of fields with each other, with the clock, or by arithmetic.
 */
export function exampleOf(
  condition: Condition,
  given: Given,
  most = 20_000,
): Record<string, unknown> | null | undefined {
  const grid = new Grid([condition], given, { most, effort: most * 5 })
  const { sure, maybe } = grid.where(condition)
  const [cell] = members(sure, 1)
  if (cell !== undefined) return grid.factsAt(cell)
  return isEmpty(maybe) ? null : undefined
}

/** And, or and not taken apart: what is not true is said of the parts, which is the same in this language. */
function treeOf(node: Node, isTrue: boolean): Tree {
  if (node.op === 'not') return treeOf(node.part, !isTrue)
  if (node.op === 'and' || node.op === 'or') {
    const kind = (node.op === 'and') === isTrue ? 'and' : 'or'
    return { kind, parts: node.parts.map((part) => treeOf(part, isTrue)) }
  }
  return { kind: 'leaf', key: `${isTrue} ${JSON.stringify(node)}`, node, isTrue, paths: pathsOf(node) }
}

function leavesOf(tree: Tree): Leaf[] {
  return tree.kind === 'leaf' ? [tree] : tree.parts.flatMap(leavesOf)
}

function withBesides(axes: readonly Axis[], besides: readonly Axis[]): Axis[] {
  const more = new Map(besides.map((axis) => [axis.path, axis]))
  const joined = axes.map((axis) => ({
    ...axis,
    values: [...new Set([...axis.values, ...(more.get(axis.path)?.values ?? [])])],
  }))
  return [...joined, ...besides.filter(({ path }) => !axes.some((axis) => axis.path === path))]
}

function withinDomains(axes: readonly Axis[], domains: GridOptions['domains']): Axis[] {
  return axes.map((axis) => ({ ...axis, values: domains?.get(axis.path) ?? axis.values }))
}

/** As many axes, in classes, as give no more cells than can be tried; those named first come first, then the shortest. */
function fitting(
  axes: readonly Axis[],
  leaves: readonly Leaf[],
  given: Given,
  { most, first = [], besides = [], effort = EFFORT }: GridOptions,
): { kept: ClassedAxis[]; left: string[] } {
  const rank = ({ path }: Axis) => (first.includes(path) ? first.indexOf(path) : first.length)
  const parts = Map.groupBy(
    leaves.filter(({ node }) => isPlain(node)),
    ({ paths }) => paths[0],
  )
  const room = Math.min(most, MOST_MARKS / (leaves.length + 1))
  const kept: ClassedAxis[] = []
  const left: string[] = []
  let cells = 1
  let work = effort
  for (const axis of axes.toSorted((a, b) => rank(a) - rank(b) || a.values.length - b.values.length)) {
    const own = (parts.get(axis.path) ?? []).map(({ node }) => node)
    const apart = new Set(besides.find(({ path }) => path === axis.path)?.values)
    const found = classesOf(axis, own, given, apart, work)
    const size = cells * (found?.classed.values.length ?? 1)
    if (!found || size > room) left.push(axis.path)
    else {
      kept.push(found.classed)
      cells = size
    }
    work -= found?.cost ?? 0
  }
  return { kept, left }
}
