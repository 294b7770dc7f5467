import type { FieldMetadata } from '../client/metadata.ts'
import { viewOf } from './fields/all.ts'

/** A field's value as it is read; nothing where it is empty. */
export function FieldValue({ value, field }: { value: unknown; field: FieldMetadata }) {
  if (value === null || value === undefined) return null
  const { Cell } = viewOf(field)
  return <Cell value={value} field={field} />
}
