import type { Condition, Node } from './tree.ts'

/** A text field that must have one of these values, or the condition cannot hold. */
export type Need = { path: string; values: readonly string[] }

/**
 * The narrowest need of a condition: a text compared with `==` or `in [..]` that every way through it passes. Undefined where there
 * is none. Many conditions can then be asked at once: those whose need the record does not meet need not be evaluated.
 */
export function needOf({ root }: Condition): Need | undefined {
  const needs = conjunctsOf(root).flatMap(needOfPart)
  return needs.toSorted((a, b) => a.values.length - b.values.length)[0]
}

function conjunctsOf(node: Node): readonly Node[] {
  return node.op === 'and' ? node.parts.flatMap(conjunctsOf) : [node]
}

function needOfPart(node: Node): Need[] {
  if (node.op === 'in-list') return needFor(node.value, node.list)
  if (node.op !== 'compare' || node.how !== '==') return []
  const [field, literal] = node.left.op === 'field' ? [node.left, node.right] : [node.right, node.left]
  return literal.op === 'literal' && literal.value !== null ? needFor(field, [literal.value]) : []
}

function needFor(field: Node, values: readonly unknown[]): Need[] {
  if (field.op !== 'field' || field.kind !== 'text') return []
  const texts = values.filter((value) => typeof value === 'string')
  return texts.length === values.length ? [{ path: field.path.join('.'), values: texts }] : []
}
