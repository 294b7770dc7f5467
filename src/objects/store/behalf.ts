import { ident, sql } from '../../kernel/fragment.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import { type Actor, onBehalfOf } from '../../platform/events/journal.ts'
import type { ObjectDefinition } from '../definition.ts'
import { objectNamed, type Registry } from '../metadata.ts'

type Row = Readonly<Record<string, unknown>>

/**
 * On whose behalf each of these rows of one object is written: of whoever holds it, or what it belongs to, where the actor stands in
 * for them. No query where the actor stands in for nobody.
 */
export async function behalvesOf(
  tx: Tx,
  { actor, registry }: { actor: Actor; registry: Registry },
  object: ObjectDefinition,
  rows: readonly Row[],
): Promise<(string | null)[]> {
  if (!actor.actsFor?.length) return rows.map(() => null)
  const { belonging } = object
  const own = rows.map((row) =>
    belonging.kind === 'person' ? onBehalfOf(actor, row[belonging.column]) : null,
  )
  const through =
    belonging.kind === 'through' ? belonging : belonging.kind === 'person' ? belonging.orThrough : undefined
  if (!through) return own
  const holders = await holdersOf(tx, objectNamed(registry, through.object), rows, through.column)
  return rows.map((row, i) => own[i] ?? onBehalfOf(actor, holders.get(String(row[through.column]))))
}

async function holdersOf(
  tx: Tx,
  target: ObjectDefinition,
  rows: readonly Row[],
  column: string,
): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : [])))]
  if (target.belonging.kind !== 'person' || ids.length === 0) return new Map()
  const found = await run<{ id: string; holder: string }>(
    tx,
    sql`select id, ${ident(target.belonging.column)} as holder from ${ident(target.table)} where id = any(${ids}::uuid[])`,
  )
  return new Map(found.map(({ id, holder }) => [id, holder]))
}
