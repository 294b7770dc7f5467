import { ident, joined, sql } from '../../kernel/fragment.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { throughFor, type Viewer } from '../access.ts'
import { titleOf } from '../columns.ts'
import type { FieldDefinition, ObjectDefinition } from '../definition.ts'
import { targetOf } from '../fields/index.ts'
import type { Registry } from '../metadata.ts'

type Asker = { viewer: Viewer; registry: Registry }
type Pointer = { id: string; title?: string | null }

/** The titles of records by id, of one object. Those the viewer may not see are left out. One query, none for no ids. */
export async function titlesOf(
  db: Queryable,
  asker: Asker,
  objectName: string,
  ids: Iterable<string>,
): Promise<Map<string, string>> {
  const object = asker.registry.objects.get(objectName)
  const wanted = new Set(ids)
  if (!object || wanted.size === 0) return new Map()
  const rows = await run<Titled>(db, titlesPart(asker, object, wanted))
  return new Map(rows.map((row) => [row.id, row.title]))
}

/**
 * Gives every reference in `records` its title; null where the viewer may not see what it points to.
 * One query, whatever they point to; none where they point to nothing.
 */
export async function addTitles(
  db: Queryable,
  asker: Asker,
  fields: readonly FieldDefinition[],
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  const byTarget = new Map<string, Pointer[]>()
  for (const field of fields) {
    const target = targetOf(field)
    if (!target) continue
    const pointers = records.map((record) => record[field.name]).filter(isPointer)
    if (pointers.length > 0) byTarget.set(target, [...(byTarget.get(target) ?? []), ...pointers])
  }
  const parts = [...byTarget].flatMap(([target, pointers]) => {
    const object = asker.registry.objects.get(target)
    return object ? [titlesPart(asker, object, new Set(pointers.map((pointer) => pointer.id)))] : []
  })
  const rows = parts.length > 0 ? await run<Titled>(db, joined(parts, ' union all ')) : []
  const titles = new Map(rows.map((row) => [`${row.object} ${row.id}`, row.title]))
  for (const [target, pointers] of byTarget)
    for (const pointer of pointers) pointer.title = titles.get(`${target} ${pointer.id}`) ?? null
}

type Titled = { object: string; id: string; title: string }

function titlesPart({ viewer, registry }: Asker, object: ObjectDefinition, ids: ReadonlySet<string>) {
  const seen = throughFor(viewer, registry)(object, 't')
  return sql`select ${object.name}::text as object, t.id, ${titleOf(object, 't', viewer.language)} as title
from ${ident(object.table)} t where t.id = any(${[...ids]}::uuid[])${seen ? sql` and ${seen}` : sql``}`
}

function isPointer(value: unknown): value is Pointer {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}
