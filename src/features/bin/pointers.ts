import { ident, sql } from '../../kernel/fragment.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

type Doing = Pick<Context, 'registry' | 'now' | 'actor'>
/** A record that names another one now. `field` is what it names it by. */
export type Moved = { object: string; field: string; id: string; from: string; opportunityId: string | null }

/**
 * Lets every record that names one of `from` name `to` instead, custom ones too, and remembers it, so that `pointBack` can undo it.
 * One statement for each field that can name such a record; a record that would name itself names nothing.
 */
export async function pointOver(
  tx: Queryable,
  { registry, now, actor }: Doing,
  name: string,
  from: readonly string[],
  to: string,
): Promise<Moved[]> {
  const found: Moved[] = []
  for (const object of registry.objects.values()) {
    if (object.bare) continue
    for (const field of object.fields) {
      if (field.type !== 'reference' || field.options.target !== name) continue
      const rows = await run<{ id: string; from: string }>(
        tx,
        sql`update ${ident(object.table)} t set ${ident(field.column)} = nullif(${to}::uuid, t.id), version = t.version + 1, updated_at = ${now},
          updated_by = ${actor.personId}::uuid
        where ${ident(`t.${field.column}`)} = any(${from}::uuid[]) and t.id <> all(${from}::uuid[])
        returning t.id, ${ident(`old.${field.column}`)} as "from"`,
      )
      for (const row of rows)
        found.push({
          ...row,
          object: object.name,
          field: field.name,
          opportunityId: object.name === 'opportunity' ? row.id : null,
        })
    }
  }
  if (found.length > 0) {
    const of = <K extends keyof Moved>(key: K) => found.map((one) => one[key])
    await tx`insert into merged_pointer (merged_id, object, field, record_id)
      select * from unnest(${of('from') as string[]}::uuid[], ${of('object') as string[]}::text[], ${of('field') as string[]}::text[],
        ${of('id') as string[]}::uuid[]) on conflict do nothing`
  }
  return found
}

/** What was pointed over when `id` was merged into `survivor` and still names that one, or what it was merged into since, names `id` again. */
export async function pointBack(
  tx: Queryable,
  { registry, now, actor }: Doing,
  id: string,
  survivor: string,
): Promise<Moved[]> {
  const noted = await tx<{ object: string; field: string; ids: string[] }[]>`
    select object, field, array_agg(record_id::text) as ids from merged_pointer where merged_id = ${id} group by object, field order by 1, 2`
  const since = await tx<{ id: string }[]>`
    with recursive way as (
      select ${survivor}::uuid as id union select b.into_id from binned b join way w on b.record_id = w.id where b.into_id is not null
    ) select id from way`
  const survivors = since.map((one) => one.id)
  const found: Moved[] = []
  for (const { object: name, field: fieldName, ids } of noted) {
    const object = registry.objects.get(name)
    const field = object?.fields.find((one) => one.name === fieldName)
    if (!object || !field) continue
    const rows = await run<{ id: string }>(
      tx,
      sql`update ${ident(object.table)} t set ${ident(field.column)} = ${id}::uuid, version = t.version + 1, updated_at = ${now},
        updated_by = ${actor.personId}::uuid
      where t.id = any(${ids}::uuid[]) and (${ident(`t.${field.column}`)} = any(${survivors}::uuid[])
        or (${ident(`t.${field.column}`)} is null and t.id = any(${survivors}::uuid[]))) returning t.id`,
    )
    for (const row of rows)
      found.push({
        object: name,
        field: fieldName,
        id: row.id,
        from: survivor,
        opportunityId: name === 'opportunity' ? row.id : null,
      })
  }
  await tx`delete from merged_pointer where merged_id = ${id}`
  return found
}
