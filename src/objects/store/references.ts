import { ident, sql } from '../../kernel/fragment.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { alive, rowPredicate } from '../access.ts'
import type { Context } from '../context.ts'
import type { ObjectDefinition } from '../definition.ts'
import { unknownReference } from '../errors.ts'
import { targetOf } from '../fields/index.ts'
import type { ColumnValues } from './values.ts'

/**
 * Every record the rows point to is there and may be seen by the viewer. One query for each object pointed to.
 * Refuses `objects.unknown-reference`, alike for missing, deleted and hidden ones.
 */
export async function checkReferences(
  tx: Queryable,
  { viewer, registry }: Pick<Context, 'viewer' | 'registry'>,
  object: ObjectDefinition,
  rows: readonly ColumnValues[],
): Promise<void> {
  const wanted = new Map<string, Map<string, string>>()
  for (const field of object.fields) {
    const target = targetOf(field)
    if (!target) continue
    const ids = wanted.get(target) ?? new Map<string, string>()
    for (const row of rows) {
      const id = row[field.column]
      if (typeof id === 'string') ids.set(id, field.name)
    }
    wanted.set(target, ids)
  }
  for (const [name, ids] of wanted) {
    if (ids.size === 0) continue
    const target = registry.objects.get(name)
    const found = target
      ? await run<{ id: string }>(
          tx,
          sql`select t.id from ${ident(target.table)} t where t.id = any(${[...ids.keys()]}::uuid[])
            and ${rowPredicate(viewer, name, registry, 't')} ${alive(target, 't')}`,
        )
      : []
    const known = new Set(found.map((row) => row.id))
    for (const [id, field] of ids) if (!known.has(id)) throw unknownReference({ field, id })
  }
}
