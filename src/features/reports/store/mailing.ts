import type { Queryable } from '../../../platform/db/pool.ts'
import type { Rhythm, Schedule } from '../contract/schedules.ts'

export type Due = { id: string; rhythm: Rhythm; ownerIsThere: boolean }

/** The company's, in which rhythms are. */
export async function timeZone(db: Queryable): Promise<string> {
  const [row] = await db<{ zone: string }[]>`select time_zone as zone from company`
  return row?.zone ?? 'UTC'
}

/** Schedules whose time has come, locked; another process takes others. */
export async function lockDue(tx: Queryable, now: string, limit: number): Promise<Due[]> {
  return tx<Due[]>`
    select s.id, json_build_object('every', s.every, 'on', s.on_day, 'hour', s.hour) as rhythm,
      o.deactivated_at is null and o.deleted_at is null as "ownerIsThere"
    from report_schedule s join person o on o.id = s.owner_id
    where s.next_at <= ${now} order by s.next_at, s.id limit ${limit} for update of s skip locked`
}

/** One mailing of the day to each receiver who is there; what was made already is not made again. */
export async function makeMailings(tx: Queryable, id: string, day: string, now: string): Promise<void> {
  await tx`insert into report_mailing (schedule_id, day, person_id, next_try_at, created_at)
    select x.schedule_id, ${day}::date, x.person_id, ${now}, ${now} from report_receiver x join person p on p.id = x.person_id
    where x.schedule_id = ${id} and p.deactivated_at is null and p.deleted_at is null
    on conflict (schedule_id, day, person_id) do nothing`
}

export async function setNext(tx: Queryable, id: string, nextAt: string): Promise<void> {
  await tx`update report_schedule set next_at = ${nextAt} where id = ${id}`
}

export async function stop(tx: Queryable, id: string, why: 'left'): Promise<void> {
  await tx`update report_schedule set next_at = null, stopped = ${why}, version = version + 1 where id = ${id}`
}

export type Claimed = {
  id: string
  personId: string
  receiver: string
  /** The day it is of, in the company's calendar. */
  day: string
  attempts: number
  createdAt: string
  scheduleId: string
  what: Schedule['what']
  of: string
  /** What somebody called it; null where it comes with the product. */
  name: string | null
  owner: string
}

/** Takes what is to be tried now for `leaseSeconds`, and counts the attempt before it is made. */
export async function claim(
  db: Queryable,
  limit: number,
  token: string,
  now: string,
  leaseSeconds: number,
): Promise<Claimed[]> {
  return db<Claimed[]>`
    with taken as (
      select id from report_mailing where state = 'waiting' and next_try_at <= ${now}
        and (claimed_until is null or claimed_until <= ${now}) order by next_try_at, id limit ${limit} for update skip locked
    )
    update report_mailing m set claimed_by = ${token}, attempts = attempts + 1,
      claimed_until = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    from taken, report_schedule s where m.id = taken.id and s.id = m.schedule_id
    returning m.id, m.person_id as "personId", (select name from person p where p.id = m.person_id) as receiver, m.day::text as day,
      m.attempts, m.created_at as "createdAt", s.id as "scheduleId", s.owner_id as owner,
      coalesce((select name from report r where r.id = s.report_id), (select name from dashboard b where b.id = s.dashboard_id)) as name,
      case when s.dashboard_id is null and s.built_in_dashboard is null then 'report' else 'dashboard' end as what,
      coalesce(s.report_id::text, s.dashboard_id::text, s.built_in, s.built_in_dashboard) as of`
}

/** Notes how it ended, where the token still holds it. */
export async function end(
  tx: Queryable,
  id: string,
  token: string,
  state: 'sent' | 'given-up' | 'dropped',
  reason: string | null,
  at: string,
): Promise<boolean> {
  const rows =
    await tx`update report_mailing set state = ${state}, reason = ${reason}, ended_at = ${at}, next_try_at = null,
    claimed_by = null, claimed_until = null where id = ${id} and claimed_by = ${token} and state = 'waiting' returning 1`
  return rows.length > 0
}

export async function putOff(
  tx: Queryable,
  id: string,
  token: string,
  nextTryAt: string,
  reason: string,
): Promise<void> {
  await tx`update report_mailing set next_try_at = ${nextTryAt}, reason = ${reason}, claimed_by = null, claimed_until = null
    where id = ${id} and claimed_by = ${token} and state = 'waiting'`
}

/** Sent long ago: nobody looks at it any more. */
export async function forget(db: Queryable, before: string): Promise<void> {
  await db`delete from report_mailing where state <> 'waiting' and ended_at < ${before}`
}
