import { type Ast, astOf, list, literal, minutesOf, moment, Problem, pathOf } from './ast.ts'
import {
  type Arithmetic,
  type Comparison,
  isNull,
  type Node,
  type Scalar,
  type TextOperation,
} from './tree.ts'
import { nearestName, termAt, type ValueKind, type Vocabulary } from './vocabulary.ts'

const MAX_NODES = 300
const MAX_DEPTH = 40
const MAX_DAYS = 100_000
const MAX_DAYS_TOGETHER = 1_000_000 // from any day of the years 1 to 9999 this stays within PostgreSQL's calendar
const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>='])
const TEXT_OPERATIONS = new Set(['startsWith', 'endsWith', 'contains'])
const ORDERED = new Set<ValueKind>(['text', 'number', 'day', 'instant'])

/** Turns the parser's tree into a checked one; throws a Problem at the first thing that does not fit. */
export class Checker {
  private readonly vocabulary: Vocabulary
  private nodes = 0
  private minutes = 0
  private item: string | undefined

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
    if (path.length === 1 && path[0] === this.item) return { op: 'item', kind: 'text' }
    const { root, fields } = this.vocabulary
    if (path[0] === root && path.length > 1 && !Object.hasOwn(fields, root)) path.shift()
    const term = termAt(this.vocabulary, path)
    if (!term) {
      const nearest = nearestName(this.vocabulary, path)
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

  /** `today() - days(30)`: the amount is written out, so that no row can drive it out of the calendar. */
  private shift(ast: Ast, value: Node, second: Ast): Node {
    const amount = minutesOf(second)
    const most = MAX_DAYS * 1440
    if (!'+-'.includes(ast.op) || !amount || Math.abs(amount.minutes) > most) {
      throw new Problem('days-expected', second.pos, { most: MAX_DAYS })
    }
    if (value.kind === 'day' && !amount.whole)
      throw new Problem('days-expected', second.pos, { most: MAX_DAYS })
    this.minutes += Math.abs(amount.minutes)
    if (this.minutes > MAX_DAYS_TOGETHER * 1440) {
      throw new Problem('too-many-days', second.pos, { most: MAX_DAYS_TOGETHER })
    }
    const minutes = ast.op === '-' ? -amount.minutes : amount.minutes
    return { op: 'shift', kind: value.kind as 'day' | 'instant', value, minutes }
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
    const [when, yes, no] = list(ast.args).map((part) => this.node(astOf(part), depth))
    if (!when || !yes || !no) throw new Problem('not-supported', ast.pos, { what: '?:' })
    const kind = isNull(yes) ? no.kind : yes.kind
    if (!isNull(no) && no.kind !== kind)
      throw new Problem('wrong-kind', ast.pos, { wanted: kind, found: no.kind })
    const typed = (node: Node): Node => (node.op === 'literal' && isNull(node) ? { ...node, kind } : node)
    return { op: 'if', kind, when: this.wanted(when, 'bool', ast), yes: typed(yes), no: typed(no) }
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
    if (name === 'exists' || name === 'all') return this.each(name, ast, depth)
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

  /** `tags.exists(t, t.startsWith("v"))`, one level: its cost is the length of the list, never a product of lists. */
  private each(how: 'exists' | 'all', ast: Ast, depth: number): Node {
    const [, receiver, args] = list(ast.args)
    const [variable, test, more] = list(args)
    const name = variable === undefined ? undefined : astOf(variable)
    if (name?.op !== 'id' || test === undefined || more !== undefined)
      throw new Problem('wrong-arguments', ast.pos, { function: how, wanted: 2 })
    if (this.item !== undefined) throw new Problem('nested', ast.pos, { function: how })
    const item = String(name.args)
    if (item === this.vocabulary.root || Object.hasOwn(this.vocabulary.fields, item))
      throw new Problem('name-taken', name.pos, { name: item })
    const field = this.typed(receiver, 'texts', depth)
    this.item = item
    const checked = this.typed(test, 'bool', depth)
    this.item = undefined
    return { op: 'each', kind: 'bool', how, field, test: checked }
  }

  private pair(ast: Ast, depth: number): [Node, Node] {
    const [left, right] = list(ast.args).map((part) => this.node(astOf(part), depth))
    if (!left || !right) throw new Problem('not-supported', ast.pos, { what: ast.op })
    return [left, right]
  }
}
