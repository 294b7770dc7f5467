import { z } from 'zod'
import { endpoint } from '../kernel/endpoint.ts'
import { FIELD_TYPES } from './definition.ts'

const plural = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/)
const byPlural = z.object({ plural })
const byId = z.object({ plural, id: z.uuid() })
const whole = z.coerce.number().int()
const text = z.object({ zh: z.string().trim().min(1).max(80), en: z.string().trim().min(1).max(80) })
/** Fields by name; each object's own shape stands in /api/openapi.json. */
const values = z.record(z.string(), z.unknown())
const record = z.looseObject({ id: z.uuid(), version: z.int() })

const filter = z.string().max(4000).optional().describe('CEL over the fields: stage == "…" && amount > 1000')
const q = z.string().max(200).optional().describe('Words; Chinese, pinyin and initials are found')

export const listRecords = endpoint({
  method: 'GET',
  path: '/:plural',
  summary: 'A page of records the caller may see',
  params: byPlural,
  query: z.strictObject({
    filter,
    q,
    sort: z.string().max(300).optional().describe('Fields, a minus before descending ones: -amount,title'),
    limit: whole.min(1).max(200).optional(),
    cursor: z.string().max(40_000).optional(),
    fields: z.string().max(4000).optional().describe('Names of the fields wanted, with commas between'),
  }),
  result: z.object({ items: z.array(record), next: z.string().optional() }),
})
export const countRecords = endpoint({
  method: 'GET',
  path: '/:plural/count',
  summary: 'How many records, exact up to 10,000',
  params: byPlural,
  query: z.strictObject({ filter, q }),
  result: z.object({ count: z.int(), more: z.boolean() }),
})
export const aggregateRecords = endpoint({
  method: 'GET',
  path: '/:plural/aggregate',
  summary: 'Records in groups with measures; money is never added across currencies',
  params: byPlural,
  query: z.strictObject({
    filter,
    q,
    groupBy: z.string().max(300).optional().describe('Fields, with a bucket for days: stage,createdAt:month'),
    measures: z.string().max(300).default('count').describe('count,sum:amount,avg:amount'),
    limit: whole.min(1).max(1000).optional(),
  }),
  result: z.object({
    groups: z.array(z.object({ by: z.array(z.unknown()), values: z.array(z.unknown()) })),
    more: z.boolean(),
  }),
})
export const pickRecords = endpoint({
  method: 'GET',
  path: '/:plural/picker',
  summary: 'A few records by their titles, to point to one',
  params: byPlural,
  query: z.strictObject({ q, filter, limit: whole.min(1).max(50).optional() }),
  result: z.object({ items: z.array(z.object({ id: z.uuid(), title: z.string() })) }),
})
export const getRecord = endpoint({
  method: 'GET',
  path: '/:plural/:id',
  summary: 'One record',
  params: byId,
  result: record,
})
export const createRecord = endpoint({
  method: 'POST',
  path: '/:plural',
  summary: 'Makes a record',
  params: byPlural,
  body: values,
  result: record,
})
export const changeRecord = endpoint({
  method: 'PATCH',
  path: '/:plural/:id',
  summary: 'Changes the given fields of a record',
  ifMatch: true,
  params: byId,
  body: values,
  result: record,
})
export const deleteRecord = endpoint({
  method: 'DELETE',
  path: '/:plural/:id',
  summary: 'Takes a record out of every list',
  ifMatch: true,
  params: byId,
})

const event = z.object({
  seq: z.int(),
  at: z.string(),
  kind: z.string(),
  object: z.string(),
  recordId: z.uuid(),
  actor: z.object({ id: z.uuid(), title: z.string().nullable() }).nullable(),
  actorKind: z.enum(['person', 'api-key', 'system']),
  /** Who was away and whom the actor stood in for. */
  onBehalfOf: z.object({ id: z.uuid(), title: z.string().nullable() }).nullable(),
  before: values.nullable(),
  after: values.nullable(),
  cause: values.nullable(),
})
export type RecordEvent = z.infer<typeof event>
export const listEvents = endpoint({
  method: 'GET',
  path: '/:plural/:id/events',
  summary: 'What happened to a record, newest first; an opportunity with everything that belongs to it',
  params: byId,
  query: z.strictObject({ limit: whole.min(1).max(200).optional(), cursor: z.string().max(200).optional() }),
  result: z.object({
    items: z.array(event),
    next: z.string().optional(),
    /** Names of the records the values point to, by id. */
    titles: z.record(z.string(), z.string()),
  }),
})

export const searchAll = endpoint({
  method: 'GET',
  path: '/search',
  summary: 'Records of every object by their words',
  query: z.strictObject({ q: z.string().min(1).max(200), limit: whole.min(1).max(20).optional() }),
  result: z.object({
    items: z.array(
      z.object({ object: z.string(), id: z.uuid(), title: z.string(), subtitle: z.string().nullable() }),
    ),
  }),
})

