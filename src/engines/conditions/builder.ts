import { parseCondition } from './parse.ts'
import type { Node, Scalar } from './tree.ts'
import type { ValueKind, Vocabulary } from './vocabulary.ts'

/** What the visual builder edits: groups of all or any, and single lines. */
export type BuilderTree = { all: readonly BuilderTree[] } | { any: readonly BuilderTree[] } | BuilderLine
export type BuilderLine = { field: string; operator: BuilderOperator; value?: Scalar | readonly Scalar[] }
export type BuilderOperator =
  | 'is'
  | 'is-not'
  | 'less'
  | 'at-most'
  | 'more'
  | 'at-least'
  | 'one-of'
  | 'contains'
  | 'starts-with'
  | 'ends-with'
  | 'has-choice'
  | 'is-empty'
  | 'is-filled'
  | 'is-me'

const SIGNS: Partial<Record<BuilderOperator, string>> = {
  is: '==',
  'is-not': '!=',
  less: '<',
  'at-most': '<=',
  more: '>',
  'at-least': '>=',
}
const OPERATORS: Readonly<Record<string, BuilderOperator>> = {
  '==': 'is',
  '!=': 'is-not',
  '<': 'less',
  '<=': 'at-most',
  '>': 'more',
  '>=': 'at-least',
}

/** The tree as CEL text. `kindOf` says how a value is written (a day is not a text). */
export function toSource(tree: BuilderTree, kindOf: (field: string) => ValueKind | undefined): string {
  if ('all' in tree) return group(tree.all, ' && ', kindOf)
  if ('any' in tree) return group(tree.any, ' || ', kindOf)
  const kind = kindOf(tree.field)
  const value = Array.isArray(tree.value) ? '' : literal(tree.value as Scalar | undefined, kind)
  switch (tree.operator) {
    case 'is-empty':
      return `${tree.field} == null`
    case 'is-filled':
      return `has(${tree.field})`
    case 'is-me':
      return `${tree.field} == me()`
    case 'one-of':
      return `${tree.field} in [${(Array.isArray(tree.value) ? tree.value : []).map((item) => literal(item, kind)).join(', ')}]`
    case 'has-choice':
      return `${value} in ${tree.field}`
    case 'contains':
      return `${tree.field}.contains(${value})`
    case 'starts-with':
      return `${tree.field}.startsWith(${value})`
    case 'ends-with':
      return `${tree.field}.endsWith(${value})`
    default:
      return `${tree.field} ${SIGNS[tree.operator]} ${value}`
  }
}

/** The tree a condition stands for; undefined where the builder cannot show it and text is edited instead. */
export function fromSource(source: string, vocabulary: Vocabulary): BuilderTree | undefined {
  const parsed = parseCondition(source, vocabulary)
  return parsed.ok ? treeOf(parsed.condition.root) : undefined
}

function group(
  parts: readonly BuilderTree[],
  between: string,
  kindOf: (field: string) => ValueKind | undefined,
): string {
  const texts = parts.map((part) => toSource(part, kindOf)).filter((text) => text !== '')
  return texts.length > 1 ? `(${texts.join(between)})` : (texts[0] ?? '')
}

function literal(value: Scalar | undefined, kind: ValueKind | undefined): string {
  if (kind === 'day') return `day(${JSON.stringify(value)})`
  if (kind === 'instant') return `timestamp(${JSON.stringify(value)})`
  return JSON.stringify(value ?? null)
}

function treeOf(node: Node): BuilderTree | undefined {
  if (node.op === 'and' || node.op === 'or') {
    const parts = node.parts.map(treeOf)
    if (parts.some((part) => part === undefined)) return undefined
    const known = parts.filter((part) => part !== undefined)
    return node.op === 'and' ? { all: known } : { any: known }
  }
  return lineOf(node)
}

function lineOf(node: Node): BuilderLine | undefined {
  if (node.op === 'has') return line(node.value, 'is-filled')
  if (node.op === 'in-list') return line(node.value, 'one-of', node.list)
  if (node.op === 'in-field' && node.value.op === 'literal')
    return line(node.field, 'has-choice', node.value.value)
  if (node.op === 'text' && node.part.op === 'literal') {
    const names = { contains: 'contains', startsWith: 'starts-with', endsWith: 'ends-with' } as const
    return line(node.value, names[node.how], node.part.value)
  }
  if (node.op !== 'compare') return undefined
  if (node.right.op === 'me' && node.how === '==') return line(node.left, 'is-me')
  if (node.right.op !== 'literal') return undefined
  if (node.right.value === null) return line(node.left, node.how === '==' ? 'is-empty' : 'is-filled')
  const operator = OPERATORS[node.how]
  return operator && line(node.left, operator, node.right.value)
}

function line(
  field: Node,
  operator: BuilderOperator,
  value?: Scalar | null | readonly Scalar[],
): BuilderLine | undefined {
  if (field.op !== 'field') return undefined
  const name = field.path.join('.')
  return value === undefined || value === null ? { field: name, operator } : { field: name, operator, value }
}
