import { isDay, isInstant } from '../../kernel/time.ts'
import { parseCondition } from './parse.ts'
import { isNull, type Node, type Scalar } from './tree.ts'
import { termAt, type ValueKind, type Vocabulary } from './vocabulary.ts'

/** What the visual builder edits: groups of all or any, and single lines. */
export type BuilderTree = { all: readonly BuilderTree[] } | { any: readonly BuilderTree[] } | BuilderLine
export type BuilderLine = { field: string; operator: BuilderOperator; value?: BuilderValue }
/** `daysFromToday` is a day that moves: -30 is thirty days ago. */
export type BuilderValue = Scalar | readonly Scalar[] | { daysFromToday: number }
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

type KindOf = (field: string) => ValueKind | undefined

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
const METHODS: Partial<Record<BuilderOperator, string>> = {
  contains: 'contains',
  'starts-with': 'startsWith',
  'ends-with': 'endsWith',
}

/**
 * The tree as CEL text; undefined where a line names an unknown field or lacks a value of its field's kind.
 * `kindOf` says of which kind a field is (a reference is text): a day is written otherwise than a text. An empty group is `''`.
 */
export function toSource(tree: BuilderTree, kindOf: KindOf): string | undefined {
  if ('all' in tree) return group(tree.all, ' && ', kindOf)
  if ('any' in tree) return group(tree.any, ' || ', kindOf)
  const kind = kindOf(tree.field)
  return kind === undefined ? undefined : lineSource(tree, kind)
}

/** The tree a condition stands for; undefined where the builder cannot show it and text is edited instead. */
export function fromSource(source: string, vocabulary: Vocabulary): BuilderTree | undefined {
  const parsed = parseCondition(source, vocabulary)
  return parsed.ok ? treeOf(parsed.condition.root) : undefined
}

/** How `toSource` learns the kinds of an object's fields. */
export function kindsOf(vocabulary: Vocabulary): KindOf {
  return (field) => {
    const kind = termAt(vocabulary, field.split('.'))?.kind
    return kind === 'record' ? 'text' : kind
  }
}

function group(parts: readonly BuilderTree[], between: string, kindOf: KindOf): string | undefined {
  const texts: string[] = []
  for (const part of parts) {
    const text = toSource(part, kindOf)
    if (text === undefined) return undefined
    if (text !== '') texts.push(text)
  }
  return texts.length > 1 ? `(${texts.join(between)})` : (texts[0] ?? '')
}

function lineSource({ field, operator, value }: BuilderLine, kind: ValueKind): string | undefined {
  switch (operator) {
    case 'is-empty':
      return `${field} == null`
    case 'is-filled':
      return `has(${field})`
    case 'is-me':
      return `${field} == me()`
    case 'one-of': {
      const items = (Array.isArray(value) ? value : [undefined]).map((item) => literal(item, kind))
      return items.includes(undefined) ? undefined : `${field} in [${items.join(', ')}]`
    }
    case 'has-choice': {
      const item = literal(value, 'text')
      return item && `${item} in ${field}`
    }
    default: {
      const item = literal(value, kind)
      const method = METHODS[operator]
      return item && (method ? `${field}.${method}(${item})` : `${field} ${SIGNS[operator]} ${item}`)
    }
  }
}

function literal(value: BuilderValue | undefined, kind: ValueKind): string | undefined {
  if (typeof value === 'object' && 'daysFromToday' in value) return movingDay(value.daysFromToday, kind)
  switch (kind) {
    case 'day':
      return isDay(value) ? `day("${value}")` : undefined
    case 'instant':
      return isInstant(value) ? `timestamp(${JSON.stringify(value)})` : undefined
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
    case 'bool':
      return typeof value === 'boolean' ? String(value) : undefined
    default:
      return typeof value === 'string' ? JSON.stringify(value) : undefined
  }
}

function movingDay(days: number, kind: ValueKind): string | undefined {
  if (kind !== 'day' || !Number.isInteger(days)) return undefined
  return days === 0 ? 'today()' : `today() ${days < 0 ? '-' : '+'} days(${Math.abs(days)})`
}

function treeOf(node: Node): BuilderTree | undefined {
  if (node.op !== 'and' && node.op !== 'or') return lineOf(node)
  const parts: BuilderTree[] = []
  for (const part of node.parts) {
    const tree = treeOf(part)
    if (tree === undefined) return undefined
    parts.push(tree)
  }
  return node.op === 'and' ? { all: parts } : { any: parts }
}

function lineOf(node: Node): BuilderLine | undefined {
  switch (node.op) {
    case 'field':
      return line(node, 'is', true)
    case 'not': // null is not true, so `!urgent` is `urgent != true`
      return node.part.op === 'field' ? line(node.part, 'is-not', true) : undefined
    case 'has':
      return line(node.value, 'is-filled')
    case 'in-list':
      return line(node.value, 'one-of', node.list)
    case 'in-field':
      return withValue(node.field, 'has-choice', node.value)
    case 'text': {
      const names = { contains: 'contains', startsWith: 'starts-with', endsWith: 'ends-with' } as const
      return withValue(node.value, names[node.how], node.part)
    }
    case 'compare':
      return compareLine(node)
    default:
      return undefined
  }
}

function compareLine({ how, left, right }: Extract<Node, { op: 'compare' }>): BuilderLine | undefined {
  if (isNull(right)) return line(left, how === '==' ? 'is-empty' : 'is-filled')
  if (right.op === 'me') return how === '==' ? line(left, 'is-me') : undefined
  const operator = OPERATORS[how]
  return operator && withValue(left, operator, right)
}

function withValue(field: Node, operator: BuilderOperator, value: Node): BuilderLine | undefined {
  if (value.op === 'literal' && value.value !== null) return line(field, operator, value.value)
  if (value.op === 'today') return line(field, operator, { daysFromToday: 0 })
  if (value.op === 'shift' && value.value.op === 'today')
    return line(field, operator, { daysFromToday: value.minutes / 1440 })
  return undefined
}

function line(field: Node, operator: BuilderOperator, value?: BuilderValue): BuilderLine | undefined {
  if (field.op !== 'field') return undefined
  const name = field.path.join('.')
  return value === undefined ? { field: name, operator } : { field: name, operator, value }
}
