import { evaluate } from './evaluate.ts'
import { type Axis, isPlain, withFact } from './samples.ts'
import type { Comparison, Given, Node } from './tree.ts'

/** One field: a value of every class that no part tells apart, and for each part the places of the classes it is true for. */
export type ClassedAxis = {
  path: string
  values: readonly unknown[]
  trueAt: ReadonlyMap<Node, readonly number[]>
}

/**
 * The classes of an axis by what parts (plain ones of this field alone) answer; the values `kept` stand for themselves.
 * Undefined where telling them apart would cost more than `effort`, in values × parts; else with what it cost.
 */
export function classesOf(
  axis: Axis,
  parts: readonly Node[],
  given: Given,
  kept: ReadonlySet<unknown>,
  effort: number,
): { classed: ClassedAxis; cost: number } | undefined {
  const cost = axis.values.length + parts.reduce((sum, node) => sum + costOf(node, axis.values.length), 0)
  if (cost > effort) return undefined
  const answers = answersOf(axis, parts, given)
  const classes = new Map<string, { value: unknown; answers: readonly number[] }>()
  axis.values.forEach((value, i) => {
    const own = answers[i] ?? []
    const key = kept.has(value) ? `kept ${JSON.stringify(value)}` : own.join()
    if (!classes.has(key)) classes.set(key, { value, answers: own })
  })
  const trueAt = new Map<Node, number[]>(parts.map((node) => [node, []]))
  const found = [...classes.values()]
  found.forEach((one, place) => {
    for (const n of one.answers) trueAt.get(parts[n] as Node)?.push(place)
  })
  return { classed: { path: axis.path, values: found.map(({ value }) => value), trueAt }, cost }
}

/** For each value of the axis, the parts that are true for it. */
function answersOf(axis: Axis, parts: readonly Node[], given: Given): number[][] {
  const answers: number[][] = axis.values.map(() => [])
  const places = new Map(axis.values.map((value, i) => [value, i]))
  const path = axis.path.split('.')
  const facts = axis.values.map((value) => withFact({}, path, value))
  parts.forEach((node, n) => {
    const named = namedBy(node)
    if (named) {
      for (const i of new Set(named.map((value) => places.get(value) ?? -1))) answers[i]?.push(n)
      return
    }
    const limit = limitOf(node)
    const condition = { source: '', root: node }
    axis.values.forEach((value, i) => {
      const holds = limit ? limit(value) : evaluate(condition, facts[i] ?? {}, given)
      if (holds) answers[i]?.push(n)
    })
  })
  return answers
}

/** The texts one of which the field must have for the part to be true: nothing else need be asked. */
function namedBy(node: Node): readonly unknown[] | undefined {
  if (!isPlain(node)) return undefined
  if (node.op === 'in-list' && node.value.kind === 'text') return node.list
  if (node.op !== 'compare' || node.how !== '==') return undefined
  const literal = node.left.op === 'literal' ? node.left : node.right
  return literal.op === 'literal' && typeof literal.value === 'string' && literal.kind === 'text'
    ? [literal.value]
    : undefined
}

const TURNED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** A number against a constant, without the way through the tree: plans have thousands of these. */
function limitOf(node: Node): ((value: unknown) => boolean) | undefined {
  if (node.op !== 'compare') return undefined
  const [field, constant] = node.left.op === 'field' ? [node.left, node.right] : [node.right, node.left]
  if (field.op !== 'field' || field.kind !== 'number' || constant.op !== 'literal') return undefined
  const limit = constant.value
  if (typeof limit !== 'number') return undefined
  const how = node.left.op === 'field' ? node.how : TURNED[node.how]
  return (value) => {
    if (how === '!=') return value !== limit
    if (typeof value !== 'number') return false
    if (how === '==') return value === limit
    if (how === '<') return value < limit
    if (how === '<=') return value <= limit
    return how === '>' ? value > limit : value >= limit
  }
}

function costOf(node: Node, values: number): number {
  const named = namedBy(node)
  if (named) return named.length
  return node.op === 'in-list' ? values * node.list.length : values
}
