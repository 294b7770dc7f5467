import { ident, raw, sql } from '../../kernel/fragment.ts'
import { titleOf } from '../../objects/columns.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { Binned, Entry } from './contract.ts'

type Row = {
  id: string
  title: string | null
  number: number | null
  holderId: string | null
  holder: string | null
  at: string
  byId: string | null
  by: string | null
  because: Entry['because']
  reason: string | null
  intoId: string | null
  removedAt: string
}

/** What may be restored by the viewer: what they deleted or held last, or somebody who reports to them held. */
function theirs({ viewer }: Context) {
  if (viewer.admin) return raw('true')
  return sql`(b.by_id = ${viewer.personId}::uuid or r.holder_id = any(${[viewer.personId, ...viewer.reports]}::uuid[]))`
}

/** A page of the bin, newest first; one more than asked tells that there is another. */
export async function listed(
  db: Queryable,
  context: Context,
  object: Binned,
  limit: number,
  after: { at: string; id: string } | undefined,
): Promise<Entry[]> {
  const definition = objectNamed(context.registry, object)
  const { language } = context.viewer
  const rest = after ? sql`and (b.at, b.record_id) < (${after.at}::timestamptz, ${after.id}::uuid)` : raw('')
  const rows = await run<Row>(
    db,
    sql`select r.id, ${titleOf(definition, 'r', language)} as title, ${raw(object === 'opportunity' ? 'r.number' : 'null::bigint')} as number,
      r.holder_id as "holderId", h.name as holder, b.at, b.by_id as "byId", d.name as by, b.because, b.reason, b.into_id as "intoId",
      b.at + make_interval(days => c.bin_days) as "removedAt"
    from binned b join ${ident(definition.table)} r on r.id = b.record_id cross join company c
    left join person h on h.id = r.holder_id left join person d on d.id = b.by_id
    where b.object = ${object} and ${theirs(context)} ${rest} order by b.at desc, b.record_id desc limit ${limit + 1}`,
  )
  return rows.map((row) => ({
    object,
    id: row.id,
    title: row.title,
    number: row.number,
    holder: row.holderId && row.holder !== null ? { id: row.holderId, name: row.holder } : null,
    at: row.at,
    by: row.byId && row.by !== null ? { id: row.byId, name: row.by } : null,
    because: row.because,
    reason: row.reason,
    into: row.intoId ? { id: row.intoId, title: null } : null,
    removedAt: row.removedAt,
  }))
}

export type Lying = { id: string; at: string; because: Entry['because']; into: string | null }

/** One thing in the bin that the viewer may restore, locked. */
export async function lockBinned(
  tx: Queryable,
  context: Context,
  object: Binned,
  id: string,
): Promise<Lying | undefined> {
  const { table } = objectNamed(context.registry, object)
  const [found] = await run<Lying>(
    tx,
    sql`select b.record_id as id, b.at, b.because, b.into_id as into from binned b join ${ident(table)} r on r.id = b.record_id
    where b.object = ${object} and b.record_id = ${id}::uuid and ${theirs(context)} for update of b`,
  )
  return found
}

export async function put(
  tx: Queryable,
  object: Binned,
  ids: readonly string[],
  given: { at: string; by: string | null; because: Entry['because']; reason: string | null; into?: string },
): Promise<void> {
  await tx`insert into binned (object, record_id, at, by_id, because, reason, into_id)
    select ${object}, id, ${given.at}, ${given.by}::uuid, ${given.because}, ${given.reason}, ${given.into ?? null}::uuid
    from unnest(${ids as string[]}::uuid[]) as id`
}

export async function take(tx: Queryable, object: Binned, id: string): Promise<void> {
  await tx`delete from binned where object = ${object} and record_id = ${id}`
}

/** Tasks of opportunities go into the bin with them. */
export async function hideTasks(tx: Queryable, opportunityIds: readonly string[], at: string): Promise<void> {
  await tx`update task set deleted_at = ${at}, version = version + 1, updated_at = ${at}
    where opportunity_id = any(${opportunityIds as string[]}::uuid[]) and deleted_at is null`
}

