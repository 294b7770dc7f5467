import { addDays, isDay } from '../../kernel/time.ts'
import { evaluate } from './evaluate.ts'
import { type Condition, childrenOf, type Given, isNull, type Node } from './tree.ts'
import type { ValueKind } from './vocabulary.ts'

/** The values of one field at which some condition may change its mind, null and a text nobody names among them. */
export type Axis = { path: string; kind: ValueKind; values: readonly unknown[] }

/** A text that no condition names. */
export const ANY_OTHER = '…'

/**
 * The axes of conditions: each field they compare with constants, with a value below, at and above each constant. Between two
 * neighbouring values every such condition answers the same, so that trying the values tries everything.
 */
export function axesOf(conditions: readonly Condition[]): Axis[] {
  const found = new Map<string, { kind: ValueKind; values: Set<unknown> }>()
  const note = (field: Node, values: readonly unknown[]) => {
    if (field.op !== 'field') return
    const path = field.path.join('.')
    const axis = found.get(path) ?? { kind: field.kind, values: new Set(commonOf(field.kind)) }
    for (const value of values) for (const near of around(value, field.kind)) axis.values.add(near)
    found.set(path, axis)
  }
  const walk = (node: Node): void => {
    if (node.op === 'field') note(node, [])
    if (node.op === 'in-list') note(node.value, node.list)
    if (node.op === 'compare') {
      if (node.right.op === 'literal' && !isNull(node.right)) note(node.left, [node.right.value])
      if (node.left.op === 'literal' && !isNull(node.left)) note(node.right, [node.left.value])
    }
    if (node.op === 'text' && node.part.op === 'literal') note(node.value, [node.part.value])
    if (node.op === 'in-field' && node.value.op === 'literal') note(node.field, [[node.value.value]])
    for (const child of childrenOf(node)) walk(child)
  }
  for (const { root } of conditions) walk(root)
  return [...found].map(([path, { kind, values }]) => ({ path, kind, values: [...values] }))
}

/** Facts for every combination of the axes' values, as a condition reads them; at most `most`, undefined where there are more. */
export function combinations(axes: readonly Axis[], most: number): Record<string, unknown>[] | undefined {
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  if (count > most) return undefined
  let facts: Record<string, unknown>[] = [{}]
  for (const { path, values } of axes) {
    facts = facts.flatMap((one) => values.map((value) => withFact(one, path.split('.'), value)))
  }
  return facts
}

/**
 * Facts for which the condition holds; null where no combination of its axes does. Undefined where that is not known: too many
 * combinations (`most`), or comparisons of fields with each other, with the clock, or by arithmetic.
 */
export function exampleOf(
  condition: Condition,
  given: Given,
  most = 20_000,
): Record<string, unknown> | null | undefined {
  const tried = combinations(axesOf([condition]), most)
  const example = tried?.find((facts) => evaluate(condition, facts, given))
  if (example) return example
  return tried && isPlain(condition.root) ? null : undefined
}

/** Only fields against constants: then the axes try everything. */
function isPlain(node: Node): boolean {
  switch (node.op) {
    case 'compare':
      return (
        (node.left.op === 'field' && node.right.op === 'literal') ||
        (node.left.op === 'literal' && (node.right.op === 'field' || node.right.op === 'literal'))
      )
    case 'in-list':
    case 'has':
      return node.value.op === 'field'
    case 'and':
    case 'or':
    case 'not':
      return childrenOf(node).every(isPlain)
    case 'literal':
      return true
    case 'field':
      return node.kind === 'bool'
    default:
      return false
  }
}

function commonOf(kind: ValueKind): unknown[] {
  if (kind === 'bool') return [null, true, false]
  return kind === 'text' ? [null, ANY_OTHER] : [null]
}

function around(value: unknown, kind: ValueKind): unknown[] {
  if (typeof value === 'number') return [value - 1, value, value + 1]
  if (kind === 'day' && isDay(value)) return [addDays(value, -1), value, addDays(value, 1)]
  return [value]
}

function withFact(
  facts: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [name = '', ...rest] = path
  if (rest.length === 0) return { ...facts, [name]: value }
  const inner = facts[name]
  const under = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {}
  return { ...facts, [name]: withFact(under, rest, value) }
}
