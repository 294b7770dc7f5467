import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { HandOver, Packet, PacketLine } from './contract.ts'
import { packetDifferences } from './rules.ts'

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
  asked: boolean
  confirmed: PacketLine[]
  rating: number | null
  ratingNote: string | null
  messages: HandOver['messages']
  previous: Packet | null
  answeredBy: HandOver['answeredBy']
}
/** As it is kept; who acts now is added by the action. */
type Kept = Omit<HandOver, 'acting'>

const SELECT = raw(`
  select h.id, h.version, o.id as "opportunityId", o.number as "opportunityNumber", o.title as "opportunityTitle",
    o.version as "opportunityVersion", f.id as "fromId", f.name as "fromName", t.id as "toId", t.name as "toName",
    s.key as stage, ts.key as "toStage", h.packet, h.state, h.offered_at as "offeredAt", h.due_at as "dueAt",
    h.answered_at as "answeredAt", h.answer, h.asked, to_json(h.confirmed) as confirmed, h.rating, h.rating_note as "ratingNote",
    (select coalesce(json_agg(json_build_object('person', json_build_object('id', w.id, 'name', w.name),
       'onBehalfOf', case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end, 'text', m.text,
       'at', to_char(m.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by m.written_at, m.id), '[]')
     from hand_over_message m join person w on w.id = m.person_id left join person b on b.id = m.on_behalf_of where m.hand_over_id = h.id) as messages,
    (select b.packet from hand_over b where b.opportunity_id = h.opportunity_id and b.state = 'accepted' and b.id <> h.id
       and b.answered_at <= h.offered_at order by b.answered_at desc, b.id desc limit 1) as previous,
    (select json_build_object('person', json_build_object('id', w.id, 'name', w.name), 'onBehalfOf',
       case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end)
     from person w left join person b on b.id = h.on_behalf_of where w.id = h.answered_by) as "answeredBy"
  from hand_over h join opportunity o on o.id = h.opportunity_id join person f on f.id = h.from_person_id
  join person t on t.id = h.to_person_id join stage s on s.id = h.stage_id join stage ts on ts.id = h.to_stage_id`)

function handOverOf(row: Row): Kept {
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
    waitsFor: row.state === 'offered' ? (row.asked ? 'giver' : 'receiver') : null,
    answeredBy: row.answeredBy,
    messages: row.messages,
    confirmed: row.confirmed,
    rating: row.rating === null ? null : { stars: row.rating, note: row.ratingNote },
    differences: packetDifferences(row.previous, row.packet),
  }
}

async function select(db: Queryable, rest: Fragment): Promise<Kept[]> {
  const rows = await run<Row>(db, sql`${SELECT} ${rest}`)
  return rows.map(handOverOf)
}

/** The hand-overs of one opportunity and of those that were merged into it, newest first. */
export async function ofOpportunity(db: Queryable, opportunityId: string): Promise<Kept[]> {
  const family = sql`any(array(select merged_family(${opportunityId}::uuid)))`
  return select(db, sql`where h.opportunity_id = ${family} order by h.offered_at desc, h.id desc`)
}

/** What waits for the word of any of these people, an answer or a reply, soonest due first. */
export async function received(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  return select(
    db,
    sql`where ((h.to_person_id = any(${people}::uuid[]) and not h.asked) or (h.from_person_id = any(${people}::uuid[]) and h.asked)) and h.state = 'offered' and o.deleted_at is null order by h.due_at, h.id limit 500`,
  )
}

/** What these people wait for: the answer to an offer, or the reply to a question. */
export async function sent(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  return select(
    db,
    sql`where ((h.from_person_id = any(${people}::uuid[]) and not h.asked) or (h.to_person_id = any(${people}::uuid[]) and h.asked)) and h.state = 'offered' and o.deleted_at is null order by h.due_at, h.id limit 500`,
  )
}

/** The last hundred answered ones any of these people gave or received. */
export async function answered(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  return select(
    db,
    sql`where h.state <> 'offered' and array[h.to_person_id, h.from_person_id] && ${people}::uuid[] order by h.answered_at desc, h.id limit 100`,
  )
}

/** One hand-over that the viewer gave, receives, or sees through its opportunity; locked. */
export async function lockVisible(
  tx: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<Kept | undefined> {
  const mine = sql`array[h.from_person_id, h.to_person_id] && ${voicesOf(viewer)}::uuid[]`
  const [found] = await select(
    tx,
    sql`where h.id = ${id} and (${mine} or ${rowPredicate(viewer, 'opportunity', registry, 'o')}) for update of h`,
  )
  return found
}

/** The open offer of an opportunity, if there is one. */
export async function openOffer(tx: Queryable, opportunityId: string): Promise<Kept | undefined> {
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
  confirmed: readonly PacketLine[],
  by: { id: string; onBehalfOf: string | null },
): Promise<void> {
  await tx`update hand_over set state = ${state}, answer = ${answer}, answered_at = greatest(${at}::timestamptz, offered_at),
    confirmed = ${confirmed as string[]}::text[], answered_by = ${by.id}, on_behalf_of = ${by.onBehalfOf}, version = version + 1 where id = ${id}`
}

/** Adds a question (`asked`) or a reply; the other one's word is due at `dueAt`. */
export async function insertMessage(
  tx: Queryable,
  id: string,
  message: {
    personId: string
    onBehalfOf: string | null
    text: string
    asked: boolean
    at: string
    dueAt: string
  },
): Promise<void> {
  await tx`insert into hand_over_message (hand_over_id, person_id, on_behalf_of, text, written_at)
    values (${id}, ${message.personId}, ${message.onBehalfOf}, ${message.text}, ${message.at})`
  await tx`update hand_over set asked = ${message.asked}, due_at = ${message.dueAt}, version = version + 1 where id = ${id}`
}

export async function rateOffer(
  tx: Queryable,
  id: string,
  stars: number,
  note: string | null,
): Promise<void> {
  await tx`update hand_over set rating = ${stars}, rating_note = ${note}, version = version + 1 where id = ${id}`
}
