import type { ValueKind } from '../../engines/conditions/index.ts'
import { type Fragment, ident, sql } from '../../kernel/fragment.ts'
import type { FieldDefinition, FieldType } from '../definition.ts'
import { accepted, declined, type FieldKind, type SortKey, type Written } from './kind.ts'

type Plain = Pick<FieldKind, 'write' | 'text' | 'schema'> &
  Partial<Pick<FieldKind, 'expression' | 'read' | 'sort' | 'index'>> & {
    type: FieldType
    kind: ValueKind
    sqlType: string
    sortType: SortKey['type']
  }

/** A type that is one column holding its value as it is; a column of a view where the field is read from one. */
export function plainKind({ sqlType, sortType, kind, ...given }: Plain): FieldKind {
  return {
    kind: () => kind,
    columns: (field) => (field.from ? [] : [{ name: field.column, sqlType }]),
    expression: columnValue,
    sort: (field, alias) => ({ sql: columnValue(field, alias), type: sortType }),
    read: (row, field) => row[field.column] ?? null,
    ...given,
  }
}

function columnValue({ column, from }: FieldDefinition, alias: string): Fragment {
  if (!from) return ident(`${alias}.${column}`)
  const other = `${alias}_${column}`
  return sql`(select ${ident(`${other}.${column}`)} from ${ident(from.view)} ${ident(other)} where ${ident(`${other}.${from.key}`)} = ${ident(`${alias}.id`)})`
}

type Textual = {
  type: FieldType
  most: number
  /** The code of what is wrong with a text that is short enough, undefined where it is right. */
  problem?(text: string, field: FieldDefinition): string | undefined
  /** The one way of writing it. */
  tidy?(text: string): string
  format?: string
  index?(field: FieldDefinition): string
}

/** A type that is text with a form. Ends are trimmed; blank text is no value. */
export function textKind({ type, most, problem, tidy, format, ...given }: Textual): FieldKind {
  const limit = (field: FieldDefinition) => field.options.maxLength ?? most
  return plainKind({
    type,
    kind: 'text',
    sqlType: 'text',
    sortType: 'text',
    write(value, field) {
      const text = textOf(value)
      if (!text.ok || text.values[0] === null) return text
      const trimmed = String(text.values[0])
      if ([...trimmed].length > limit(field)) return declined('too-long', { most: limit(field) })
      const wrong = problem?.(trimmed, field)
      return wrong ? declined(wrong) : accepted(tidy ? tidy(trimmed) : trimmed)
    },
    text: (value) => (typeof value === 'string' ? value : ''),
    schema(field) {
      const schema = { type: ['string', 'null'], maxLength: limit(field), ...(format && { format }) }
      return { read: schema, write: schema }
    },
    ...given,
  })
}

/** Text as it may be stored: well-formed, without NUL, trimmed; null where nothing is left. */
export function textOf(value: unknown): Written {
  if (value === null) return accepted(null)
  if (typeof value !== 'string') return declined('not-text')
  if (!value.isWellFormed() || value.includes('\0')) return declined('bad-text')
  const trimmed = value.trim()
  return accepted(trimmed === '' ? null : trimmed)
}

/** A finite number with at most `decimals` places and 15 digits before the point; null stays null. */
export function numberOf(value: unknown, decimals: number): Written {
  if (value === null) return accepted(null)
  if (typeof value !== 'number' || !Number.isFinite(value)) return declined('not-a-number')
  if (Math.abs(value) > 1e15) return declined('too-large', { most: 1e15 })
  if (Number(value.toFixed(decimals)) !== value) return declined('too-many-decimals', { most: decimals })
  return accepted(value)
}

/** The expression of a column as a double, for conditions. */
export function doubleOf(field: FieldDefinition, alias: string) {
  return sql`${ident(`${alias}.${field.column}`)}::float8`
}
