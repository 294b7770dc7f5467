import type { Queryable } from '../../../platform/db/pool.ts'
import type { ClockKind } from '../contract.ts'
import { runningFrom } from './facts.ts'

type Raw = Parameters<typeof runningFrom>[0] & {
  kind: ClockKind
  personName: string
  warnedAt: string | null
  breachedAt: string | null
  stoppedAt: string | null
  pause: { from: string; until: string; reason: string; by: { id: string; name: string } } | null
  pausedDays: number
}

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const SELECT = `
  select c.id, c.kind, c.subject_id as "subjectId", c.opportunity_id as "opportunityId", c.stage_id as "stageId", c.person_id as "personId",
    p.name as "personName", c.basis, c.started_at as "startedAt", c.known_at as "knownAt", c.due_at as "dueAt", c.warn_at as "warnAt",
    to_json(c.rungs_at) as "rungsAt", to_json(c.rungs_to) as "rungsTo", c.steps as fired, c.paused_at is not null as "isPaused",
    c.warned_at as "warnedAt", c.breached_at as "breachedAt", c.stopped_at as "stoppedAt",
    (select json_build_object('from', to_char(x.from_at at time zone 'UTC', ${INSTANT}), 'until', to_char(x.until_at at time zone 'UTC', ${INSTANT}),
       'reason', x.reason, 'by', json_build_object('id', w.id, 'name', w.name)) from clock_pause x join person w on w.id = x.by_id
     where x.clock_id = c.id and x.ended_at is null and c.paused_at is not null) as pause,
    (select coalesce(sum(x.days), 0)::int from clock_pause x where x.clock_id = c.id) as "pausedDays"
  from clock c join person p on p.id = c.person_id`

export type ReadClock = ReturnType<typeof readFrom>

function readFrom({ personName, warnedAt, breachedAt, stoppedAt, pause, pausedDays, ...row }: Raw) {
  return {
    ...runningFrom(row),
    kind: row.kind,
    personName,
    warnedAt,
    breachedAt,
    stoppedAt,
    pause,
    pausedDays,
  }
}

/** The limits that run for an opportunity, soonest due first. */
export async function runningFor(db: Queryable, opportunityId: string): Promise<ReadClock[]> {
  const rows = await db.unsafe<Raw[]>(
    `${SELECT} where c.opportunity_id = $1 and c.stopped_at is null and c.kind <> 'finding' order by c.due_at, c.id`,
    [opportunityId],
    { prepare: true },
  )
  return rows.map(readFrom)
}

/** One limit by its id. */
export async function clockById(db: Queryable, id: string): Promise<ReadClock | undefined> {
  const [row] = await db.unsafe<Raw[]>(`${SELECT} where c.id = $1`, [id], { prepare: true })
  return row && readFrom(row)
}

/** Locks a limit, its opportunity before it. */
export async function lockClock(tx: Queryable, id: string): Promise<void> {
  await tx`select 1 from opportunity where id = (select opportunity_id from clock where id = ${id}) for update`
  await tx`select 1 from clock where id = ${id} for update`
}

export type EndedRow = {
  id: string
  kind: ClockKind
  person: { id: string; name: string }
  startedAt: string
  dueAt: string
  breachedAt: string | null
  stoppedAt: string
  because: string
}

/** The last fifty limits of an opportunity that ended, newest first. */
export async function endedFor(db: Queryable, opportunityId: string): Promise<EndedRow[]> {
  return db<EndedRow[]>`
    select c.id, c.kind, jsonb_build_object('id', p.id, 'name', p.name) as person, c.started_at as "startedAt", c.due_at as "dueAt",
      c.breached_at as "breachedAt", c.stopped_at as "stoppedAt", c.stopped_because as because
    from clock c join person p on p.id = c.person_id
    where c.opportunity_id = ${opportunityId} and c.stopped_at is not null and c.kind <> 'finding' order by c.stopped_at desc, c.id desc limit 50`
}

/** Which version of the plan each of these stages belongs to. */
export async function versionsOf(db: Queryable, stages: readonly string[]): Promise<Map<string, string>> {
  const rows = await db<{ id: string; version: string }[]>`
    select id, plan_version_id as version from stage where id = any(${stages as string[]}::uuid[])`
  return new Map(rows.map(({ id, version }) => [id, version]))
}

type NewPause = { clockId: string; from: string; until: string; days: number; reason: string; by: string }

/** A limit stands still from now on: nothing of it is due. */
export async function pause(
  tx: Queryable,
  { clockId, from, until, days, reason, by }: NewPause,
): Promise<void> {
  await tx`insert into clock_pause (clock_id, from_at, until_at, days, reason, by_id)
    values (${clockId}, ${from}, ${until}, ${days}, ${reason}, ${by})`
  await tx`update clock set paused_at = ${from}, paused_until = ${until}, next_at = null where id = ${clockId}`
}

/** A limit goes on: what it has been paused for is `days`. */
export async function resume(
  tx: Queryable,
  clockId: string,
  at: string,
  days: number,
  by: string,
): Promise<void> {
  await tx`update clock_pause set ended_at = greatest(${at}::timestamptz, from_at), days = ${days}, ended_by = ${by}
    where clock_id = ${clockId} and ended_at is null`
  await tx`update clock c set paused_at = null, paused_until = null, next_at =
      case when c.steps = 0 and c.warn_at is not null then c.warn_at when c.steps <= 1 then c.due_at else c.rungs_at[c.steps - 1] end
    where id = ${clockId}`
}

/** Marks what a limit is about: its times are worked out anew. */
export async function mark(
  tx: Queryable,
  { opportunityId, subjectId }: Pick<ReadClock, 'opportunityId' | 'subjectId'>,
): Promise<void> {
  await tx`insert into clock_stale (opportunity_id, task_id, because)
    values (${opportunityId}, ${opportunityId === null ? subjectId : null}, 'pause')`
}
