import { isRefusal } from '../kernel/refusal.ts'
import { demandReach, demandRight, maySee, visibleFields } from './access.ts'
import type { Context } from './context.ts'
import type { ObjectDefinition } from './definition.ts'
import { badQuery, closedObject, fileRefused, notAllowed } from './errors.ts'
import type { ObjectHooks } from './feature.ts'
import type { filesIn } from './files.ts'
import { objectOfPlural } from './metadata.ts'
import { BUCKETS, type Bucket, type GroupBy, type Measure, OPERATIONS } from './query/aggregate.ts'
import type { Sort } from './query/list.ts'
import * as store from './store.ts'

export type Hooks = Readonly<Record<string, ObjectHooks>>
/** How records are written: the features' own ways, and where uploaded files lie. */
export type Ways = { hooks: Hooks; files: ReturnType<typeof filesIn> | undefined }
type Input = Readonly<Record<string, unknown>>

/** The object of a URL word, where the viewer may see it. Refuses `objects.unknown-object` and `objects.not-allowed`. */
export function openObject({ registry, viewer }: Context, plural: string): ObjectDefinition {
  const object = objectOfPlural(registry, plural)
  if (!maySee(viewer, object)) throw notAllowed({ object: object.name, right: 'see' })
  return object
}

/** Makes a record the way its feature says, or the generic way. What the maker may not see afterwards comes back as its id. */
export async function createRecord(context: Context, { hooks, files }: Ways, plural: string, input: Input) {
  const object = openObject(context, plural)
  const hook = hooks[object.name]?.create
  if (object.closed && !hook) throw closedObject({ object: object.name })
  if (hook)
    demandReach(context.viewer, object.name, 'create') // which ones, the feature knows
  else demandRight(context.viewer, object.name, 'create')
  await checkFiles(context, files, object, input)
  const id = hook
    ? await hook(context, input)
    : await context.transaction((tx) => store.insertRecord(tx, context, object.name, { input }))
  return shown(context, object, id, 1)
}

/** Changes a record the way its feature says, or the generic way. */
export async function changeRecord(
  context: Context,
  { hooks, files }: Ways,
  given: { plural: string; id: string; version: number; input: Input },
) {
  const { plural, id, version, input } = given
  const object = openObject(context, plural)
  const hook = hooks[object.name]?.update
  if (object.closed && !hook) throw closedObject({ object: object.name })
  demandReach(context.viewer, object.name, 'edit')
  await checkFiles(context, files, object, input, id)
  if (hook) await hook(context, id, version, input)
  else await context.transaction((tx) => store.changeRecord(tx, context, object.name, id, version, input))
  return shown(context, object, id, version + 1)
}

/** Deletes a record the way its feature says, or the generic way. */
export async function deleteRecord(
  context: Context,
  { hooks }: Ways,
  { plural, id, version }: { plural: string; id: string; version: number },
): Promise<undefined> {
  const object = openObject(context, plural)
  const hook = hooks[object.name]?.remove
  if (object.closed && !hook) throw closedObject({ object: object.name })
  demandReach(context.viewer, object.name, 'delete')
  if (hook) await hook(context, id, version)
  else await context.transaction((tx) => store.deleteRecord(tx, context, object.name, id, version))
}

async function checkFiles(
  context: Context,
  files: Ways['files'],
  object: ObjectDefinition,
  input: Input,
  id?: string,
): Promise<void> {
  const names = object.fields
    .filter((field) => field.type === 'file' && input[field.name])
    .map((field) => field.name)
  if (names.length === 0) return
  if (!files) throw fileRefused({ code: 'unknown', field: names[0] })
  const now = id === undefined ? {} : await store.getRecord(context.db, asking(context, object), id)
  await files.check(context, object, input, now)
}

/** A few hits of every searched object the viewer may see, objects in their order. One or two queries an object. */
export async function searchAll(context: Context, q: string, limit = 5) {
  const objects = [...context.registry.objects.values()].filter(
    (object) => object.searchable && maySee(context.viewer, object),
  )
  const found = await Promise.all(objects.map((object) => searchOne(context, object, q, limit)))
  return { items: found.flat() }
}

async function searchOne(context: Context, object: ObjectDefinition, q: string, limit: number) {
  const asked = { ...asking(context, object), search: q }
  const picked = await store.pickRecords(context.db, asked, limit)
  const beside = visibleFields(context.viewer, object).find(({ name }) => BESIDE.has(name))
  const subtitles =
    beside && picked.length > 0 ? await subtitlesOf(context, object, beside.name, picked) : undefined
  return picked.map(({ id, title }) => ({
    object: object.name,
    id,
    title,
    subtitle: subtitles?.get(id) || null,
  }))
}

/** What tells two records of one title apart, the first an object has. */
const BESIDE = new Set(['account', 'department', 'holder', 'series'])

async function subtitlesOf(
  context: Context,
  object: ObjectDefinition,
  field: string,
  picked: readonly { id: string }[],
): Promise<Map<string, string>> {
  const filter = `id in [${picked.map(({ id }) => `"${id}"`).join(', ')}]`
  const { items } = await store.listRecords(context.db, {
    ...asking(context, object),
    filter,
    fields: [field],
  })
  return new Map(items.map((item) => [item.id, textOf(item[field])]))
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'title' in value ? String(value.title ?? '') : ''
}

/** What every question of this context about `object` starts from. */
export function asking({ viewer, registry }: Context, object: ObjectDefinition) {
  return { object, viewer, registry }
}

/** `-amount,title` as a sort. */
export function sortFrom(text: string | undefined): Sort[] | undefined {
  if (!text) return undefined
  return text.split(',').map((part) => {
    const field = part.replace(/^-/, '')
    if (!/^\w+$/.test(field)) throw badQuery({ parameter: 'sort', value: part.slice(0, 60) })
    return { field, direction: part.startsWith('-') ? 'desc' : 'asc' }
  })
}

/** `stage,createdAt:month` as groups. */
export function groupsFrom(text: string | undefined): GroupBy[] {
  if (!text) return []
  return text.split(',').map((part) => {
    const [field = '', bucket, ...rest] = part.split(':')
    const known = bucket === undefined || BUCKETS.includes(bucket as Bucket)
    if (!known || rest.length > 0 || field === '')
      throw badQuery({ parameter: 'groupBy', value: part.slice(0, 60) })
    return { field, bucket: bucket as Bucket | undefined }
  })
}

/** `count,sum:amount` as measures. */
export function measuresFrom(text: string): Measure[] {
  return text.split(',').map((part) => {
    const [op = '', field, ...rest] = part.split(':')
    const known = OPERATIONS.includes(op as Measure['op']) && (op === 'count') === (field === undefined)
    if (!known || rest.length > 0) throw badQuery({ parameter: 'measures', value: part.slice(0, 60) })
    return { op: op as Measure['op'], field }
  })
}

async function shown(context: Context, object: ObjectDefinition, id: string, version: number) {
  try {
    return await store.getRecord(context.db, asking(context, object), id)
  } catch (thrown) {
    if (isRefusal(thrown) && thrown.code === 'objects.not-found') return { id, version }
    throw thrown
  }
}
