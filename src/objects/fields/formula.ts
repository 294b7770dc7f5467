import { type Condition, parseCondition, type Term, toSql } from '../../engines/conditions/index.ts'
import { type Fragment, ident, raw, sql } from '../../kernel/fragment.ts'
import type { FieldDefinition } from '../definition.ts'
import { declined, type FieldKind, type SortKey } from './kind.ts'

type Root = Condition['root']
type Problem = { code: string; facts: Record<string, unknown> }
/** How a formula reads the other fields of its record. */
export type Siblings = {
  terms: Readonly<Record<string, Term>>
  expression(name: string, alias: string): { sql: Fragment; cast?: 'uuid' | undefined }
}

const MOMENT = { now: '1970-01-01T00:00:00.000Z', today: '1970-01-01' } // never read: now, today and me are refused in formulas
const SORT_TYPES: Readonly<Record<string, SortKey['type']>> = {
  text: 'text',
  number: 'float8',
  bool: 'boolean',
}
const compiled = new WeakMap<FieldDefinition, (alias: string) => Fragment>()

/** A value computed from the same record, in the database, so that it can be filtered, sorted and grouped like any other. */
export const formula: FieldKind = {
  type: 'formula',
  kind: (field) => field.options.gives ?? 'number',
  columns: () => [],
  expression,
  sort(field, alias) {
    return { sql: expression(field, alias), type: SORT_TYPES[field.options.gives ?? 'number'] ?? 'text' }
  },
  read: (row, field) => row[field.column] ?? null,
  write: () => declined('read-only'),
  text: (value) => (value === null || value === undefined ? '' : String(value)),
  schema(field) {
    const type = { text: 'string', number: 'number', bool: 'boolean' }[field.options.gives ?? 'number']
    return { read: { type: [type, 'null'] }, write: { not: {} } }
  },
}

/**
 * Makes the formula ready; a field must have passed here before its expression is asked for.
 * Answers what is wrong where it does not type-check, gives another kind, or asks for the moment or the reader.
 */
export function compileFormula(field: FieldDefinition, siblings: Siblings): Problem | undefined {
  const gives = field.options.gives ?? 'number'
  const parsed = parseCondition(`(${field.options.formula ?? ''}) == null`, {
    root: 'record',
    fields: siblings.terms,
  })
  if (!parsed.ok) {
    const [first] = parsed.problems
    return {
      code: first?.code ?? 'syntax',
      facts: { at: Math.max(0, (first?.at ?? 0) - 1), ...first?.facts },
    }
  }
  const { root } = parsed.condition
  if (root.op !== 'compare') return { code: 'syntax', facts: {} }
  if (root.left.kind !== gives) return { code: 'wrong-kind', facts: { wanted: gives, found: root.left.kind } }
  if (asksForMoment(root.left)) return { code: 'formula-not-fixed', facts: {} }
  const condition = { source: field.options.formula ?? '', root: root.left }
  compiled.set(field, (alias) =>
    bounded(
      toSql(condition, ([name = '']) => siblings.expression(name, alias), MOMENT),
      gives,
    ),
  )
  return undefined
}

function expression(field: FieldDefinition, alias: string): Fragment {
  const make = compiled.get(field)
  if (!make) throw new Error(`the formula ${field.name} was not compiled`)
  return make(alias)
}

/** A number outside what a stored one may be is no value: conditions that calculate on can rely on its size. */
function bounded(value: Fragment, gives: string): Fragment {
  if (gives !== 'number') return sql`(${value})`
  const v = ident('v.v')
  return sql`(select ${v} from (select (${value})::float8) ${raw('v(v)')} where ${v} = 0 or abs(${v}) between 1e-6 and 1e15)`
}

function asksForMoment(root: Root): boolean {
  if (root.op === 'me' || root.op === 'today' || root.op === 'now') return true
  return Object.values(root).some((part) => {
    if (Array.isArray(part)) return part.some((each) => isNode(each) && asksForMoment(each))
    return isNode(part) && asksForMoment(part)
  })
}

function isNode(part: unknown): part is Root {
  return typeof part === 'object' && part !== null && 'op' in part
}
