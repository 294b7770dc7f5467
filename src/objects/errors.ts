import { refusal } from '../kernel/refusal.ts'

/** There is no such record, or it is not yours to see. */
export const notFound = refusal<{ object: string; id: string }>('objects.not-found', 404)
/** It was changed since you looked: both versions, and the record as it is now. */
export const stale = refusal<{ yours: number; current: number; record: unknown }>('objects.stale', 412)
/** The object has no such field, or you may not see it. */
export const unknownField = refusal<{ object: string; field: string; nearest?: string }>(
  'objects.unknown-field',
  422,
)
/** The field is kept by the product, or your roles only let you read it. */
export const readOnlyField = refusal<{ object: string; field: string }>('objects.read-only-field', 422)
/** Values that do not fit their fields, all at once. */
export const badFields = refusal<{
  problems: { field: string; code: string; facts: Record<string, unknown> }[]
}>('objects.bad-fields', 422)
/** Another record has this value in a field where each may stand once. */
export const duplicate = refusal<{ object: string; field: string; value: unknown }>('objects.duplicate', 409)
/** The record a field points to does not exist, or is not yours to see. */
export const unknownReference = refusal<{ field: string; id: string }>('objects.unknown-reference', 422)
/** The filter does not type-check. */
export const badFilter = refusal<{ problems: unknown[] }>('objects.bad-filter', 422)
/** The cursor is not one of this list. */
export const badCursor = refusal('objects.bad-cursor', 400)
/** The field cannot be sorted, grouped or added up. */
export const notPossible = refusal<{ field: string; what: string }>('objects.not-possible', 422)
/** Your roles do not give this right. */
export const notAllowed = refusal<{ object: string; right: string }>('objects.not-allowed', 403)
/** The name of a new object or field is taken or reserved. */
export const nameTaken = refusal<{ name: string }>('objects.name-taken', 409)
/** A definition that cannot be carried out. */
export const badDefinition = refusal<{ problem: string; facts: Record<string, unknown> }>(
  'objects.bad-definition',
  422,
)
