import { defineObject, field, type ObjectDefinition } from './definition.ts'

const both = (text: string) => ({ zh: text, en: text })

/** Objects that stand for the product's own: people, a matter with helpers, its client, notes on it. */
const person = defineObject({
  name: 'person',
  plural: 'people',
  label: both('Person'),
  pluralLabel: both('People'),
  titleField: 'name',
  belonging: { kind: 'everyone' },
  closed: true,
  fields: [
    field({ name: 'name', label: both('Name'), type: 'text', required: true, searchable: true }),
    field({ name: 'department', column: 'department_id', label: both('Department'), type: 'department' }),
    field({ name: 'functions', label: both('Functions'), type: 'choices', options: { open: true } }),
  ],
})
const department = defineObject({
  name: 'department',
  plural: 'departments',
  label: both('Department'),
  pluralLabel: both('Departments'),
  titleField: 'name',
  belonging: { kind: 'everyone' },
  closed: true,
  fields: [field({ name: 'name', label: both('Name'), type: 'text', required: true })],
})
const client = defineObject({
  name: 'client',
  plural: 'clients',
  label: both('Client'),
  pluralLabel: both('Clients'),
  titleField: 'name',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    alsoThrough: [{ object: 'matter', column: 'client_id' }],
  },
  defaultSort: { field: 'name', direction: 'asc' },
  fields: [
    field({
      name: 'name',
      label: both('Name'),
      type: 'text',
      required: true,
      searchable: true,
      unique: true,
    }),
    field({ name: 'holder', column: 'holder_id', label: both('Holder'), type: 'person' }),
    field({ name: 'region', label: both('Region'), type: 'region' }),
    field({ name: 'secret', label: both('Secret'), type: 'text' }),
  ],
})
const matter = defineObject({
  name: 'matter',
  plural: 'matters',
  label: both('Matter'),
  pluralLabel: both('Matters'),
  titleField: 'title',
  belonging: {
    kind: 'person',
    column: 'holder_id',
    participation: { table: 'helping', record: 'matter_id', person: 'person_id', during: 'during' },
  },
  fields: [
    field({ name: 'title', label: both('Title'), type: 'text', required: true, searchable: true }),
    field({ name: 'holder', column: 'holder_id', label: both('Holder'), type: 'person' }),
    field({
      name: 'client',
      column: 'client_id',
      label: both('Client'),
      type: 'reference',
      options: { target: 'client' },
    }),
    field({ name: 'amount', label: both('Amount'), type: 'money' }),
    field({ name: 'score', label: both('Score'), type: 'number' }),
    field({ name: 'day', label: both('Day'), type: 'date' }),
    field({
      name: 'state',
      label: both('State'),
      type: 'choice',
      options: { choices: ['a', 'b', 'c'].map((value) => ({ value, label: both(value.toUpperCase()) })) },
    }),
    field({ name: 'secret', label: both('Secret'), type: 'text' }),
  ],
})
const note = defineObject({
  name: 'note',
  plural: 'notes',
  label: both('Note'),
  pluralLabel: both('Notes'),
  titleField: 'content',
  belonging: { kind: 'through', object: 'matter', column: 'matter_id' },
  fields: [
    field({ name: 'content', label: both('Content'), type: 'long-text', required: true }),
    field({
      name: 'matter',
      column: 'matter_id',
      label: both('Matter'),
      type: 'reference',
      options: { target: 'matter' },
      required: true,
    }),
  ],
})
export const OBJECTS: readonly ObjectDefinition[] = [department, person, client, matter, note]
