import type { Comparison, Condition, Given, Node, Scalar } from './tree.ts'

type Value = Scalar | readonly string[] | null

/** A record as conditions see it: field names to values; a reference is an object with `id` or the id itself. */
export type ConditionRecord = Readonly<Record<string, unknown>>

/** Whether the condition holds for the record. Two-valued: see README.md. Never throws; O(nodes). */
export function evaluate(condition: Condition, record: ConditionRecord, given: Given): boolean {
  return valueIn(condition.root, record, given) === true
}

function valueIn(node: Node, record: ConditionRecord, given: Given): Value {
  switch (node.op) {
    case 'literal':
      return node.value
    case 'field':
      return fieldValue(node.path, record)
    case 'me':
      return given.me ?? ''
    case 'today':
      return given.today
    case 'now':
      return given.now
    case 'and':
      return node.parts.every((part) => valueIn(part, record, given) === true)
    case 'or':
      return node.parts.some((part) => valueIn(part, record, given) === true)
    case 'not':
      return valueIn(node.part, record, given) !== true
    case 'has':
      return valueIn(node.value, record, given) !== null
    case 'compare':
      return compare(node.how, valueIn(node.left, record, given), valueIn(node.right, record, given))
    case 'if':
      return valueIn(valueIn(node.when, record, given) === true ? node.then : node.otherwise, record, given)
    default:
      return computed(node, record, given)
  }
}

type Computed = Extract<
  Node,
  { op: 'in-list' | 'in-field' | 'text' | 'arithmetic' | 'negative' | 'size' | 'shift' }
>

function computed(node: Computed, record: ConditionRecord, given: Given): Value {
  const get = (part: Node) => valueIn(part, record, given)
  switch (node.op) {
    case 'in-list': {
      const value = get(node.value)
      return value !== null && node.list.some((item) => item === value)
    }
    case 'in-field': {
      const value = get(node.value)
      const all = get(node.field)
      return typeof value === 'string' && Array.isArray(all) && all.includes(value)
    }
    case 'text': {
      const value = get(node.value)
      const part = get(node.part)
      if (typeof value !== 'string' || typeof part !== 'string') return false
      if (node.how === 'contains') return value.includes(part)
      return node.how === 'startsWith' ? value.startsWith(part) : value.endsWith(part)
    }
    case 'arithmetic':
      return arithmetic(node.how, get(node.left), get(node.right))
    case 'negative': {
      const value = get(node.part)
      return typeof value === 'number' ? -value : null
    }
    case 'size': {
      const value = get(node.value)
      if (typeof value === 'string') return [...value].length
      return Array.isArray(value) ? value.length : null
    }
    case 'shift':
      return shifted(get(node.value), node.days)
  }
}

function fieldValue(path: readonly string[], record: ConditionRecord): Value {
  let value: unknown = record
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as ConditionRecord)[name]
  }
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value as string[]
  if (typeof value === 'object') return 'id' in value && typeof value.id === 'string' ? value.id : null
  return value as Scalar
}

/** Compares by code point for texts (PostgreSQL's "C" order), by value otherwise; anything ordered against null is false. */
function compare(how: Comparison, left: Value, right: Value): boolean {
  if (how === '==') return left === right
  if (how === '!=') return left !== right
  if (left === null || right === null) return false
  const order =
    typeof left === 'string' && typeof right === 'string'
      ? byCodePoint(left, right)
      : Number(left) - Number(right)
  if (how === '<') return order < 0
  if (how === '<=') return order <= 0
  return how === '>' ? order > 0 : order >= 0
}

function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    if (a[i] === b[i]) continue
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    const high = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
    if (high(x) !== high(y)) return high(x) ? 1 : -1 // a surrogate stands for a code point above all others
    return x - y
  }
  return a.length - b.length
}

function arithmetic(how: '+' | '-' | '*' | '/', left: Value, right: Value): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null
  if (how === '+') return left + right
  if (how === '-') return left - right
  if (how === '*') return left * right
  return right === 0 ? null : left / right
}

function shifted(value: Value, days: number): string | null {
  if (typeof value !== 'string') return null
  const isDay = value.length === 10
  const ms = Date.parse(isDay ? `${value}T00:00:00Z` : value) + days * 86_400_000
  const text = new Date(ms).toISOString()
  return isDay ? text.slice(0, 10) : text
}
