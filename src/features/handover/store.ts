import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { HandOver, Packet, PacketLine } from './contract.ts'
import { type Dropped, packetDifferences } from './rules.ts'

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
  remindedAt: string | null
  escalatesAt: string
  escalatedAt: string | null
  escalatedTo: { id: string; name: string } | null
  dropped: Dropped
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
    h.escalates_at as "escalatesAt", h.reminded_at as "remindedAt", h.escalated_at as "escalatedAt", h.dropped,
    case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as "escalatedTo",
    h.answered_at as "answeredAt", h.answer, h.asked, to_json(h.confirmed) as confirmed, h.rating, h.rating_note as "ratingNote",
    (select coalesce(json_agg(json_build_object('person', json_build_object('id', w.id, 'name', w.name),
       'onBehalfOf', case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end, 'text', m.text,
       'at', to_char(m.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by m.written_at, m.id), '[]')
     from hand_over_message m join person w on w.id = m.person_id left join person b on b.id = m.on_behalf_of where m.hand_over_id = h.id) as messages,
    (select l.packet from hand_over l where l.opportunity_id = h.opportunity_id and l.state = 'accepted' and l.id <> h.id
       and l.answered_at <= h.offered_at order by l.answered_at desc, l.id desc limit 1) as previous,
    (select json_build_object('person', json_build_object('id', w.id, 'name', w.name), 'onBehalfOf',
       case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end)
     from person w left join person b on b.id = h.on_behalf_of where w.id = h.answered_by) as "answeredBy"
  from hand_over h join opportunity o on o.id = h.opportunity_id join person f on f.id = h.from_person_id
  join person t on t.id = h.to_person_id join stage s on s.id = h.stage_id join stage ts on ts.id = h.to_stage_id
  left join person u on u.id = h.escalated_to`)

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
    remindedAt: row.remindedAt,
    escalatesAt: row.escalatesAt,
    escalatedAt: row.escalatedAt,
    escalatedTo: row.escalatedTo,
    waitsFor: row.state === 'offered' ? (row.asked ? 'giver' : 'receiver') : null,
    answeredBy: row.answeredBy,
    messages: row.messages,
    confirmed: row.confirmed,
    rating: row.rating === null ? null : { stars: row.rating, note: row.ratingNote },
    differences: packetDifferences(row.previous, row.packet, row.dropped),
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

/** What nobody answered in time and waits for the decision of any of these people. */
export async function escalated(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  return select(
    db,
    sql`where h.escalated_to = any(${people}::uuid[]) and h.escalated_at is not null and h.state = 'offered' and o.deleted_at is null order by h.due_at, h.id limit 500`,
  )
}

/** Everything open the day of these people is about: what waits for them, what they decide, and what they wait for beyond its time. */
export async function ofToday(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  const us = sql`any(${people}::uuid[])`
  return select(
    db,
    sql`where h.state = 'offered' and o.deleted_at is null and ((h.to_person_id = ${us} and (not h.asked or h.reminded_at is not null))
      or (h.from_person_id = ${us} and (h.asked or h.reminded_at is not null)) or (h.escalated_to = ${us} and h.escalated_at is not null))
      order by h.due_at, h.id limit 500`,
  )
}

/** The last hundred answered ones any of these people gave, received or decided. */
export async function answered(db: Queryable, people: readonly string[]): Promise<Kept[]> {
  return select(
    db,
    sql`where h.state <> 'offered' and array[h.to_person_id, h.from_person_id, h.answered_by] && ${people}::uuid[] order by h.answered_at desc, h.id limit 100`,
  )
}

/** One hand-over that the viewer gave, receives, decides, or sees through its opportunity; locked. */
export async function lockVisible(
  tx: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<Kept | undefined> {
  const mine = sql`array[h.from_person_id, h.to_person_id, h.escalated_to, h.answered_by] && ${voicesOf(viewer)}::uuid[]`
  const visible = rowPredicate(viewer, 'opportunity', registry, 'o')
  // first, so that what was waited for is joined to what is there now; the opportunity before its offer, as passing does
  await tx`select 1 from opportunity where id = (select opportunity_id from hand_over where id = ${id}) for update`
  await tx`select 1 from hand_over where id = ${id} for update`
  const [found] = await select(tx, sql`where h.id = ${id} and (${mine} or ${visible})`)
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
  dropped: Dropped
  offeredAt: string
  dueAt: string
  escalatesAt: string
  createdBy: string
}

/** The packet accepted last of an opportunity; null before the first. */
export async function lastAccepted(tx: Queryable, opportunityId: string): Promise<Packet | null> {
  const [row] = await tx<{ packet: Packet }[]>`
    select packet from hand_over where opportunity_id = ${opportunityId} and state = 'accepted'
    order by answered_at desc, id desc limit 1`
  return row?.packet ?? null
}

/** Writes an offer and answers its id. */
export async function insertOffer(tx: Queryable, offer: NewOffer): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into hand_over (opportunity_id, from_person_id, to_person_id, stage_id, to_stage_id, packet, dropped, state, offered_at, due_at,
      escalates_at, created_by)
    values (${offer.opportunityId}, ${offer.fromId}, ${offer.toId}, ${offer.stageId}, ${offer.toStageId},
      ${JSON.stringify(offer.packet)}::text::jsonb, ${JSON.stringify(offer.dropped)}::text::jsonb, 'offered', ${offer.offeredAt}, ${offer.dueAt},
      ${offer.escalatesAt}, ${offer.createdBy}) returning id`
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

/** Adds a question (`asked`) or a reply; the other one's word is due at `dueAt`, and nobody above is asked any more. */
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
    escalatesAt: string
  },
): Promise<void> {
  await tx`insert into hand_over_message (hand_over_id, person_id, on_behalf_of, text, written_at)
    values (${id}, ${message.personId}, ${message.onBehalfOf}, ${message.text}, ${message.at})`
  await tx`update hand_over set asked = ${message.asked}, due_at = ${message.dueAt}, escalates_at = ${message.escalatesAt},
    reminded_at = null, escalated_at = null, escalated_to = null, version = version + 1 where id = ${id}`
}

