import { fieldRight, maySee, visibleFields } from './access.ts'
import type { Context } from './context.ts'
import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import { kindOf, targetOf } from './fields/index.ts'

/** The definitions the viewer may see: objects with their visible fields, `readOnly` where the viewer may not write. */
export function metadataFor({ registry, viewer }: Context) {
  const objects = [...registry.objects.values()].filter((object) => maySee(viewer, object))
  return {
    version: registry.version,
    timeZone: registry.company.timeZone,
    currency: registry.company.currency,
    objects: objects.map((object) => ({
      ...shownObject(object),
      fields: visibleFields(viewer, object).map((field) => ({
        ...shownField(field),
        readOnly: object.closed || fieldRight(viewer, object, field) !== 'write',
      })),
    })),
  }
}

function shownObject(object: ObjectDefinition) {
  const { name, plural, label, pluralLabel, titleField, custom, searchable, defaultSort, closed, deletable } =
    object
  return { name, plural, label, pluralLabel, titleField, custom, searchable, defaultSort, closed, deletable }
}

function shownField(field: FieldDefinition) {
  const { name, label, type, options, required, searchable, unique, custom, position } = field
  const target = targetOf(field)
  const sortable = target !== undefined || kindOf(field).sort(field, 'r') !== undefined
  return {
    name,
    label,
    type,
    options: { ...options, ...(target && { target }) },
    required,
    searchable,
    unique,
    custom,
    position,
    sortable,
  }
}