/** What went into the bin with it comes out with it. */
export async function showTasks(
  tx: Queryable,
  opportunityId: string,
  hiddenAt: string,
  now: string,
): Promise<void> {
  await tx`update task set deleted_at = null, version = version + 1, updated_at = ${now}
    where opportunity_id = ${opportunityId} and deleted_at = ${hiddenAt}`
}

/** How many open opportunities name each of these accounts. */
export async function openOf(tx: Queryable, accountIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx<{ id: string; open: number }[]>`
    select account_id as id, count(*)::int as open from opportunity
    where account_id = any(${accountIds as string[]}::uuid[]) and is_open and deleted_at is null group by account_id`
  return new Map(rows.map(({ id, open }) => [id, open]))
}

/** How many living opportunities name an account or contact. */
export async function namedBy(tx: Queryable, object: Binned, id: string): Promise<number> {
  if (object === 'opportunity') return 0
  const [row] = await run<{ n: number }>(
    tx,
    sql`select count(*)::int as n from opportunity o where ${ident(`o.${object}_id`)} = ${id}::uuid and o.deleted_at is null`,
  )
  return row?.n ?? 0
}

/** Records that may be seen, locked, with what the deletion asks of them. */
export async function lockRecords(
  tx: Queryable,
  context: Context,
  object: Binned,
  visible: ReturnType<typeof sql>,
  ids: readonly string[],
): Promise<{ id: string; version: number; name: string }[]> {
  const { table } = objectNamed(context.registry, object)
  return run(
    tx,
    sql`select r.id, r.version, r.name from ${ident(table)} r where r.id = any(${ids}::uuid[]) and ${visible}
    and r.deleted_at is null order by r.id for update of r`,
  )
}

export type Ended = { id: string; holderId: string; stageId: string; isEnded: boolean; active: boolean }

/** How an opportunity in the bin stands: whether its stage is an end, and whether its last holder is still there. */
export async function endedState(tx: Queryable, id: string): Promise<Ended | undefined> {
  const [row] = await tx<Ended[]>`
    select o.id, o.holder_id as "holderId", o.stage_id as "stageId", s.kind <> 'open' as "isEnded",
      p.deactivated_at is null and p.deleted_at is null as active
    from opportunity o join stage s on s.id = o.stage_id join person p on p.id = o.holder_id where o.id = ${id} for update of o`
  return row
}

export async function versionAndHolder(tx: Queryable, object: Binned, table: string, id: string) {
  const [row] = await run<{ version: number; holderId: string | null; holder: string | null }>(
    tx,
    sql`select r.version, r.holder_id as "holderId", p.name as holder from ${ident(table)} r left join person p on p.id = r.holder_id
    where r.id = ${id}::uuid`,
  )
  if (!row) throw new Error(`${object} ${id} is gone`)
  return row
}

export async function daysInBin(db: Queryable): Promise<number> {
  const [row] = await db<{ days: number }[]>`select bin_days as days from company`
  return row?.days ?? 90
}

export async function setDaysInBin(tx: Queryable, days: number): Promise<void> {
  await tx`update company set bin_days = ${days}`
}

/** What has lain in the bin too long and nothing living names, oldest first. */
export async function outlived(
  tx: Queryable,
  object: Binned,
  now: string,
  most: number,
): Promise<{ id: string; number: number | null }[]> {
  const named =
    object === 'opportunity'
      ? raw('')
      : sql`and not exists (select 1 from opportunity o where ${ident(`o.${object}_id`)} = b.record_id and o.deleted_at is null)`
  const number =
    object === 'opportunity'
      ? raw('(select number from opportunity o where o.id = b.record_id)')
      : raw('null::bigint')
  return run(
    tx,
    sql`select b.record_id as id, ${number} as number from binned b cross join company c
    where b.object = ${object} and b.at < ${now}::timestamptz - make_interval(days => c.bin_days) ${named}
    order by b.at limit ${most} for update of b skip locked`,
  )
}

/** Removes them for good; answers those that were in the bin. */
export async function empty(tx: Queryable, object: Binned, ids: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select bin_empty(${object}, ${ids as string[]}::uuid[]) as id`
  return rows.map(({ id }) => id)
}
