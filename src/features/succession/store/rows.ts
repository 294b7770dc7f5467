import { type Fragment, joined, raw, sql } from '../../../kernel/fragment.ts'
import { rowPredicate } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { insertMany } from '../../../platform/db/copy.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Packet } from '../../handover/contract.ts'
import type { RowKind } from '../contract.ts'
import type { Weighed } from '../rules/model.ts'

/** A row as it is kept. */
export type Kept = {
  id: string
  kind: RowKind
  recordId: string
  opportunityId: string | null
  fromId: string
  toId: string | null
  ends: boolean
  problem: string | null
  givenBy: string | null
  givenAt: string | null
  accountId: string | null
  stageId: string | null
  region: string | null
  label: string
  letter: string | null
  function: string | null
  weighed: { people: Weighed[] }
  considered: number
  packet: Packet | null
  packetBy: string | null
}

const COLUMNS: readonly { name: string; type: string; of: keyof Kept }[] = [
  { name: 'id', type: 'uuid', of: 'id' },
  { name: 'kind', type: 'text', of: 'kind' },
  { name: 'record_id', type: 'uuid', of: 'recordId' },
  { name: 'opportunity_id', type: 'uuid', of: 'opportunityId' },
  { name: 'from_id', type: 'uuid', of: 'fromId' },
  { name: 'to_id', type: 'uuid', of: 'toId' },
  { name: 'ends', type: 'boolean', of: 'ends' },
  { name: 'problem', type: 'text', of: 'problem' },
  { name: 'given_by', type: 'uuid', of: 'givenBy' },
  { name: 'given_at', type: 'timestamptz', of: 'givenAt' },
  { name: 'account_id', type: 'uuid', of: 'accountId' },
  { name: 'stage_id', type: 'uuid', of: 'stageId' },
  { name: 'region', type: 'text', of: 'region' },
  { name: 'label', type: 'text', of: 'label' },
  { name: 'letter', type: 'text', of: 'letter' },
  { name: 'function', type: 'text', of: 'function' },
  { name: 'weighed', type: 'jsonb', of: 'weighed' },
  { name: 'considered', type: 'int4', of: 'considered' },
  { name: 'packet', type: 'jsonb', of: 'packet' },
  { name: 'packet_by', type: 'uuid', of: 'packetBy' },
]
const KEPT = raw(COLUMNS.map(({ name, of }) => `r.${name} as "${of}"`).join(', '))

/** Everything a transition moves, in the order of kind and record. */
export function rowsOf(db: Queryable, transitionId: string): Promise<Kept[]> {
  return run<Kept>(
    db,
    sql`select ${KEPT} from transition_row r where r.transition_id = ${transitionId} order by r.kind, r.record_id, r.from_id`,
  )
}

/** The rows become these; those that stay keep their ids. */
export async function replaceRows(tx: Queryable, transitionId: string, rows: readonly Kept[]): Promise<void> {
  await tx`delete from transition_row where transition_id = ${transitionId}`
  await insertMany(
    tx,
    'transition_row',
    [{ name: 'transition_id', type: 'uuid' }, ...COLUMNS],
    rows.map((row) => [transitionId, ...COLUMNS.map(({ of }) => row[of])]),
  )
}

export type Where = {
  kind?: RowKind | undefined
  from?: string | undefined
  to?: string | undefined
  account?: string | undefined
  stage?: string | undefined
  region?: string | undefined
  unresolved?: boolean | undefined
}

function whereOf({ kind, from, to, account, stage, region, unresolved }: Where): Fragment {
  const conditions = [
    ...(kind ? [sql`r.kind = ${kind}`] : []),
    ...(from ? [sql`r.from_id = ${from}::uuid`] : []),
    ...(to ? [sql`r.to_id = ${to}::uuid`] : []),
    ...(account ? [sql`r.account_id = ${account}::uuid`] : []),
    ...(stage ? [sql`r.stage_id = ${stage}::uuid`] : []),
    ...(region ? [sql`starts_with(r.region, ${region})`] : []),
    ...(unresolved === undefined ? [] : [sql`(r.to_id is null and not r.ends) = ${unresolved}`]),
  ]
  return conditions.length === 0 ? raw('true') : joined(conditions, ' and ')
}

export type Shown = Omit<Kept, 'fromId' | 'toId' | 'givenBy'> & {
  from: { id: string; name: string }
  to: { id: string; name: string } | null
  givenBy: { id: string; name: string } | null
  title: string | null
  accountName: string | null
  stageLabel: { zh: string; en: string } | null
  accountable: string | null
  isUnresolved: boolean
}

