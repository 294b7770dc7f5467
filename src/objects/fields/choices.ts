import type { FieldDefinition } from '../definition.ts'
import { labelOf, valuesOf } from './choice.ts'
import { accepted, declined, type FieldKind } from './kind.ts'
import { plainKind, textOf } from './plain.ts'

const MOST = 100
const MOST_LETTERS = 100

export const choices: FieldKind = {
  ...plainKind({
    type: 'choices',
    kind: 'texts',
    sqlType: 'text[]',
    sortType: 'text',
    write(value, field) {
      if (value === null) return accepted(null)
      if (!Array.isArray(value)) return declined('not-a-list')
      if (value.length > MOST) return declined('too-many', { most: MOST })
      return value.length === 0 ? accepted(null) : each(value, field)
    },
    text: (value, field, language) =>
      Array.isArray(value)
        ? value.map((one) => labelOf(one, field, language)).join(language === 'zh' ? '、' : ', ')
        : '',
    schema(field) {
      const items = field.options.open ? { type: 'string' } : { type: 'string', enum: valuesOf(field) }
      const schema = { type: ['array', 'null'], items, uniqueItems: true, maxItems: MOST }
      return { read: schema, write: schema }
    },
    index: (field) => `using gin (${field.column})`,
  }),
  sort: () => undefined,
  read(row, field) {
    const value = row[field.column]
    return Array.isArray(value) && value.length > 0 ? value : null
  },
}

function each(values: readonly unknown[], field: FieldDefinition) {
  const known = valuesOf(field)
  const seen = new Set<string>()
  for (const value of values) {
    const text = textOf(value)
    if (!text.ok) return text
    if (typeof value !== 'string' || text.values[0] !== value) return declined('not-text')
    if (field.options.open ? value.length > MOST_LETTERS : !known.includes(value))
      return declined('unknown-choice', { value, known })
    if (seen.has(value)) return declined('twice', { value })
    seen.add(value)
  }
  return accepted(values)
}
