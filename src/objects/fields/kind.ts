import type { ValueKind } from '../../engines/conditions/index.ts'
import type { Fragment } from '../../kernel/fragment.ts'
import type { FieldDefinition, FieldType } from '../definition.ts'

export type Column = { name: string; sqlType: string }
export type Written =
  | { ok: true; values: unknown[] }
  | { ok: false; code: string; facts: Record<string, unknown> }
/** What rows are ordered by; `type` is its SQL type, by which a cursor gives the value back exactly. */
export type SortKey = {
  sql: Fragment
  type: 'text' | 'float8' | 'bigint' | 'date' | 'timestamptz' | 'boolean'
}
type Schema = Record<string, unknown>

/** One field type, whole: how it is stored, checked, read, compared, sorted, indexed and described. One file per type. */
export type FieldKind = {
  type: FieldType
  /** What it is in a condition; `record` for references (a path may go on), undefined where it cannot be asked about. */
  kind(field: FieldDefinition): ValueKind | 'record' | undefined
  /** Its columns, first the main one. Empty for a formula. */
  columns(field: FieldDefinition): Column[]
  /** The expression of `kind` over table alias `alias`, for conditions. */
  expression(field: FieldDefinition, alias: string): Fragment
  /** What rows are ordered by; undefined where they cannot be, and for references, which are ordered by their titles. */
  sort(field: FieldDefinition, alias: string): SortKey | undefined
  /** The JSON value of a row (row keys are column names). Null where empty. References give `{ id }`; titles are added later. */
  read(row: Readonly<Record<string, unknown>>, field: FieldDefinition): unknown
  /** Checks a JSON value (null clears) and gives the values of `columns`, in order. */
  write(value: unknown, field: FieldDefinition): Written
  /** Text for search, CSV and titles. */
  text(value: unknown, field: FieldDefinition, language: 'zh' | 'en'): string
  /** JSON Schema of the value when read and when written. */
  schema(field: FieldDefinition): { read: Schema; write: Schema }
  /** What follows `create index on <table>` for a custom field that is filtered often; undefined where none is made. */
  index?(field: FieldDefinition): string
}

/** The columns' values of an accepted value. */
export function accepted(...values: unknown[]): Written {
  return { ok: true, values }
}

/** Why a value cannot be the field's. */
export function declined(code: string, facts: Record<string, unknown> = {}): Written {
  return { ok: false, code: `field.${code}`, facts }
}