/** A page of rows, those without a receiver first. Titles of records the viewer may not see are left out. */
export function pageOf(
  { db, viewer, registry }: Context,
  transitionId: string,
  where: Where,
  limit: number,
  after: { unresolved: boolean; label: string; id: string } | undefined,
): Promise<Shown[]> {
  const seen = (object: string, alias: string) => rowPredicate(viewer, object, registry, alias, 'asked')
  const named = (alias: string) =>
    raw(
      `case when ${alias}.id is null then null else json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`,
    )
  const later = after
    ? sql`and ((r.to_id is null and not r.ends) < ${after.unresolved} or ((r.to_id is null and not r.ends) = ${after.unresolved}
        and (r.label, r.id) > (${after.label}, ${after.id}::uuid)))`
    : raw('')
  return run<Shown>(
    db,
    sql`select ${KEPT}, ${named('f')} as "from", ${named('t')} as "to", ${named('g')} as "givenBy", s.label as "stageLabel", s.accountable,
      (r.to_id is null and not r.ends) as "isUnresolved",
      case r.kind when 'report' then (select name from person where id = r.record_id)
        when 'account' then (select x.name from account x where x.id = r.record_id and ${seen('account', 'x')})
        when 'contact' then (select x.name from contact x where x.id = r.record_id and ${seen('contact', 'x')})
        when 'task' then (select x.title from task x where x.id = r.record_id and ${seen('task', 'x')})
        else (select o.title from opportunity o where o.id = r.opportunity_id and ${seen('opportunity', 'o')}) end as title,
      (select x.name from account x where x.id = r.account_id and ${seen('account', 'x')}) as "accountName"
    from transition_row r join person f on f.id = r.from_id left join person t on t.id = r.to_id left join person g on g.id = r.given_by
    left join stage s on s.id = r.stage_id
    where r.transition_id = ${transitionId} and ${whereOf(where)} ${later}
    order by (r.to_id is null and not r.ends) desc, r.label, r.id limit ${limit}`,
  )
}

/** Gives rows to somebody by hand; answers which. The caller has locked the transition. */
export async function giveRows(
  tx: Queryable,
  transitionId: string,
  given: { toId: string | null; by: string; at: string; ids?: readonly string[] | undefined; where: Where },
): Promise<{ id: string; kind: RowKind; fromId: string }[]> {
  const which = given.ids ? sql`r.id = any(${given.ids}::uuid[])` : whereOf(given.where)
  return run(
    tx,
    sql`update transition_row r set to_id = ${given.toId}::uuid, ends = ${given.toId === null}, problem = null,
      given_by = ${given.by}::uuid, given_at = ${given.at}::timestamptz
    where r.transition_id = ${transitionId} and ${which} and r.from_id is distinct from ${given.toId}::uuid
      and not (r.kind = 'report' and r.record_id = ${given.toId}::uuid)
    returning r.id, r.kind, r.from_id as "fromId"`,
  )
}

/** How many rows of `ids` there are. */
export async function countKnown(
  tx: Queryable,
  transitionId: string,
  ids: readonly string[],
): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from transition_row where transition_id = ${transitionId} and id = any(${ids as string[]}::uuid[])`
  return row?.count ?? 0
}

/** Rows by kind: all, without a receiver, by hand. */
export async function countsOf(
  db: Queryable,
  transitionId: string,
): Promise<{ kind: RowKind; all: number; unresolved: number; byHand: number }[]> {
  return db<{ kind: RowKind; all: number; unresolved: number; byHand: number }[]>`
    select kind, count(*)::int as all, count(*) filter (where to_id is null and not ends)::int as unresolved,
      count(*) filter (where given_by is not null)::int as "byHand"
    from transition_row where transition_id = ${transitionId} group by kind order by kind`
}

/** Everybody who receives rows, and how many. */
export async function receiversOf(
  db: Queryable,
  transitionId: string,
): Promise<{ id: string; name: string; rows: number }[]> {
  return db<{ id: string; name: string; rows: number }[]>`
    select p.id, p.name, count(*)::int as rows from transition_row r join person p on p.id = r.to_id
    where r.transition_id = ${transitionId} group by p.id order by p.name, p.id`
}

export type LeavingRow = {
  id: string
  transition: string
  dueAt: string
  opportunityId: string
  title: string
  account: string
  to: { id: string; name: string } | null
  packet: Packet | null
}

/** What a person holds that scheduled transitions give away, and the packets they leave. */
export function leavingOf(
  db: Queryable,
  personId: string,
  limit: number,
  after: string | undefined,
): Promise<LeavingRow[]> {
  return run(
    db,
    sql`select r.id, t.id as transition, t.due_at as "dueAt", o.id as "opportunityId", o.title, r.label as account, r.packet,
      case when p.id is null then null else json_build_object('id', p.id, 'name', p.name) end as "to"
    from transition t join transition_row r on r.transition_id = t.id join opportunity o on o.id = r.opportunity_id left join person p on p.id = r.to_id
    where t.state = 'scheduled' and r.kind = 'opportunity' and r.from_id = ${personId} and o.holder_id = r.from_id and o.is_open and o.deleted_at is null
      ${after ? sql`and r.id > ${after}::uuid` : raw('')} order by r.id limit ${limit}`,
  )
}

/** The row of a packet; undefined where there is none. */
export async function rowById(
  tx: Queryable,
  id: string,
): Promise<
  { transitionId: string; fromId: string; opportunityId: string | null; kind: RowKind } | undefined
> {
  const [row] = await tx<
    { transitionId: string; fromId: string; opportunityId: string | null; kind: RowKind }[]
  >`
    select transition_id as "transitionId", from_id as "fromId", opportunity_id as "opportunityId", kind
    from transition_row where id = ${id}`
  return row
}

export async function writePacket(tx: Queryable, id: string, packet: Packet, by: string): Promise<void> {
  await tx`update transition_row set packet = ${JSON.stringify(packet)}::text::jsonb, packet_by = ${by} where id = ${id}`
}
