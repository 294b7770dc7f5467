import { refusal } from '../kernel/refusal.ts'

/** What is wrong with one value: `code` is `field.…`. */
export type FieldProblem = { field: string; code: string; facts: Record<string, unknown> }

/** There is no object of that name. */
export const unknownObject = refusal<{ object: string }>('objects.unknown-object', 404)
/** There is no such field, or it is not yours to see; `nearest` is what may have been meant. */
export const unknownField = refusal<{ object: string; field: string; nearest?: string }>(
  'objects.unknown-field',
  422,
)
/** The field may be read, not written. */
export const readOnlyField = refusal<{ object: string; field: string }>('objects.read-only-field', 422)
/** Values that do not fit their fields, all of them at once. */
export const invalidFields = refusal<{ problems: readonly FieldProblem[] }>('objects.invalid-fields', 422)
/** There is no such record, or it is not yours to see. */
export const notFound = refusal<{ object: string; id: string }>('objects.not-found', 404)
/** It was changed since you looked: your version and the current one. */
export const stale = refusal<{ yours: number; current: number }>('objects.stale', 412)
/** Another record has this value already. */
export const duplicate = refusal<{ object: string; field: string; value: string }>('objects.duplicate', 409)
/** Points to a record that does not exist or is not yours to see. */
export const unknownReference = refusal<{ field: string; id: string }>('objects.unknown-reference', 422)
/** Your roles do not allow this. */
export const notAllowed = refusal<{ object: string; right: string }>('objects.not-allowed', 403)
/** Only an administrator changes definitions. */
export const adminOnly = refusal('objects.admin-only', 403)
/** This object is written by actions of its own, not here. */
export const closedObject = refusal<{ object: string }>('objects.closed', 405)
/** Records of this object stay. */
export const notDeletable = refusal<{ object: string }>('objects.not-deletable', 409)
/** The filter is not a condition over the fields of this object. */
export const badFilter = refusal<{
  problems: readonly { code: string; at: number; facts: Record<string, unknown> }[]
}>('objects.bad-filter', 422)
/** Rows cannot be put in order by this field. */
export const notSortable = refusal<{ field: string }>('objects.not-sortable', 422)
/** Rows cannot be grouped, or not calculated, by this field. */
export const notGroupable = refusal<{ field: string; op: string }>('objects.not-groupable', 422)
/** The cursor was made by another list. */
export const badCursor = refusal('objects.bad-cursor', 400)
/** A list, sort or query parameter has no form that is known. */
export const badQuery = refusal<{ parameter: string; value: string }>('objects.bad-query', 400)

/** The name is taken by another object or field. */
export const nameTaken = refusal<{ name: string }>('objects.name-taken', 409)
/** The name is kept for the system. */
export const nameReserved = refusal<{ name: string }>('objects.name-reserved', 422)
/** Options that do not make a field of this type. */
export const badDefinition = refusal<{ code: string; facts: Record<string, unknown> }>(
  'objects.bad-definition',
  422,
)
/** An object has at most this many fields of its own. */
export const tooManyFields = refusal<{ most: number }>('objects.too-many-fields', 409)
/** Built-in objects and fields are not changed here. */
export const builtIn = refusal<{ name: string }>('objects.built-in', 409)
/** Others are using the table just now; try again. */
export const tableBusy = refusal<{ object: string }>('objects.table-busy', 503)
/** A file of this type or size is not kept, or there is none of this key that the writer has uploaded. */
export const fileRefused = refusal<{
  code: 'no-file' | 'too-large' | 'type' | 'unknown'
  [fact: string]: unknown
}>('objects.file-refused', 422)
