import { ident, sql } from '../../kernel/fragment.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { throughFor, type Viewer } from '../access.ts'
import { titleOf } from '../columns.ts'
import type { ObjectDefinition } from '../definition.ts'
import type { Registry } from '../metadata.ts'

type Asker = { viewer: Viewer; registry: Registry }

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

type Titled = { object: string; id: string; title: string }

function titlesPart({ viewer, registry }: Asker, object: ObjectDefinition, ids: ReadonlySet<string>) {
  const seen = throughFor(viewer, registry)(object, 't')
  return sql`select ${object.name}::text as object, t.id, ${titleOf(object, 't', viewer.language)} as title
from ${ident(object.table)} t where t.id = any(${[...ids]}::uuid[])${seen ? sql` and ${seen}` : sql``}`
}
