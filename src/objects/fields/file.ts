import { ident, sql } from '../../kernel/fragment.ts'
import { accepted, declined, type FieldKind } from './kind.ts'

type Stored = { name: string; size: number; type: string; key: string }

/** A file that was uploaded before: what is kept here is its card; its bytes lie in the home under `key`. */
export const file: FieldKind = {
  type: 'file',
  kind: () => undefined,
  columns: (field) => [{ name: field.column, sqlType: 'jsonb' }],
  expression: (field, alias) => sql`${ident(`${alias}.${field.column}`)} ->> 'name'`,
  sort: () => undefined,
  read: (row, field) => row[field.column] ?? null,
  write(value) {
    if (value === null) return accepted(null)
    return isStored(value)
      ? accepted({ name: value.name, size: value.size, type: value.type, key: value.key })
      : declined('not-a-file')
  },
  text: (value) => (isStored(value) ? value.name : ''),
  schema() {
    const schema = {
      type: ['object', 'null'],
      required: ['name', 'size', 'type', 'key'],
      properties: {
        name: { type: 'string' },
        size: { type: 'integer' },
        type: { type: 'string' },
        key: { type: 'string' },
      },
    }
    return { read: schema, write: schema }
  },
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false
  const { name, size, type, key } = value as Partial<Record<keyof Stored, unknown>>
  return (
    typeof name === 'string' &&
    typeof size === 'number' &&
    typeof type === 'string' &&
    typeof key === 'string'
  )
}
