import { ident } from '../../kernel/fragment.ts'
import { isId } from '../../kernel/id.ts'
import type { FieldDefinition, FieldType } from '../definition.ts'
import { accepted, declined, type FieldKind } from './kind.ts'

export const reference = pointerKind('reference')

/** A type that points to a record: read as `{ id, title }`, written as the id or `{ id }`. */
export function pointerKind(type: FieldType): FieldKind {
  return {
    type,
    kind: () => 'record',
    columns: (field) => [{ name: field.column, sqlType: 'uuid' }],
    expression: (field, alias) => ident(`${alias}.${field.column}`),
    sort: () => undefined,
    read(row, field) {
      const id = row[field.column]
      return typeof id === 'string' ? { id } : null
    },
    write(value) {
      if (value === null) return accepted(null)
      const id = typeof value === 'object' && 'id' in value ? value.id : value
      return isId(id) ? accepted(id.toLowerCase()) : declined('not-an-id')
    },
    text(value) {
      const title = typeof value === 'object' && value !== null && 'title' in value ? value.title : undefined
      return typeof title === 'string' ? title : ''
    },
    schema: () => ({
      read: {
        type: ['object', 'null'],
        required: ['id', 'title'],
        properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } },
      },
      write: { type: ['string', 'null'], format: 'uuid' },
    }),
    index: (field) => `(${field.column})`,
  }
}

/** The object a field points to; undefined for fields that do not point. */
export function targetOf(field: FieldDefinition): string | undefined {
  if (field.type === 'person') return 'person'
  if (field.type === 'department') return 'department'
  return field.type === 'reference' ? field.options.target : undefined
}