export async function rateOffer(
  tx: Queryable,
  id: string,
  stars: number,
  note: string | null,
): Promise<void> {
  await tx`update hand_over set rating = ${stars}, rating_note = ${note}, version = version + 1 where id = ${id}`
}

type Ended = { id: string; opportunityId: string; fromId: string; toId: string }

/** Withdraws open offers: those of these opportunities, and those named; answers which. One statement. */
export async function withdrawMany(
  tx: Queryable,
  which: { opportunities: readonly string[]; ids: readonly string[] },
  answer: string,
  at: string,
): Promise<Ended[]> {
  return tx<Ended[]>`
    update hand_over set state = 'withdrawn', answer = ${answer}, answered_at = greatest(${at}::timestamptz, offered_at), version = version + 1
    where state = 'offered' and (opportunity_id = any(${which.opportunities as string[]}::uuid[]) or id = any(${which.ids as string[]}::uuid[]))
    returning id, opportunity_id as "opportunityId", from_person_id as "fromId", to_person_id as "toId"`
}

/** Offers anew what was withdrawn, with the same packet, to other people. One statement. */
export async function offerAnew(
  tx: Queryable,
  offers: readonly { id: string; toId: string; dueAt: string; escalatesAt: string }[],
  by: string | null,
  at: string,
): Promise<(Ended & { packet: Packet })[]> {
  return tx<(Ended & { packet: Packet })[]>`
    insert into hand_over (opportunity_id, from_person_id, to_person_id, stage_id, to_stage_id, packet, dropped, state, offered_at, due_at,
      escalates_at, created_by)
    select h.opportunity_id, h.from_person_id, n.to_id, h.stage_id, h.to_stage_id, h.packet, h.dropped, 'offered', ${at}, n.due_at,
      n.escalates_at, ${by}
    from unnest(${offers.map(({ id }) => id)}::uuid[], ${offers.map(({ toId }) => toId)}::uuid[],
      ${offers.map(({ dueAt }) => dueAt)}::timestamptz[], ${offers.map(({ escalatesAt }) => escalatesAt)}::timestamptz[])
      n(id, to_id, due_at, escalates_at) join hand_over h on h.id = n.id
    returning id, opportunity_id as "opportunityId", from_person_id as "fromId", to_person_id as "toId", packet`
}