const choice = z.strictObject({
  value: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,59}$/u),
  label: text,
  color: z
    .string()
    .regex(/^[a-z]{3,20}$|^#[0-9a-f]{6}$/)
    .optional(),
})
export const fieldOptions = z.strictObject({
  choices: z.array(choice).min(1).max(200).optional(),
  target: z.string().max(40).optional(),
  open: z.boolean().optional(),
  decimals: z.int().min(0).max(6).optional(),
  allowNegative: z.boolean().optional(),
  maxLength: z.int().min(1).max(20_000).optional(),
  formula: z.string().min(1).max(2000).optional(),
  gives: z.enum(['text', 'number', 'bool']).optional(),
  prefix: z.string().max(10).optional(),
})
const metadataField = z.looseObject({
  name: z.string(),
  label: text,
  type: z.enum(FIELD_TYPES),
  options: z.looseObject({}),
  required: z.boolean(),
  readOnly: z.boolean(),
  searchable: z.boolean(),
  unique: z.boolean(),
  custom: z.boolean(),
  sortable: z.boolean(),
})
const metadataObject = z.looseObject({
  name: z.string(),
  plural: z.string(),
  label: text,
  pluralLabel: text,
  titleField: z.string(),
  custom: z.boolean(),
  fields: z.array(metadataField),
})
export const getMetadata = endpoint({
  method: 'GET',
  path: '/metadata',
  summary: 'Every object and field the caller may see',
  result: z.object({
    version: z.int().describe('counts changes of definitions'),
    timeZone: z.string(),
    currency: z.string(),
    objects: z.array(metadataObject),
  }),
})

export const objectInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  plural: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  label: text,
  pluralLabel: text,
})
export const fieldInput = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/),
  label: text,
  type: z.enum(FIELD_TYPES),
  options: fieldOptions.optional(),
  required: z.boolean().optional(),
  searchable: z.boolean().optional(),
  unique: z.boolean().optional(),
  position: z.int().min(0).max(9999).optional(),
})
export const fieldChange = z.strictObject({
  label: text.optional(),
  options: fieldOptions.optional(),
  required: z.boolean().optional(),
  position: z.int().min(0).max(9999).optional(),
})
const fieldResult = z.looseObject({ id: z.uuid(), version: z.int(), object: z.string(), name: z.string() })

export const addObject = endpoint({
  method: 'POST',
  path: '/definitions/objects',
  summary: 'Makes an object of the company’s own; it can be used at once',
  body: objectInput,
  result: z.looseObject({ name: z.string(), plural: z.string() }),
})
export const addField = endpoint({
  method: 'POST',
  path: '/definitions/objects/:object/fields',
  summary: 'Adds a field to an object; it can be used at once',
  params: z.object({ object: z.string().max(40) }),
  body: fieldInput,
  result: fieldResult,
})
export const changeField = endpoint({
  method: 'PATCH',
  path: '/definitions/objects/:object/fields/:field',
  summary: 'Changes a field of the company’s own: its label, choices, place, and whether it is required',
  ifMatch: true,
  params: z.object({ object: z.string().max(40), field: z.string().max(40) }),
  body: fieldChange,
  result: fieldResult,
})
export const listFields = endpoint({
  method: 'GET',
  path: '/definitions/objects/:object/fields',
  summary: 'The fields the company added to an object, with their versions',
  params: z.object({ object: z.string().max(40) }),
  result: z.object({ items: z.array(fieldResult) }),
})

const sort = z.array(z.strictObject({ field: z.string().max(60), direction: z.enum(['asc', 'desc']) })).max(3)
export const viewInput = z.strictObject({
  object: z.string().max(40),
  name: z.string().trim().min(1).max(80),
  layout: z.enum(['table', 'board', 'calendar']).default('table'),
  filter: z.string().max(4000).default(''),
  sort: sort.default([]),
  columns: z.array(z.string().max(60)).max(100).default([]),
  shared: z.boolean().default(false),
})
const view = z.object({
  id: z.uuid(),
  version: z.int(),
  object: z.string(),
  name: z.string(),
  layout: z.enum(['table', 'board', 'calendar']),
  filter: z.string(),
  sort,
  columns: z.array(z.string()),
  shared: z.boolean(),
  mine: z.boolean(),
})
export type View = z.infer<typeof view>
const viewById = z.object({ id: z.uuid() })
export const listViews = endpoint({
  method: 'GET',
  path: '/views',
  summary: 'One’s own views of an object and those shared with everyone',
  query: z.strictObject({ object: z.string().max(40) }),
  result: z.object({ items: z.array(view) }),
})
export const createView = endpoint({
  method: 'POST',
  path: '/views',
  summary: 'Keeps a view',
  body: viewInput,
  result: view,
})
export const changeView = endpoint({
  method: 'PATCH',
  path: '/views/:id',
  summary: 'Changes a view of one’s own',
  ifMatch: true,
  params: viewById,
  body: viewInput.omit({ object: true }),
  result: view,
})
export const deleteView = endpoint({
  method: 'DELETE',
  path: '/views/:id',
  summary: 'Deletes a view of one’s own',
  ifMatch: true,
  params: viewById,
})
