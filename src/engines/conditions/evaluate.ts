import type { Comparison, Condition, Given, Node, Scalar } from './tree.ts'
import type { ValueKind } from './vocabulary.ts'

/** Days and instants are milliseconds since the epoch here, so that the way they are written does not matter. */
type Value = Scalar | readonly unknown[] | null
type Scope = { record: ConditionRecord; given: Given; item: string | null }

/** A record as conditions see it: field names to values; a reference is an object with `id` or the id itself. */
export type ConditionRecord = Readonly<Record<string, unknown>>

/** Whether the condition holds for the record. Two-valued: see README.md. Never throws; O(nodes × items of a list). */
export function evaluate(condition: Condition, record: ConditionRecord, given: Given): boolean {
  return valueIn(condition.root, { record, given, item: null }) === true
}

function valueIn(node: Node, scope: Scope): Value {
  switch (node.op) {
    case 'literal':
      return asKind(node.kind, node.value)
    case 'field':
      return fieldValue(node.path, node.kind, scope.record)
    case 'item':
      return scope.item
    case 'me':
      return scope.given.me ?? ''
    case 'today':
      return asKind('day', scope.given.today)
    case 'now':
      return asKind('instant', scope.given.now)
    case 'and':
      return node.parts.every((part) => valueIn(part, scope) === true)
    case 'or':
      return node.parts.some((part) => valueIn(part, scope) === true)
    case 'not':
      return valueIn(node.part, scope) !== true
    case 'has':
      return valueIn(node.value, scope) !== null
    case 'compare':
      return compare(node.how, valueIn(node.left, scope), valueIn(node.right, scope))
    case 'if':
      return valueIn(valueIn(node.when, scope) === true ? node.yes : node.no, scope)
    default:
      return computed(node, scope)
  }
}

type Computed = Extract<
  Node,
  { op: 'in-list' | 'in-field' | 'each' | 'text' | 'arithmetic' | 'negative' | 'size' | 'shift' }
>

function computed(node: Computed, scope: Scope): Value {
  const get = (part: Node) => valueIn(part, scope)
  switch (node.op) {
    case 'in-list': {
      const value = get(node.value)
      return value !== null && node.list.some((item) => asKind(node.value.kind, item) === value)
    }
    case 'in-field': {
      const value = get(node.value)
      const all = get(node.field)
      return typeof value === 'string' && Array.isArray(all) && all.includes(value)
    }
    case 'each':
      return each(node, scope)
    case 'text':
      return textHolds(node.how, get(node.value), get(node.part))
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
    case 'shift': {
      const value = get(node.value)
      return typeof value === 'number' ? value + node.minutes * 60_000 : null
    }
  }
}

function each(node: Extract<Node, { op: 'each' }>, scope: Scope): boolean {
  const items = valueIn(node.field, scope)
  if (!Array.isArray(items)) return false
  const holds = (item: unknown) =>
    valueIn(node.test, { ...scope, item: typeof item === 'string' ? item : null }) === true
  return node.how === 'exists' ? items.some(holds) : items.every(holds)
}

function textHolds(how: 'startsWith' | 'endsWith' | 'contains', value: Value, part: Value): boolean {
  if (typeof value !== 'string' || typeof part !== 'string') return false
  if (how === 'contains') return value.includes(part)
  return how === 'startsWith' ? value.startsWith(part) : value.endsWith(part)
}

function fieldValue(path: readonly string[], kind: ValueKind, record: ConditionRecord): Value {
  let value: unknown = record
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null
    value = (value as ConditionRecord)[name]
  }
  if (kind === 'text' && typeof value === 'object' && value !== null && 'id' in value) value = value.id
  return asKind(kind, value)
}

/** The value as one of `kind`; null where it is not. */
function asKind(kind: ValueKind, value: unknown): Value {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : null
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null
    case 'bool':
      return typeof value === 'boolean' ? value : null
    case 'texts':
      return Array.isArray(value) ? value : null
    default: {
      const ms = typeof value === 'string' ? Date.parse(kind === 'day' ? `${value}T00:00:00Z` : value) : NaN
      return Number.isNaN(ms) ? null : ms
    }
  }
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
