import type { FieldDefinition } from '../definition.ts'
import { accepted, declined } from './kind.ts'
import { plainKind, textOf } from './plain.ts'

export const choice = plainKind({
  type: 'choice',
  kind: 'text',
  sqlType: 'text',
  sortType: 'text',
  write(value, field) {
    const text = textOf(value)
    if (!text.ok || text.values[0] === null) return text
    const known = valuesOf(field)
    return known.includes(String(value)) ? accepted(value) : declined('unknown-choice', { value, known })
  },
  text: (value, field, language) => labelOf(value, field, language),
  schema(field) {
    const schema = { type: ['string', 'null'], enum: [...valuesOf(field), null] }
    return { read: schema, write: schema }
  },
  index: (field) => `(${field.column})`,
})

/** The values a choice may have, in order. */
export function valuesOf(field: FieldDefinition): string[] {
  return (field.options.choices ?? []).map((each) => each.value)
}

/** What a person calls the value; the value itself where the choice is gone. */
export function labelOf(value: unknown, field: FieldDefinition, language: 'zh' | 'en'): string {
  const found = field.options.choices?.find((each) => each.value === value)
  return found?.label[language] ?? (typeof value === 'string' ? value : '')
}
