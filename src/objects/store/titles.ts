import { ident, sql } from '../../kernel/fragment.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { throughFor, type Viewer } from '../access.ts'
import { titleOf } from '../columns.ts'
import type { FieldDefinition } from '../definition.ts'
import { targetOf } from '../fields/index.ts'
import type { Registry } from '../metadata.ts'

type Asker = { viewer: Viewer; registry: Registry }
type Pointer = { id: string; title?: string | null }

/** The titles of records by id, of one object. Those the viewer may not see are left out. One query, none for no ids. */
export async function titlesOf(
  db: Queryable,
  { viewer, registry }: Asker,
  objectName: string,
  ids: Iterable<string>,
): Promise<Map<string, string>> {
  const object = registry.objects.get(objectName)
  const wanted = [...new Set(ids)]
  if (!object || wanted.length === 0) return new Map()
  const seen = throughFor(viewer, registry)(object, 't')
  const rows = await run<{ id: string; title: string }>(
    db,
    sql`select t.id, ${titleOf(object, 't', viewer.language)} as title from ${ident(object.table)} t
where t.id = any(${wanted}::uuid[])${seen ? sql` and ${seen}` : sql``}`,
  )
  return new Map(rows.map((row) => [row.id, row.title]))
}

/** Gives every reference in `records` its title; null where the viewer may not see what it points to. One query an object. */
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
    byTarget.set(target, [...(byTarget.get(target) ?? []), ...pointers])
  }
  for (const [target, pointers] of byTarget) {
    const titles = await titlesOf(
      db,
      asker,
      target,
      pointers.map((pointer) => pointer.id),
    )
    for (const pointer of pointers) pointer.title = titles.get(pointer.id) ?? null
  }
}

function isPointer(value: unknown): value is Pointer {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}
