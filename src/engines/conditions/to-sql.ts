import { type Fragment, ident, joined, raw, sql } from '../../kernel/fragment.ts'
import { type Comparison, type Condition, type Given, isNull, type Node, type Scalar } from './tree.ts'
import type { ValueKind } from './vocabulary.ts'

/**
 * Where a field's value stands in the query: an expression that needs no brackets (a column, a call, a bracketed one), of the
 * kind its term says, or a uuid where `cast` says so.
 */
export type ConditionColumn = { sql: Fragment; cast?: 'uuid' | undefined }
export type ColumnOf = (path: readonly string[]) => ConditionColumn

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** The column `v` of this alias is the item of a list under `exists` or `all`; they do not nest, so one name is enough. */
const ITEM = 'condition_item'
const FLIPPED: Readonly<Record<Comparison, Comparison>> = {
  '==': '==',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}
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
        return this.nullness('!=', node.value)
      case 'compare':
        return this.compare(node)
      case 'in-list':
        return this.inList(node.value, node.list)
      case 'in-field':
        return isFixed(node.value)
          ? sql`${this.value(node.field)} @> array[${this.value(node.value)}]`
          : sql`${this.value(node.value)} = any(${this.value(node.field)})`
      case 'each':
        return this.each(node)
      case 'text':
        return this.text(node)
      default:
        return this.value(node)
    }
  }

  /** Never null, and one operand for whatever stands around it. */
  private certain(node: Node): Fragment {
    if (node.op === 'has' || node.op === 'not') return sql`(${this.predicate(node)})`
    return sql`coalesce(${this.predicate(node)}, false)`
  }

  private value(node: Node): Fragment {
    switch (node.op) {
      case 'literal':
        return node.value === null ? raw(`null::${TYPES[node.kind]}`) : parameter(node.kind, node.value)
      case 'field':
        return this.field(node)
      case 'item':
        return ident(`${ITEM}.v`)
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
          ? sql`(${this.value(node.value)} + ${raw(`(${node.minutes / 1440})`)})`
          : sql`(${this.value(node.value)} + ${raw(`interval '${node.minutes} minutes'`)})`
      case 'if':
        return sql`(case when ${this.certain(node.when)} then ${this.value(node.yes)} else ${this.value(node.no)} end)`
      default:
        return this.certain(node)
    }
  }

  /** Memory knows instants to the millisecond, columns to the microsecond. */
  private field(node: Extract<Node, { op: 'field' }>): Fragment {
    const found = this.column(node.path)
    if (found.cast) return sql`(${found.sql})::text`
    return node.kind === 'instant' ? sql`date_trunc('milliseconds', ${found.sql})` : found.sql
  }

  private compare({ how, left, right }: Extract<Node, { op: 'compare' }>): Fragment {
    if (isNull(right)) return this.nullness(how, left)
    if (isNull(left)) return this.nullness(how, right)
    if (isFixed(left) && !isFixed(right)) return this.against(FLIPPED[how], right, left)
    if (isFixed(right)) return this.against(how, left, right)
    if (how === '==') return sql`${this.value(left)} is not distinct from ${this.value(right)}`
    if (how === '!=') return sql`${this.value(left)} is distinct from ${this.value(right)}`
    return this.ordered(how, left, right)
  }

  /** Against a value that is no row's and never null: in the form an index on the column can serve. */
  private against(how: Comparison, node: Node, fixed: Node): Fragment {
    if (node.op === 'field' && node.kind === 'instant') return this.instantAgainst(how, node, fixed)
    if (how === '==') return this.equals(node, fixed)
    if (how === '!=') return sql`${this.value(node)} is distinct from ${this.value(fixed)}`
    return this.ordered(how, node, fixed)
  }

  /** A column without truncation: it is in the millisecond `fixed` where it is between that and the next. */
  private instantAgainst(how: Comparison, node: Extract<Node, { op: 'field' }>, fixed: Node): Fragment {
    const column = this.column(node.path).sql
    const from = this.value(fixed)
    const next = sql`(${from} + interval '1 millisecond')`
    switch (how) {
      case '==':
        return sql`(${column} >= ${from} and ${column} < ${next})`
      case '!=':
        return sql`(${column} < ${from} or ${column} >= ${next}) is not false`
      case '<':
        return sql`${column} < ${from}`
      case '<=':
        return sql`${column} < ${next}`
      case '>':
        return sql`${column} >= ${next}`
      case '>=':
        return sql`${column} >= ${from}`
    }
  }

  private ordered(how: Comparison, left: Node, right: Node): Fragment {
    const collate = left.kind === 'text' ? raw(' collate "C"') : raw('')
    return sql`${this.value(left)}${collate} ${raw(how)} ${this.value(right)}${collate}`
  }

  private nullness(how: Comparison, node: Node): Fragment {
    const value = node.op === 'field' ? this.column(node.path).sql : this.value(node)
    return sql`${value} is ${raw(how === '==' ? '' : 'not ')}null`
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

  private each({ how, field, test }: Extract<Node, { op: 'each' }>): Fragment {
    const items = sql`select from unnest(${this.value(field)}) as ${raw(`${ITEM}(v)`)}`
    if (how === 'exists') return sql`exists (${items} where ${this.predicate(test)})`
    return sql`(${this.value(field)} is not null and not exists (${items} where not ${this.certain(test)}))`
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

/** No field's value, and never null. */
function isFixed(node: Node): boolean {
  if (node.op === 'shift') return isFixed(node.value)
  return (
    (node.op === 'literal' && !isNull(node)) || node.op === 'me' || node.op === 'today' || node.op === 'now'
  )
}
