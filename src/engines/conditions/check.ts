import { isDay, isInstant } from '../../kernel/time.ts'
import type { Arithmetic, Comparison, Node, Scalar, TextOperation } from './tree.ts'
import { nearestName, termAt, type ValueKind, type Vocabulary } from './vocabulary.ts'

const MAX_NODES = 300
const MAX_DEPTH = 40
const MAX_DAYS = 100_000
const MAX_LITERAL = 1e15
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const TEXT_OPERATIONS = new Set(['startsWith', 'endsWith', 'contains'])
const ORDERED = new Set<ValueKind>(['text', 'number', 'day', 'instant'])

/** Why a condition is refused, and where in its text. */
export class Problem extends Error {
  readonly code: string
  readonly at: number
  readonly facts: Record<string, unknown>
  constructor(code: string, at: number, facts: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.at = at
    this.facts = facts
  }
}

type Ast = { op: string; args: unknown; pos: number }

/** Turns the parser's tree into a checked one; throws a Problem at the first thing that does not fit. */
export class Checker {
  private readonly vocabulary: Vocabulary
  private nodes = 0

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary
  }

  condition(ast: unknown): Node {
    const at = astOf(ast)
    return this.wanted(this.node(at, 0), 'bool', at)
  }

  private node(ast: Ast, depth: number): Node {
    this.nodes += 1
    if (this.nodes > MAX_NODES) throw new Problem('too-many-parts', ast.pos, { most: MAX_NODES })
    if (depth > MAX_DEPTH) throw new Problem('too-deep', ast.pos, { most: MAX_DEPTH })
    const next = depth + 1
    switch (ast.op) {
      case 'value':
        return literal(ast)
      case 'id':
      case '.':
        return this.field(ast)
      case '&&':
      case '||':
        return this.junction(ast, next)
      case '!_':
        return { op: 'not', kind: 'bool', part: this.typed(ast.args, 'bool', next) }
      case '-_':
        return this.negative(ast, next)
      case 'in':
        return this.membership(ast, next)
      case '?:':
        return this.choice(ast, next)
      case 'call':
        return this.call(ast, next)
      case 'rcall':
        return this.textCall(ast, next)
      default:
        if (COMPARISONS.has(ast.op)) return this.comparison(ast, next)
        if ('+-*/'.includes(ast.op)) return this.arithmetic(ast, next)
        throw new Problem('not-supported', ast.pos, { what: ast.op })
    }
  }

  private typed(ast: unknown, kind: ValueKind, depth: number): Node {
    const at = astOf(ast)
    return this.wanted(this.node(at, depth), kind, at)
  }

  private wanted(node: Node, kind: ValueKind, at: Ast): Node {
    if (node.kind === kind) return node
    throw new Problem('wrong-kind', at.pos, { wanted: kind, found: node.kind })
  }

  private field(ast: Ast): Node {
    const path = pathOf(ast)
    const { root, fields } = this.vocabulary
    if (path[0] === root && path.length > 1 && !Object.hasOwn(fields, root)) path.shift()
    const term = termAt(this.vocabulary, path)
    if (!term) {
      const nearest = nearestName(this.vocabulary, path[0] ?? '')
      throw new Problem('unknown-field', ast.pos, {
        field: path.join('.').slice(0, 100),
        ...(nearest ? { nearest } : {}),
      })
    }
    return { op: 'field', kind: term.kind === 'record' ? 'text' : term.kind, path }
  }

  private junction(ast: Ast, depth: number): Node {
    const parts: Node[] = []
    const flatten = (part: Ast): void => {
      if (part.op === ast.op) for (const inner of list(part.args)) flatten(astOf(inner))
      else parts.push(this.typed(part, 'bool', depth))
    }
    flatten(ast)
    return { op: ast.op === '&&' ? 'and' : 'or', kind: 'bool', parts }
  }

  private negative(ast: Ast, depth: number): Node {
    const part = this.typed(ast.args, 'number', depth)
    if (part.op === 'literal' && typeof part.value === 'number') return { ...part, value: -part.value }
    return { op: 'negative', kind: 'number', part }
  }

  private comparison(ast: Ast, depth: number): Node {
    const [left, right] = this.pair(ast, depth)
    const how = ast.op as Comparison
    const isNull = (node: Node) => node.op === 'literal' && node.value === null
    const equality = how === '==' || how === '!='
    if (isNull(left) || isNull(right)) {
      if (!equality) throw new Problem('compared-with-null', ast.pos)
      return { op: 'compare', kind: 'bool', how, left, right }
    }
    if (left.kind !== right.kind)
      throw new Problem('wrong-kind', ast.pos, { wanted: left.kind, found: right.kind })
    if (left.kind === 'texts' || (!equality && !ORDERED.has(left.kind))) {
      throw new Problem('not-comparable', ast.pos, { kind: left.kind })
    }
    return { op: 'compare', kind: 'bool', how, left, right }
  }

  private arithmetic(ast: Ast, depth: number): Node {
    const [first, second] = list(ast.args).map(astOf)
    if (!first || !second) throw new Problem('not-supported', ast.pos, { what: ast.op })
    const left = this.node(first, depth)
    if (left.kind === 'day' || left.kind === 'instant') return this.shift(ast, left, second)
    const right = this.typed(second, 'number', depth)
    return {
      op: 'arithmetic',
      kind: 'number',
      how: ast.op as Arithmetic,
      left: this.wanted(left, 'number', first),
      right,
    }
  }

  /** `today() - days(30)`: the number of days is written out, so that no row can drive it out of the calendar. */
  private shift(ast: Ast, value: Node, second: Ast): Node {
    const args = second.op === 'call' ? list(second.args) : []
    const amount = args[0] === 'days' ? astOf(list(args[1])[0]) : undefined
    const days = amount?.op === 'value' ? Number(amount.args) : Number.NaN
    if (!'+-'.includes(ast.op) || !Number.isInteger(days) || Math.abs(days) > MAX_DAYS) {
      throw new Problem('days-expected', second.pos, { most: MAX_DAYS })
    }
    return { op: 'shift', kind: value.kind as 'day' | 'instant', value, days: ast.op === '-' ? -days : days }
  }

  private membership(ast: Ast, depth: number): Node {
    const [first, second] = list(ast.args).map(astOf)
    if (!first || !second) throw new Problem('not-supported', ast.pos, { what: 'in' })
    const value = this.node(first, depth)
    if (second.op !== 'list') {
      const field = this.typed(second, 'texts', depth)
      return { op: 'in-field', kind: 'bool', value: this.wanted(value, 'text', first), field }
    }
    const items = list(second.args).map((item) => this.node(astOf(item), depth))
    const values = items.map((item): Scalar => {
      if (item.op !== 'literal' || item.value === null)
        throw new Problem('list-of-values-expected', second.pos)
      if (item.kind !== value.kind)
        throw new Problem('wrong-kind', second.pos, { wanted: value.kind, found: item.kind })
      return item.value
    })
    if (!ORDERED.has(value.kind)) throw new Problem('not-comparable', ast.pos, { kind: value.kind })
    return { op: 'in-list', kind: 'bool', value, list: values }
  }

  private choice(ast: Ast, depth: number): Node {
    const [when, then, otherwise] = list(ast.args).map((part) => this.node(astOf(part), depth))
    if (!when || !then || !otherwise) throw new Problem('not-supported', ast.pos, { what: '?:' })
    if (then.kind !== otherwise.kind)
      throw new Problem('wrong-kind', ast.pos, { wanted: then.kind, found: otherwise.kind })
    return { op: 'if', kind: then.kind, when: this.wanted(when, 'bool', ast), then, otherwise }
  }

  private call(ast: Ast, depth: number): Node {
    const [name, args] = list(ast.args)
    const given = list(args)
    const arity = (count: number) => {
      if (given.length !== count)
        throw new Problem('wrong-arguments', ast.pos, { function: String(name), wanted: count })
    }
    switch (name) {
      case 'me':
      case 'today':
      case 'now':
        arity(0)
        return { op: name, kind: name === 'me' ? 'text' : name === 'today' ? 'day' : 'instant' }
      case 'has':
        arity(1)
        return { op: 'has', kind: 'bool', value: this.node(astOf(given[0]), depth) }
      case 'size':
        arity(1)
        return this.size(astOf(given[0]), depth)
      case 'day':
      case 'timestamp':
        arity(1)
        return moment(name, astOf(given[0]))
      default:
        throw new Problem('unknown-function', ast.pos, { function: String(name).slice(0, 60) })
    }
  }

  private size(ast: Ast, depth: number): Node {
    const value = this.node(ast, depth)
    if (value.kind !== 'text' && value.kind !== 'texts') {
      throw new Problem('wrong-kind', ast.pos, { wanted: 'text', found: value.kind })
    }
    return { op: 'size', kind: 'number', value }
  }

  private textCall(ast: Ast, depth: number): Node {
    const [name, receiver, args] = list(ast.args)
    if (typeof name !== 'string' || !TEXT_OPERATIONS.has(name)) {
      throw new Problem('unknown-function', ast.pos, { function: String(name).slice(0, 60) })
    }
    const given = list(args)
    if (given.length !== 1) throw new Problem('wrong-arguments', ast.pos, { function: name, wanted: 1 })
    const value = this.typed(receiver, 'text', depth)
    return {
      op: 'text',
      kind: 'bool',
      how: name as TextOperation,
      value,
      part: this.typed(given[0], 'text', depth),
    }
  }

  private pair(ast: Ast, depth: number): [Node, Node] {
    const [left, right] = list(ast.args).map((part) => this.node(astOf(part), depth))
    if (!left || !right) throw new Problem('not-supported', ast.pos, { what: ast.op })
    return [left, right]
  }
}

