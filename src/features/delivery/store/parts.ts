import type { Queryable } from '../../../platform/db/pool.ts'
import type { OwnNoticeSettings, RobotScope } from '../contract.ts'

export type Unplanned = {
  id: string
  personId: string
  kind: string
  at: string
  link: string
  opportunityId: string | null
  poolKey: string | null
  onBehalfOf: string | null
}

/** Notices nobody has looked through yet for who else is to be told, oldest first; those another process holds are left to it. */
export async function lockUnplanned(tx: Queryable, limit: number): Promise<Unplanned[]> {
  return tx<Unplanned[]>`
    select n.id, n.person_id as "personId", n.kind, n.at, n.link, n.opportunity_id as "opportunityId",
      coalesce(n.facts->>'poolKey', s.pool) as "poolKey", n.on_behalf_of as "onBehalfOf"
    from (select * from notice where planned_at is null order by seq limit ${limit} for update skip locked) n
    left join pool_stay s on s.opportunity_id = n.opportunity_id and s.until is null order by n.seq`
}

export async function markPlanned(tx: Queryable, ids: readonly string[], at: string): Promise<void> {
  await tx`update notice set planned_at = ${at} where id = any(${ids as string[]}::uuid[])`
}

/**
 * Tells those who stand in what the absent were told, unless they were told the same themselves or it is their own deed.
 */
export async function copyToDeputies(
  tx: Queryable,
  copies: readonly { noticeId: string; actingId: string }[],
): Promise<void> {
  if (copies.length === 0) return
  await tx`
    insert into notice (person_id, kind, opportunity_id, link, facts, key, at, on_behalf_of)
    select p.id, n.kind, n.opportunity_id, n.link, n.facts, n.key || ' → ' || p.id, n.at, n.person_id
    from jsonb_to_recordset(${JSON.stringify(copies)}::text::jsonb) as c("noticeId" uuid, "actingId" uuid)
    join notice n on n.id = c."noticeId" join person p on p.id = c."actingId"
    where n.facts->>'by' is distinct from p.name and not exists (
      select 1 from notice same where same.person_id = p.id and same.kind = n.kind and same.at = n.at and same.link = n.link
        and same.opportunity_id is not distinct from n.opportunity_id)
    on conflict (key) do nothing`
}

export type Receiver = {
  id: string
  email: string | null
  departmentId: string | null
  own: OwnNoticeSettings
}

/** Those of these people who are still here. */
export async function receivers(tx: Queryable, people: readonly string[]): Promise<Map<string, Receiver>> {
  const rows = await tx<Receiver[]>`
    select p.id, p.email, p.department_id as "departmentId", coalesce(s.own, '{}') as own
    from person p left join notice_settings s on s.person_id = p.id
    where p.id = any(${people as string[]}::uuid[]) and p.deactivated_at is null and p.deleted_at is null`
  return new Map(rows.map((row) => [row.id, row]))
}

export type Listening = {
  id: string
  kind: string
  scope: RobotScope
  groups: string[]
  departments: string[]
}

/** Robots that are on; `departments` are those of a department's robot, with all below. */
export async function listeningRobots(tx: Queryable): Promise<Listening[]> {
  return tx<Listening[]>`
    with recursive below as (
      select r.id as robot, d.id from robot r join department d on d.id = (r.scope->>'department')::uuid
      where r.is_on and r.scope->>'kind' = 'department'
      union select b.robot, d.id from below b join department d on d.parent_id = b.id
    )
    select r.id, r.kind, r.scope, r.groups,
      coalesce((select array_agg(b.id::text) from below b where b.robot = r.id), '{}') as departments
    from robot r where r.is_on`
}

export type Part = {
  noticeId: string
  channel: string
  personId: string | null
  robotId: string | null
  about: string | null
  releaseAt: string
}

export async function insertParts(tx: Queryable, parts: readonly Part[]): Promise<void> {
  if (parts.length === 0) return
  await tx`
    insert into delivery_part (notice_id, channel, person_id, robot_id, about, release_at)
    select "noticeId", channel, "personId", "robotId", about, "releaseAt" from jsonb_to_recordset(${JSON.stringify(parts)}::text::jsonb)
      as p("noticeId" uuid, channel text, "personId" uuid, "robotId" uuid, about text, "releaseAt" timestamptz)
    where not exists (select 1 from delivery_part told where told.robot_id = p."robotId" and told.about = p.about
      and told.delivery_id is not null)
    on conflict do nothing`
}

/** What was read in the browser before it was due is not sent by mail any more. */
export async function dropRead(tx: Queryable, now: string): Promise<void> {
  await tx`delete from delivery_part w using notice n where n.id = w.notice_id and n.read_at is not null
    and w.channel = 'mail' and w.delivery_id is null and w.release_at <= ${now}`
}

/**
 * Puts together what is due for each receiver for whom nothing waits: one message each. A group hears nothing more within
 * `pauseMs` of the last. Answers how many messages there are.
 */
export async function gather(tx: Queryable, now: string, pauseMs: number, most: number): Promise<number> {
  const rows = await tx`
    with due as (
      select channel, person_id, robot_id from delivery_part w where delivery_id is null and release_at <= ${now}
        and not exists (select 1 from delivery d where d.state = 'waiting' and d.person_id = w.person_id)
        and not exists (select 1 from delivery d where d.state = 'waiting' and d.robot_id = w.robot_id)
        and not exists (select 1 from delivery d where d.robot_id = w.robot_id
          and d.created_at > ${now}::timestamptz - make_interval(secs => ${pauseMs / 1000}) and d.created_at <= ${now})
      group by 1, 2, 3 order by min(release_at) limit ${most}
    ), made as (
      insert into delivery (channel, person_id, robot_id, next_try_at, created_at)
      select channel, person_id, robot_id, ${now}, ${now} from due order by 1, 2, 3
      on conflict do nothing returning id, person_id, robot_id
    )
    update delivery_part w set delivery_id = made.id from made
    where w.delivery_id is null and w.release_at <= ${now} and (w.person_id = made.person_id or w.robot_id = made.robot_id)
    returning w.delivery_id`
  return new Set(rows.map((row) => row['delivery_id'])).size
}
