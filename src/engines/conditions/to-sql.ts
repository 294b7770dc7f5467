import { type Fragment, joined, raw, sql } from '../../kernel/fragment.ts'
import type { Condition, Given, Node, Scalar } from './tree.ts'
import type { ValueKind } from './vocabulary.ts'

/** Where a field's value stands in the query: of the kind its term says, or a uuid column where `cast` says so. */
export type ConditionColumn = { sql: Fragment; cast?: 'uuid' | undefined }
export type ColumnOf = (path: readonly string[]) => ConditionColumn

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TYPES: Readonly<Record<ValueKind, string>> = {
  text: 'text',
  number: 'float8',
  bool: 'boolean',
  day: 'date',
  instant: 'timestamptz',
  texts: 'text[]',
}

/**
 * The condition as a SQL predicate that is true on exactly the rows for which `evaluate` is true. It may be null where that is
 * false; it never raises an error on any row. Simple comparisons stay plain, so that an index can serve them.
 */
export function toSql(condition: Condition, column: ColumnOf, given: Given): Fragment {
  return new Writer(column, given).predicate(condition.root)
}

class Writer {
  private readonly column: ColumnOf
  private readonly given: Given

  constructor(column: ColumnOf, given: Given) {
    this.column = column
    this.given = given
  }

  /** May be null where it is false. */
  predicate(node: Node): Fragment {
    switch (node.op) {
      case 'and':
      case 'or':
        return sql`(${joined(
          node.parts.map((part) => this.predicate(part)),
          node.op === 'and' ? ' and ' : ' or ',
        )})`
      case 'not':
        return sql`not ${this.certain(node.part)}`
      case 'has':
        return sql`${this.value(node.value)} is not null`
      case 'compare':
        return this.compare(node)
      case 'in-list':
        return this.inList(node.value, node.list)
      case 'in-field':
        return sql`${this.value(node.value)} = any(${this.value(node.field)})`
      case 'text':
        return this.text(node)
      default:
        return this.value(node)
    }
  }

  /** Never null. */
  private certain(node: Node): Fragment {
    if (node.op === 'has' || node.op === 'not') return this.predicate(node)
    return sql`coalesce(${this.predicate(node)}, false)`
  }

  private value(node: Node): Fragment {
    switch (node.op) {
      case 'literal':
        return node.value === null ? raw('null') : parameter(node.kind, node.value)
      case 'field': {
        const found = this.column(node.path)
        return found.cast ? sql`(${found.sql})::text` : found.sql
      }
      case 'me':
        return parameter('text', this.given.me ?? '')
      case 'today':
        return parameter('day', this.given.today)
      case 'now':
        return parameter('instant', this.given.now)
      case 'arithmetic':
        return this.arithmetic(node)
      case 'negative':
        return sql`(- ${this.value(node.part)})`
      case 'size':
        return node.value.kind === 'text'
          ? sql`char_length(${this.value(node.value)})::float8`
          : sql`cardinality(${this.value(node.value)})::float8`
      case 'shift':
        return node.kind === 'day'
          ? sql`(${this.value(node.value)} + ${raw(`(${node.days})`)})`
          : sql`(${this.value(node.value)} + ${raw(`interval '${node.days * 24} hours'`)})`
      case 'if':
        return sql`(case when ${this.certain(node.when)} then ${this.value(node.then)} else ${this.value(node.otherwise)} end)`
      default:
        return this.certain(node)
    }
  }

  private compare({ how, left, right }: Extract<Node, { op: 'compare' }>): Fragment {
    if (isNull(right)) return this.nullness(how, left)
    if (isNull(left)) return this.nullness(how, right)
    const literalSide = constant(right) ? right : constant(left) ? left : undefined
    const other = literalSide === right ? left : right
    if (how === '==' && literalSide) return this.equals(other, literalSide)
    if (how === '==') return sql`${this.value(left)} is not distinct from ${this.value(right)}`
    if (how === '!=') return sql`${this.value(left)} is distinct from ${this.value(right)}`
    const collate = left.kind === 'text' ? raw(' collate "C"') : raw('')
    return sql`${this.value(left)}${collate} ${raw(how)} ${this.value(right)}${collate}`
  }

  private nullness(how: string, node: Node): Fragment {
    return sql`${this.value(node)} is ${raw(how === '==' ? '' : 'not ')}null`
  }

  /** Equality with a value that is not null: plain, and on a uuid column as a uuid, so that its index serves. */
  private equals(node: Node, literal: Node): Fragment {
    const column = node.op === 'field' ? this.column(node.path) : undefined
    if (!column?.cast) return sql`${this.value(node)} = ${this.value(literal)}`
    const value = literal.op === 'me' ? this.given.me : literal.op === 'literal' ? literal.value : undefined
    return typeof value === 'string' && UUID.test(value) ? sql`${column.sql} = ${value}::uuid` : raw('false')
  }

  private inList(node: Node, list: readonly Scalar[]): Fragment {
    const column = node.op === 'field' ? this.column(node.path) : undefined
    if (column?.cast) {
      const ids = list.filter((item) => typeof item === 'string' && UUID.test(item))
      return sql`${column.sql} = any(${ids}::uuid[])`
    }
    return sql`${this.value(node)} = any(${list}::${raw(TYPES[node.kind])}[])`
  }

  private text({ how, value, part }: Extract<Node, { op: 'text' }>): Fragment {
    const whole = this.value(value)
    const piece = this.value(part)
    if (how === 'contains') return sql`strpos(${whole}, ${piece}) > 0`
    if (how === 'startsWith') return sql`starts_with(${whole}, ${piece})`
    return sql`right(${whole}, char_length(${piece})) = ${piece}`
  }

  private arithmetic({ how, left, right }: Extract<Node, { op: 'arithmetic' }>): Fragment {
    const a = this.value(left)
    const b = this.value(right)
    return how === '/' ? sql`(${a} / nullif(${b}, 0))` : sql`(${a} ${raw(how)} ${b})`
  }
}

function parameter(kind: ValueKind, value: Scalar): Fragment {
  return sql`${value}::${raw(TYPES[kind])}`
}

function isNull(node: Node): boolean {
  return node.op === 'literal' && node.value === null
}

function constant(node: Node): boolean {
  return (
    (node.op === 'literal' && node.value !== null) ||
    node.op === 'me' ||
    node.op === 'today' ||
    node.op === 'now'
  )
}