function literal(ast: Ast): Node {
  const value = ast.args
  if (value === null) return { op: 'literal', kind: 'bool', value: null }
  if (typeof value === 'boolean') return { op: 'literal', kind: 'bool', value }
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value.includes('\0')) throw new Problem('bad-text', ast.pos)
    return { op: 'literal', kind: 'text', value }
  }
  if (typeof value === 'bigint' || typeof value === 'number') {
    const number = Number(value)
    if (!(Math.abs(number) <= MAX_LITERAL))
      throw new Problem('number-too-large', ast.pos, { most: MAX_LITERAL })
    return { op: 'literal', kind: 'number', value: number }
  }
  throw new Problem('not-supported', ast.pos, { what: 'literal' })
}

function moment(name: 'day' | 'timestamp', ast: Ast): Node {
  const text = ast.op === 'value' ? ast.args : undefined
  if (name === 'day') {
    if (!isDay(text)) throw new Problem('no-such-day', ast.pos, { text: String(text).slice(0, 40) })
    return { op: 'literal', kind: 'day', value: text }
  }
  if (!isInstant(text)) throw new Problem('no-such-instant', ast.pos, { text: String(text).slice(0, 40) })
  return { op: 'literal', kind: 'instant', value: new Date(text).toISOString() }
}

function pathOf(ast: Ast): string[] {
  if (ast.op === 'id') return [String(ast.args)]
  const [object, name] = list(ast.args)
  const inner = astOf(object)
  if (inner.op !== 'id' && inner.op !== '.') throw new Problem('not-supported', ast.pos, { what: '.' })
  return [...pathOf(inner), String(name)]
}

function astOf(value: unknown): Ast {
  if (typeof value === 'object' && value !== null && 'op' in value && 'args' in value) {
    const pos = 'pos' in value && typeof value.pos === 'number' ? value.pos : 0
    return { op: String(value.op), args: value.args, pos }
  }
  throw new Problem('not-supported', 0, { what: 'expression' })
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
