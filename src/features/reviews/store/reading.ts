import { type Fragment, joined, raw, sql } from '../../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { ReviewAction, ReviewBox, ReviewCause, ReviewView } from '../contract.ts'

type Person = { id: string; name: string }
export type ReviewRow = {
  id: string
  version: number
  opportunityId: string
  number: number
  title: string
  /** The reader may see the opportunity itself. */
  isSeen: boolean
  /** The reader holds the review, is a side of it or settles it: they see everything it looks at. */
  isParty: boolean
  holder: Person
  because: 'hand' | 'amount' | 'stage' | 'sample'
  openedAt: string
  openedBy: Person | null
  dueAt: string
  escalatedAt: string | null
  state: 'open' | 'proposed' | 'disputed' | 'agreed' | 'ruled'
  round: number
  cause: string | null
  words: string | null
  node: { stage: string; toStage: string; at: string } | null
  giver: Person | null
  receiver: Person | null
  decider: Person | null
  /** Who speaks for each side now: themselves, or whoever is above one who has left. */
  giverVoice: string | null
  receiverVoice: string | null
  /** Sides that have said something to the present proposal. */
  said: string[]
  proposedBy: Person | null
  endedAt: string | null
  ruledBy: Person | null
  ruling: string | null
  done: number
  actionCount: number
  sortedAt: string
}

const named = (alias: string) =>
  `case when ${alias}.id is not null then jsonb_build_object('id', ${alias}.id, 'name', ${alias}.name) end`
const voice = (alias: string) => `case when ${alias}.id is null then null
  when ${alias}.deactivated_at is null and ${alias}.deleted_at is null then ${alias}.id else who_decides(${alias}.id, array[${alias}.id]) end`

const SELECT = `r.id, r.version, r.opportunity_id as "opportunityId", o.number, o.title, ${named('h')} as holder, r.because,
  r.opened_at as "openedAt", ${named('ob')} as "openedBy", r.due_at as "dueAt", r.escalated_at as "escalatedAt", r.state, r.round, r.cause,
  r.words, r.node, ${named('g')} as giver, ${named('v')} as receiver, ${named('d')} as decider, ${voice('g')} as "giverVoice",
  ${voice('v')} as "receiverVoice", ${named('pb')} as "proposedBy", r.ended_at as "endedAt", ${named('rb')} as "ruledBy", r.ruling,
  coalesce((select array_agg(distinct w.side_id) from review_view w where w.review_id = r.id and w.round = r.round), '{}') as said,
  (select count(*)::int from review_action a join task t on t.id = a.task_id and t.deleted_at is null where a.review_id = r.id) as "actionCount",
  (select count(*)::int from review_action a join task t on t.id = a.task_id and t.deleted_at is null and t.done_at is not null
    where a.review_id = r.id) as done, coalesce(r.ended_at, r.opened_at) as "sortedAt"`
const FROM = `from review r join opportunity o on o.id = r.opportunity_id and o.deleted_at is null join person h on h.id = r.holder_id
  left join person ob on ob.id = r.opened_by left join person g on g.id = r.giver_id left join person v on v.id = r.receiver_id
  left join person d on d.id = r.decider_id left join person pb on pb.id = r.proposed_by left join person rb on rb.id = r.ruled_by`

/** The reader sees the opportunity. */
function seen({ viewer, registry }: Context): Fragment {
  return sql`coalesce(${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')}, false)`
}

/** The reader, or somebody they stand in for, holds it, is a side or settles it. */
function party({ viewer }: Context): Fragment {
  const voices = voicesOf(viewer)
  return sql`coalesce(r.holder_id = any(${voices}::uuid[]) or array[r.giver_id, r.receiver_id, r.decider_id] && ${voices}::uuid[]
    or ${raw(`case when g.deactivated_at is not null or v.deactivated_at is not null then array[${voice('g')}, ${voice('v')}] end`)} && ${voices}::uuid[], false)`
}

/** That, or they have an action of it to do. */
function partOf(context: Context): Fragment {
  return sql`(${party(context)} or exists (select 1 from review_action a join task t on t.id = a.task_id
    where a.review_id = r.id and t.deleted_at is null and t.holder_id = any(${voicesOf(context.viewer)}::uuid[])))`
}

