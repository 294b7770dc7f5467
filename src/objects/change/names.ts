import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { nameReserved, nameTaken } from '../errors.ts'
import { kindOf } from '../fields/index.ts'
import { customField, type FieldRow, type Registry } from '../metadata.ts'

/** First words of addresses, and what an address may end in: an object of that name could not be reached. */
const ADDRESSES = new Set(
  `aggregate answers api-keys count definitions departments events export files functions hand-overs health holdings import imports
  insights invites live login me metadata metrics notifications openapi organisation people person picker plan plans pool pool-applications pools
  reports roles routing search session sessions settings set-up setup stages system today users versions views webhooks`.split(
    /\s+/,
  ),
)
/** Words conditions read as something else. */
const LANGUAGE = new Set(
  `all as bool break const continue day days double duration else endsWith exists false for function has id if import in int let
  loop me namespace now null package record return root size startsWith contains string timestamp today true type var version void
  while createdAt createdBy updatedAt updatedBy deletedAt`.split(/\s+/),
)
const LONGEST_COLUMN = 63 // PostgreSQL cuts longer names off

/** Refuses names that are taken or kept for the system. */
export function checkObjectName(
  { objects }: Registry,
  { name, plural }: { name: string; plural: string },
): void {
  for (const word of [name, plural])
    if (ADDRESSES.has(word) || LANGUAGE.has(word)) throw nameReserved({ name: word })
  if (name === plural) throw nameTaken({ name: plural })
  for (const object of objects.values()) {
    for (const word of [object.name, object.plural]) {
      if (word === name || word === plural) throw nameTaken({ name: word })
    }
  }
}

/** Refuses names that are taken, kept for the system, or whose columns would stand in another field's place. */
export function checkFieldName(object: ObjectDefinition, row: FieldRow): void {
  if (LANGUAGE.has(row.name) || row.name === object.name) throw nameReserved({ name: row.name })
  const taken = new Set(object.fields.flatMap((field) => [field.name, ...columnNames(field)]))
  const wanted = [row.name, customField(row).column, ...columnNames(customField(row))]
  if (wanted.some((name) => taken.has(name))) throw nameTaken({ name: row.name })
  if (wanted.some((name) => name.length > LONGEST_COLUMN)) throw nameReserved({ name: row.name })
}

function columnNames(field: FieldDefinition): string[] {
  return kindOf(field)
    .columns(field)
    .map((column) => column.name)
}
