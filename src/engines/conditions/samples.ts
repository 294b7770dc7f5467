import { addDays, isDay } from '../../kernel/time.ts'
import { childrenOf, isNull, type Node } from './tree.ts'
import type { ValueKind } from './vocabulary.ts'

/** The values of one field at which some condition may change its mind, null and a text nobody names among them. */
export type Axis = { path: string; kind: ValueKind; values: readonly unknown[] }

/** A text that no condition names, alone or behind one it begins with. */
export const ANY_OTHER = '…'
const SOME_DAY = '2020-01-01' // where no condition names one

/**
 * The axes of conditions: each field they compare with constants, with every constant, a value between each two neighbours and one
 * beyond each end. Between two neighbouring values a plain part (`isPlain`) answers the same, so that trying these tries everything.
 */
export function axesOf(conditions: readonly Node[]): Axis[] {
  const found = new Map<string, { kind: ValueKind; values: Set<unknown>; begun: Set<string> }>()
  const note = (field: Node, values: readonly unknown[], begun?: string) => {
    if (field.op !== 'field') return
    const path = field.path.join('.')
    const axis = found.get(path) ?? { kind: field.kind, values: new Set(), begun: new Set() }
    for (const value of values) axis.values.add(value)
    if (begun !== undefined) axis.begun.add(begun)
    found.set(path, axis)
  }
  const walk = (node: Node): void => {
    if (node.op === 'field') note(node, [])
    if (node.op === 'in-list') note(node.value, node.list)
    if (node.op === 'compare') {
      if (node.right.op === 'literal' && !isNull(node.right)) note(node.left, [node.right.value])
      if (node.left.op === 'literal' && !isNull(node.left)) note(node.right, [node.left.value])
    }
    if (node.op === 'text' && node.part.op === 'literal')
      note(node.value, [node.part.value], String(node.part.value))
    if (node.op === 'in-field' && node.value.op === 'literal') note(node.field, [[node.value.value]])
    for (const child of childrenOf(node)) walk(child)
  }
  for (const root of conditions) walk(root)
  return [...found].map(([path, { kind, values, begun }]) => {
    const beginnings = kind === 'text' ? ['', ...begun].map((one) => unnamed(one, values)) : []
    return { path, kind, values: spread([...values, ...beginnings], kind) }
  })
}

/** The fields a condition reads, as axes name them. */
export function pathsOf(root: Node): string[] {
  const found = new Set<string>()
  const walk = (node: Node): void => {
    if (node.op === 'field') found.add(node.path.join('.'))
    for (const child of childrenOf(node)) walk(child)
  }
  walk(root)
  return [...found]
}

/** Whether the values of the axes try everything such a part could be asked: one field against constants, in an order that has betweens. */
export function isPlain(node: Node): boolean {
  switch (node.op) {
    case 'compare': {
      const [field, constant] = node.left.op === 'field' ? [node.left, node.right] : [node.right, node.left]
      if (node.left.op === 'literal' && node.right.op === 'literal') return true
      const isOrdered = node.how !== '==' && node.how !== '!='
      return field.op === 'field' && constant.op === 'literal' && !(isOrdered && field.kind === 'text')
    }
    case 'in-list':
    case 'has':
      return node.value.op === 'field'
    case 'text':
      return node.how === 'startsWith' && node.value.op === 'field' && node.part.op === 'literal'
    case 'literal':
      return true
    case 'field':
      return node.kind === 'bool'
    default:
      return false
  }
}

/** The record that has `value` at a path besides what `facts` has; a reference with fields of its own keeps its id beside them. */
export function withFact(
  facts: Record<string, unknown>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const [name = '', ...rest] = path
  const inner = facts[name]
  const isRecord = typeof inner === 'object' && inner !== null && !Array.isArray(inner)
  if (rest.length === 0) {
    return { ...facts, [name]: isRecord ? { ...inner, ...(value === null ? {} : { id: value }) } : value }
  }
  const under = isRecord ? (inner as Record<string, unknown>) : typeof inner === 'string' ? { id: inner } : {}
  return { ...facts, [name]: withFact(under, rest, value) }
}

/** A text that begins so and otherwise like none of those named. */
function unnamed(beginning: string, named: ReadonlySet<unknown>): string {
  const taken = new Set<number | undefined>()
  for (const one of named) {
    if (typeof one === 'string' && one.startsWith(beginning)) taken.add(one.codePointAt(beginning.length))
  }
  let mark = ANY_OTHER.codePointAt(0) ?? 0
  while (taken.has(mark)) mark += 1
  return beginning + String.fromCodePoint(mark)
}

function spread(named: readonly unknown[], kind: ValueKind): unknown[] {
  switch (kind) {
    case 'bool':
      return [null, true, false]
    case 'text':
      return [null, ...new Set(named)]
    case 'number':
      return [
        null,
        ...between(
          named.filter((one) => typeof one === 'number'),
          (a, b) => (a + b) / 2,
          1,
        ),
      ]
    case 'day':
      return [null, ...daysBetween(named.filter((one) => isDay(one)))]
    case 'instant':
      return [null, ...instantsBetween(named)]
    default:
      return [null, [ANY_OTHER], ...named]
  }
}

/** The numbers in order, with one between each two and one beyond each end. */
function between(
  named: readonly number[],
  middle: (a: number, b: number) => number,
  beyond: number,
): number[] {
  const sorted = [...new Set(named)].sort((a, b) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return [0]
  const inner = sorted.flatMap((one, i) => {
    const next = sorted[i + 1]
    return next === undefined ? [one] : [one, middle(one, next)]
  })
  return [...new Set([first - beyond, ...inner, last + beyond])]
}

function daysBetween(named: readonly string[]): string[] {
  const sorted = [...new Set(named.length > 0 ? named : [SOME_DAY])].sort()
  return [...new Set(sorted.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)]))]
}

function instantsBetween(named: readonly unknown[]): string[] {
  const times = named.map((one) => Date.parse(String(one))).filter((one) => !Number.isNaN(one))
  return between(times, (a, b) => Math.floor((a + b) / 2), 1000).map((ms) => new Date(ms).toISOString())
}
