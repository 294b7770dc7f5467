import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { HandOver, Packet } from './contract.ts'

type Row = {
  id: string
  version: number
  opportunityId: string
  opportunityNumber: number
  opportunityTitle: string
  opportunityVersion: number
  fromId: string
  fromName: string
  toId: string
  toName: string
  stage: string
  toStage: string
  packet: Packet
  state: HandOver['state']
  offeredAt: string
  dueAt: string
  answeredAt: string | null
  answer: string | null
}

const SELECT = raw(`
  select h.id, h.version, o.id as "opportunityId", o.number as "opportunityNumber", o.title as "opportunityTitle",
    o.version as "opportunityVersion", f.id as "fromId", f.name as "fromName", t.id as "toId", t.name as "toName",
    s.key as stage, ts.key as "toStage", h.packet, h.state, h.offered_at as "offeredAt", h.due_at as "dueAt",
    h.answered_at as "answeredAt", h.answer
  from hand_over h join opportunity o on o.id = h.opportunity_id join person f on f.id = h.from_person_id
  join person t on t.id = h.to_person_id join stage s on s.id = h.stage_id join stage ts on ts.id = h.to_stage_id`)

function handOverOf(row: Row): HandOver {
  return {
    id: row.id,
    version: row.version,
    opportunity: {
      id: row.opportunityId,
      number: row.opportunityNumber,
      title: row.opportunityTitle,
      version: row.opportunityVersion,
    },
    from: { id: row.fromId, name: row.fromName },
    to: { id: row.toId, name: row.toName },
    stage: row.stage,
    toStage: row.toStage,
    packet: row.packet,
    state: row.state,
    offeredAt: row.offeredAt,
    dueAt: row.dueAt,
    answeredAt: row.answeredAt,
    answer: row.answer,
  }
}

async function select(db: Queryable, rest: Fragment): Promise<HandOver[]> {
  const rows = await run<Row>(db, sql`${SELECT} ${rest}`)
  return rows.map(handOverOf)
}

/** The hand-overs of one opportunity, newest first. */
export async function ofOpportunity(db: Queryable, opportunityId: string): Promise<HandOver[]> {
  return select(db, sql`where h.opportunity_id = ${opportunityId} order by h.offered_at desc, h.id desc`)
}

/** What waits for this person's answer, soonest due first. */
export async function received(db: Queryable, personId: string): Promise<HandOver[]> {
  return select(
    db,
    sql`where h.to_person_id = ${personId} and h.state = 'offered' and o.deleted_at is null order by h.due_at, h.id limit 500`,
  )
}

/** What this person offered and waits for. */
export async function sent(db: Queryable, personId: string): Promise<HandOver[]> {
  return select(
    db,
    sql`where h.from_person_id = ${personId} and h.state = 'offered' and o.deleted_at is null order by h.due_at, h.id limit 500`,
  )
}

/** The last hundred answered ones this person gave or received. */
export async function answered(db: Queryable, personId: string): Promise<HandOver[]> {
  return select(
    db,
    sql`where h.state <> 'offered' and ${personId}::uuid in (h.to_person_id, h.from_person_id) order by h.answered_at desc, h.id limit 100`,
  )
}

/** One hand-over that the viewer gave, receives, or sees through its opportunity; locked. */
export async function lockVisible(
  tx: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<HandOver | undefined> {
  const mine = sql`${viewer.personId}::uuid in (h.from_person_id, h.to_person_id)`
  const [found] = await select(
    tx,
    sql`where h.id = ${id} and (${mine} or ${rowPredicate(viewer, 'opportunity', registry, 'o')}) for update of h`,
  )
  return found
}

/** The open offer of an opportunity, if there is one. */
export async function openOffer(tx: Queryable, opportunityId: string): Promise<HandOver | undefined> {
  const [found] = await select(tx, sql`where h.opportunity_id = ${opportunityId} and h.state = 'offered'`)
  return found
}

export type NewOffer = {
  opportunityId: string
  fromId: string
  toId: string
  stageId: string
  toStageId: string
  packet: Packet
  offeredAt: string
  dueAt: string
  createdBy: string
}

/** Writes an offer and answers its id. */
export async function insertOffer(tx: Queryable, offer: NewOffer): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into hand_over (opportunity_id, from_person_id, to_person_id, stage_id, to_stage_id, packet, state, offered_at, due_at, created_by)
    values (${offer.opportunityId}, ${offer.fromId}, ${offer.toId}, ${offer.stageId}, ${offer.toStageId},
      ${JSON.stringify(offer.packet)}::text::jsonb, 'offered', ${offer.offeredAt}, ${offer.dueAt}, ${offer.createdBy}) returning id`
  if (!row) throw new Error('the offer was not written')
  return row.id
}

/** Ends an offer, never before it began: the clock may have been set back since. */
export async function endOffer(
  tx: Queryable,
  id: string,
  state: 'accepted' | 'declined' | 'withdrawn',
  answer: string | null,
  at: string,
): Promise<void> {
  await tx`update hand_over set state = ${state}, answer = ${answer}, answered_at = greatest(${at}::timestamptz, offered_at),
    version = version + 1 where id = ${id}`
}
