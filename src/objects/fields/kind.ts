import type { ValueKind } from '../../engines/conditions/index.ts'
import type { Fragment } from '../../kernel/fragment.ts'
import type { FieldDefinition, FieldType } from '../definition.ts'

export type Column = { name: string; sqlType: string }
export type Written = { ok: true; values: unknown[] } | { ok: false; code: string; facts: Record<string, unknown> }

/** One field type, whole: how it is stored, checked, read, compared, sorted, indexed and described. One file per type. */
export type FieldKind = {
  type: FieldType
  /** What it is in a condition; `record` for references (a path may go on), undefined where it cannot be asked about. */
  kind: ValueKind | 'record' | undefined
  /** Its columns, first the main one. Empty for a formula. */
  columns(field: FieldDefinition): Column[]
  /** The expression of `kind` over table alias `alias`, for conditions. */
  expression(field: FieldDefinition, alias: string): Fragment
  /** The expression rows are ordered and grouped by; undefined where they cannot be. */
  sort(field: FieldDefinition, alias: string): Fragment | undefined
  /** The JSON value of a row (row keys are column names). Null where empty. References give `{ id }`; titles are added later in one query. */
  read(row: Readonly<Record<string, unknown>>, field: FieldDefinition): unknown
  /** Checks a JSON value (null clears) and gives the values of `columns`, in order. */
  write(value: unknown, field: FieldDefinition): Written
  /** Text for search, CSV and titles. */
  text(value: unknown, field: FieldDefinition, language: 'zh' | 'en'): string
  /** JSON Schema of the value when read and when written. */
  schema(field: FieldDefinition): { read: Record<string, unknown>; write: Record<string, unknown> }
  /** `create index` expression for a field that is filtered often, or undefined. */
  index?(field: FieldDefinition): string
}
