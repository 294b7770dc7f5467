import type { Queryable } from '../../../platform/db/pool.ts'
import type { ChatHandles, DeliveryItem, OwnNoticeSettings } from '../contract.ts'

export type Claimed = {
  id: string
  personId: string | null
  robotId: string | null
  attempts: number
  createdAt: string
  noticeIds: string[]
}

/**
 * Takes what is to be tried now, for `leaseSeconds`; nobody else takes it meanwhile, and after that whoever comes, for its sender is
 * gone. Counts the attempt before it is made.
 */
export async function claim(
  db: Queryable,
  channel: string,
  limit: number,
  token: string,
  now: string,
  leaseSeconds: number,
): Promise<Claimed[]> {
  return db<Claimed[]>`
    with taken as (
      select id from delivery where state = 'waiting' and channel = ${channel} and next_try_at <= ${now}
        and (claimed_until is null or claimed_until <= ${now}) order by next_try_at, id limit ${limit} for update skip locked
    )
    update delivery d set claimed_by = ${token}, attempts = attempts + 1,
      claimed_until = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    from taken where d.id = taken.id
    returning d.id, d.person_id as "personId", d.robot_id as "robotId", d.attempts, d.created_at as "createdAt",
      (select array_agg(w.notice_id::text) from delivery_part w where w.delivery_id = d.id) as "noticeIds"`
}

export type End = { state: 'sent' | 'given-up' | 'dropped'; error: string | null }

/** Notes how it ended, where the token still holds it. */
export async function end(
  tx: Queryable,
  id: string,
  token: string,
  { state, error }: End,
  at: string,
): Promise<boolean> {
  const rows =
    await tx`update delivery set state = ${state}, ended_at = ${at}, next_try_at = null, claimed_by = null,
    claimed_until = null, last_error = ${error} where id = ${id} and claimed_by = ${token} and state = 'waiting' returning 1`
  return rows.length > 0
}

export async function putOff(
  tx: Queryable,
  id: string,
  token: string,
  nextTryAt: string,
  error: string,
): Promise<void> {
  await tx`update delivery set next_try_at = ${nextTryAt}, claimed_by = null, claimed_until = null, last_error = ${error}
    where id = ${id} and claimed_by = ${token} and state = 'waiting'`
}

export type GroupLine = {
  kind: string
  facts: Record<string, unknown>
  link: string
  person: string
  about: string
  number: number | null
  title: string | null
  own: OwnNoticeSettings
  handles: ChatHandles
}

/** What a group is told of, in its order, with everybody who was told the same: one line each. */
export async function groupLines(db: Queryable, deliveryId: string): Promise<GroupLine[]> {
  return db<GroupLine[]>`
    select n.kind, n.facts, n.link, p.name as person, w.about, o.number, o.title, coalesce(s.own, '{}') as own,
      json_build_object('mobile', s.mobile, 'wecom', s.wecom, 'dingtalk', s.dingtalk, 'feishu', s.feishu) as handles
    from delivery_part w join notice n on n.id = w.notice_id join person p on p.id = n.person_id
    left join notice_settings s on s.person_id = p.id
    left join opportunity o on o.id = n.opportunity_id and o.deleted_at is null
    where w.delivery_id = ${deliveryId} order by n.at, n.seq`
}

/** Active administrators. */
export async function administrators(db: Queryable): Promise<string[]> {
  const rows = await db<{ id: string }[]>`
    select id from person where admin and deactivated_at is null and deleted_at is null order by id`
  return rows.map(({ id }) => id)
}

/** A page of deliveries, newest first. */
export async function listed(
  db: Queryable,
  state: string | undefined,
  limit: number,
  after: { at: string; id: string } | undefined,
): Promise<(DeliveryItem & { place: string })[]> {
  return db<(DeliveryItem & { place: string })[]>`
    select d.id, d.channel, coalesce(p.name, r.name) as receiver, d.state, d.attempts, d.created_at as "createdAt",
      d.next_try_at as "nextTryAt", d.ended_at as "endedAt", d.last_error as "lastError", d.created_at::text as place,
      (select count(*)::int from delivery_part w where w.delivery_id = d.id) as notices
    from delivery d left join person p on p.id = d.person_id left join robot r on r.id = d.robot_id
    where (${state === undefined} or d.state = ${state ?? ''})
      and (${after === undefined} or (d.created_at, d.id) < (${after?.at ?? '2000-01-01'}::timestamptz, ${after?.id ?? '00000000-0000-0000-0000-000000000000'}::uuid))
    order by d.created_at desc, d.id desc limit ${limit}`
}

export async function lockDelivery(
  tx: Queryable,
  id: string,
): Promise<{ state: DeliveryItem['state']; personId: string | null; robotId: string | null } | undefined> {
  const [row] = await tx<{ state: DeliveryItem['state']; personId: string | null; robotId: string | null }[]>`
    select state, person_id as "personId", robot_id as "robotId" from delivery where id = ${id} for update`
  return row
}

/** True where something else waits for the same receiver. */
export async function otherWaits(
  tx: Queryable,
  { personId, robotId }: { personId: string | null; robotId: string | null },
): Promise<boolean> {
  const rows =
    await tx`select 1 from delivery where state = 'waiting' and (person_id = ${personId} or robot_id = ${robotId})`
  return rows.length > 0
}

/** It is tried again now, as if for the first time; the message id stays. */
export async function tryNow(tx: Queryable, id: string, at: string): Promise<void> {
  await tx`update delivery set state = 'waiting', next_try_at = ${at}, ended_at = null, attempts = 0 where id = ${id}`
}

export type Waiting = { channel: string; waiting: number; seconds: number }

/** How much waits on each channel, and how long what is due has been waiting. */
export async function waiting(db: Queryable, now: string): Promise<Waiting[]> {
  return db<Waiting[]>`
    select channel, count(*)::int as waiting, greatest(0, extract(epoch from ${now}::timestamptz - min(created_at)))::float8 as seconds
    from delivery where state = 'waiting' group by 1`
}
