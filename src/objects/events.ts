import type { z } from 'zod'
import { raw, sql } from '../kernel/fragment.ts'
import { isId } from '../kernel/id.ts'
import { openCursor, packCursor } from '../kernel/page.ts'
import { run } from '../platform/db/transaction.ts'
import { fieldRight, maySee } from './access.ts'
import type { Context } from './context.ts'
import type { listEvents, RecordEvent } from './contract.ts'
import type { ObjectDefinition } from './definition.ts'
import { badCursor } from './errors.ts'
import { targetOf } from './fields/index.ts'
import * as store from './store.ts'

type Row = Omit<RecordEvent, 'actor' | 'onBehalfOf'> & { actorId: string | null; behalfId: string | null }
type Asked = z.output<NonNullable<typeof listEvents.query>>
type Values = Record<string, unknown>

/**
 * What happened to a record the viewer may see, newest first. An opportunity's story has everything that belongs to it, and the stories of
 * those that were merged into it.
 * Values of hidden fields, and entries of objects the viewer may not see, are left out. Up to 2 + one query per object pointed to.
 */
export async function eventsOf(
  context: Context,
  object: ObjectDefinition,
  id: string,
  { limit = 50, cursor }: Asked,
) {
  await store.getRecord(context.db, { object, viewer: context.viewer, registry: context.registry }, id)
  const before = cursor === undefined ? undefined : placeOf(cursor)
  const whose =
    object.name === 'opportunity'
      ? sql`opportunity_id = any(array(select merged_family(${id}::uuid)))`
      : sql`object = ${object.name} and record_id = ${id}::uuid`
  const rows = await run<Row>(
    context.db,
    sql`select seq, at, kind, object, record_id as "recordId", actor_id as "actorId", actor_kind as "actorKind",
  on_behalf_of as "behalfId", before, after, cause
from event where ${whose}${before === undefined ? raw('') : sql` and seq < ${before}::bigint`} order by seq desc limit ${limit + 1}`,
  )
  const page = rows.slice(0, limit)
  const seen = page.filter((row) => isSeen(context, row.object))
  const items = seen.map((row) => shownTo(context, row))
  const titles = await titlesIn(context, items)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: items.map(({ actorId, behalfId, ...row }) => ({
      ...row,
      actor: actorId ? { id: actorId, title: titles.get(actorId) ?? null } : null,
      onBehalfOf: behalfId ? { id: behalfId, title: titles.get(behalfId) ?? null } : null,
    })),
    titles: Object.fromEntries(titles),
    ...(last ? { next: packCursor([last.seq]) } : {}),
  }
}

function placeOf(cursor: string): number {
  const [seq, ...rest] = openCursor(cursor) ?? []
  if (!Number.isSafeInteger(seq) || rest.length > 0) throw badCursor({})
  return Number(seq)
}

/** Entries of things that are no object here (decisions, sessions) belong to the record they are read with. */
function isSeen({ registry, viewer }: Context, name: string): boolean {
  const object = registry.objects.get(name)
  return !object || maySee(viewer, object)
}

function shownTo({ registry, viewer }: Context, row: Row): Row {
  const object = registry.objects.get(row.object)
  if (!object) return row
  const hidden = new Set(
    object.fields
      .filter((field) => fieldRight(viewer, object, field) === 'hidden')
      .flatMap(({ name }) => [name, `${name}Id`]),
  )
  if (hidden.size === 0) return row
  return {
    ...row,
    before: without(row.before, hidden),
    after: without(row.after, hidden),
    cause: without(row.cause, hidden),
  }
}

function without(values: Values | null, hidden: ReadonlySet<string>): Values | null {
  return values && Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.has(name)))
}

/** The names of the actors and of whatever the values of reference fields point to. */
async function titlesIn(context: Context, rows: readonly Row[]): Promise<Map<string, string>> {
  const people = rows.flatMap(({ actorId, behalfId }) => [actorId ?? [], behalfId ?? []].flat())
  const ids = new Map<string, Set<string>>([['person', new Set(people)]])
  for (const row of rows) {
    // who helps an opportunity is not a field of it
    for (const helper of [row.before?.['person'], row.after?.['person']])
      if (isId(helper)) ids.get('person')?.add(helper)
    if (!context.registry.objects.has(row.object))
      for (const value of Object.values(row.after ?? {})) if (isId(value)) ids.get('person')?.add(value)
    for (const field of context.registry.objects.get(row.object)?.fields ?? []) {
      const target = targetOf(field)
      if (!target) continue
      const wanted = ids.get(target) ?? new Set<string>()
      for (const values of [row.before, row.after]) {
        for (const value of [values?.[field.name], values?.[`${field.name}Id`]])
          if (isId(value)) wanted.add(value)
      }
      ids.set(target, wanted)
    }
  }
  const titles = new Map<string, string>()
  for (const [target, wanted] of ids) {
    for (const [id, title] of await store.titlesOf(context.db, context, target, wanted)) titles.set(id, title)
  }
  return titles
}