export type Asked = {
  box: ReviewBox
  state: 'going' | 'ended'
  after: { at: string; id: string } | undefined
  limit: number
}

/** A page of reviews, newest first; one more than asked tells that there is another. */
export async function listed(
  db: Queryable,
  context: Context,
  { box, state, after, limit }: Asked,
): Promise<ReviewRow[]> {
  const sorted = raw(state === 'ended' ? 'r.ended_at' : 'r.opened_at')
  const conditions = [
    raw(state === 'ended' ? 'r.ended_at is not null' : 'r.ended_at is null'),
    box === 'mine' ? partOf(context) : sql`(${seen(context)} or ${partOf(context)})`,
    ...(after ? [sql`(${sorted}, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ]
  return run<ReviewRow>(
    db,
    sql`select ${raw(SELECT)}, ${seen(context)} as "isSeen", ${party(context)} as "isParty" ${raw(FROM)} where ${joined(conditions, ' and ')}
      order by ${sorted} desc, r.id desc limit ${limit + 1}`,
  )
}

/** The reviews of one opportunity; whether the reader may see it is asked before. */
export async function ofOpportunity(db: Queryable, context: Context, id: string): Promise<ReviewRow[]> {
  return run<ReviewRow>(
    db,
    sql`select ${raw(SELECT)}, ${seen(context)} as "isSeen", ${party(context)} as "isParty" ${raw(FROM)} where r.opportunity_id = ${id}::uuid
      order by r.opened_at desc, r.id desc limit 20`,
  )
}

/** One review the reader may know of. */
export async function findOne(db: Queryable, context: Context, id: string): Promise<ReviewRow | undefined> {
  const [row] = await run<ReviewRow>(
    db,
    sql`select ${raw(SELECT)}, ${seen(context)} as "isSeen", ${party(context)} as "isParty" ${raw(FROM)} where r.id = ${id}::uuid and (${seen(context)} or ${partOf(context)})`,
  )
  return row
}

export async function lockReview(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from review where id = ${id} for update`
}

export async function viewsOf(db: Queryable, id: string): Promise<ReviewView[]> {
  return db<ReviewView[]>`
    select w.round, jsonb_build_object('id', s.id, 'name', s.name) as side, jsonb_build_object('id', b.id, 'name', b.name) as by,
      w.is_agreed as "isAgreed", w.cause, w.words, w.at
    from review_view w join person s on s.id = w.side_id join person b on b.id = w.by_id where w.review_id = ${id} order by w.at, w.id`
}

export async function actionsOf(db: Queryable, id: string, today: string): Promise<ReviewAction[]> {
  return db<ReviewAction[]>`
    select t.id, t.title, jsonb_build_object('id', p.id, 'name', p.name) as holder, t.due_on::text as "dueOn", t.done_at as "doneAt",
      t.done_at is null and t.due_on < ${today}::date as "isLate"
    from review_action a join task t on t.id = a.task_id and t.deleted_at is null join person p on p.id = t.holder_id
    where a.review_id = ${id} order by a.created_at, t.id`
}

export async function causes(db: Queryable): Promise<ReviewCause[]> {
  return db<
    ReviewCause[]
  >`select key, label, is_retired as "isRetired" from review_cause order by is_retired, position, key`
}

export type PacketRow = {
  offeredAt: number
  packet: Record<string, string>
  dropped: Record<string, string>
  state: string
}

/** The packets of an opportunity's hand-overs, oldest first. */
export async function packetsOf(db: Queryable, opportunityId: string): Promise<PacketRow[]> {
  return db<PacketRow[]>`
    select (date_part('epoch', offered_at) * 1000)::float8 as "offeredAt", packet, dropped, state from hand_over
    where opportunity_id = ${opportunityId} order by offered_at, id`
}

export type GateRow = {
  stage: string
  label: { zh: string; en: string }
  state: string
  by: Person | null
  at: string
  reason: string | null
}

/** What was asked to be approved on its way, and how that went. */
export async function gatesOf(db: Queryable, opportunityId: string): Promise<GateRow[]> {
  return db<GateRow[]>`
    select a.stage, a.label, a.state, case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as by,
      coalesce(a.answered_at, a.requested_at) as at, coalesce(a.reason, a.note) as reason
    from approval a left join person p on p.id = a.answered_by where a.opportunity_id = ${opportunityId} order by a.requested_at, a.id`
}
