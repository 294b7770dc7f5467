import { sql } from '../../../kernel/fragment.ts'
import { isId } from '../../../kernel/id.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Mailing, Rhythm, Schedule } from '../contract/schedules.ts'

export type ScheduleRow = Omit<Schedule, 'label' | 'editable'> & { name: string | null }

/** What a viewer set up or receives; an administrator sees every one. */
export async function visible(
  db: Queryable,
  { personId, admin }: Viewer,
  { id, of }: { id?: string | undefined; of?: string | undefined },
): Promise<ScheduleRow[]> {
  return run<ScheduleRow>(
    db,
    sql`select ${columns()} from report_schedule s
      left join report r on r.id = s.report_id left join dashboard b on b.id = s.dashboard_id
      where (s.owner_id = ${personId} or ${admin}
          or exists (select 1 from report_receiver x where x.schedule_id = s.id and x.person_id = ${personId}))
        and (${id === undefined} or s.id = ${id ?? null}::uuid) and (${of === undefined} or ${REFERENCE} = ${of ?? ''})
      order by s.created_at desc, s.id desc limit 500`,
  )
}

const REFERENCE = sql`coalesce(s.report_id::text, s.dashboard_id::text, s.built_in, s.built_in_dashboard)`

function columns() {
  return sql`s.id, s.version::int as version, ${REFERENCE} as of, coalesce(r.name, b.name) as name,
    case when s.dashboard_id is null and s.built_in_dashboard is null then 'report' else 'dashboard' end as what,
    json_build_object('every', s.every, 'on', s.on_day, 'hour', s.hour) as rhythm, s.paused, s.stopped, s.next_at as "nextAt",
    json_build_object('id', s.owner_id, 'name', (select name from person o where o.id = s.owner_id)) as owner,
    (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id), '[]')
      from report_receiver x join person p on p.id = x.person_id where x.schedule_id = s.id) as receivers,
    (select json_build_object('at', to_char(max(m.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'sent', count(*) filter (where m.state = 'sent'), 'waiting', count(*) filter (where m.state = 'waiting'),
        'failed', count(*) filter (where m.state in ('given-up', 'dropped')))
      from report_mailing m where m.schedule_id = s.id
      having max(m.day) is not null) as last`
}

export async function lock(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from report_schedule where id = ${id} for update`
}

export async function countOf(tx: Queryable, owner: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from report_schedule where owner_id = ${owner}`
  return row?.count ?? 0
}

export type ScheduleValues = {
  rhythm: Rhythm
  receivers: readonly string[]
  paused: boolean
  nextAt: string | null
}

export async function insert(
  tx: Queryable,
  owner: string,
  { what, of }: { what: Schedule['what']; of: string },
  { rhythm, receivers, paused, nextAt }: ScheduleValues,
  at: string,
): Promise<string> {
  const id = isId(of) ? of : null
  const key = isId(of) ? null : of
  const isReport = what === 'report'
  const [row] = await tx<{ id: string }[]>`
    insert into report_schedule (report_id, dashboard_id, built_in, built_in_dashboard, every, on_day, hour, owner_id, paused, next_at,
      created_at, updated_at)
    values (${isReport ? id : null}, ${isReport ? null : id}, ${isReport ? key : null}, ${isReport ? null : key},
      ${rhythm.every}, ${rhythm.on}, ${rhythm.hour}, ${owner}, ${paused}, ${nextAt}, ${at}, ${at})
    returning id`
  const made = row?.id ?? ''
  await putReceivers(tx, made, receivers)
  return made
}

export async function update(
  tx: Queryable,
  id: string,
  { rhythm, receivers, paused, nextAt }: ScheduleValues,
  at: string,
): Promise<void> {
  await tx`update report_schedule set every = ${rhythm.every}, on_day = ${rhythm.on}, hour = ${rhythm.hour}, paused = ${paused},
    next_at = ${nextAt}, version = version + 1, updated_at = ${at} where id = ${id}`
  await putReceivers(tx, id, receivers)
}

async function putReceivers(tx: Queryable, id: string, people: readonly string[]): Promise<void> {
  await tx`delete from report_receiver where schedule_id = ${id} and not person_id = any(${people as string[]}::uuid[])`
  await tx`insert into report_receiver (schedule_id, person_id)
    select ${id}, unnest(${people as string[]}::uuid[]) on conflict do nothing`
}

export async function remove(tx: Queryable, id: string): Promise<void> {
  await tx`delete from report_schedule where id = ${id}`
}

export async function leave(tx: Queryable, id: string, personId: string): Promise<boolean> {
  const rows =
    await tx`delete from report_receiver where schedule_id = ${id} and person_id = ${personId} returning 1`
  return rows.length > 0
}

export type Reachable = { id: string; name: string; active: boolean; email: string | null }

export async function people(db: Queryable, ids: readonly string[]): Promise<Reachable[]> {
  return db<Reachable[]>`
    select id, name, deactivated_at is null and deleted_at is null as active, email from person
    where id = any(${ids as string[]}::uuid[]) order by name, id`
}

/** What was sent, newest first; only to one person where one is given. */
export async function mailings(
  db: Queryable,
  id: string,
  personId: string | null,
  limit: number,
): Promise<Mailing[]> {
  return db<Mailing[]>`
    select m.id, m.day::text as day, json_build_object('id', p.id, 'name', p.name) as receiver, m.state, m.attempts,
      m.ended_at as "endedAt", m.next_try_at as "nextTryAt", m.reason
    from report_mailing m join person p on p.id = m.person_id
    where m.schedule_id = ${id} and (${personId === null} or m.person_id = ${personId}::uuid)
    order by m.day desc, p.name, m.id limit ${limit}`
}
