import type { Instant } from '../../../kernel/time.ts'
import { instantOf } from '../../../kernel/time.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Running } from '../rules/changes.ts'
import type { Above } from '../rules/line.ts'
import { nextAt } from '../rules/running.ts'
import { runningFrom } from './facts.ts'

const COLUMNS = `c.id, c.kind, c.subject_id as "subjectId", c.opportunity_id as "opportunityId", c.stage_id as "stageId", c.person_id as "personId",
  c.basis, c.started_at as "startedAt", c.known_at as "knownAt", c.due_at as "dueAt", c.warn_at as "warnAt", to_json(c.rungs_at) as "rungsAt",
  to_json(c.rungs_to) as "rungsTo", c.steps as fired, c.paused_at is not null as "isPaused"`

/** What has to be worked out anew first fires nothing. */
const SETTLED = `not exists (select from clock_stale s where s.opportunity_id = c.opportunity_id)
  and not exists (select from clock_stale s where s.person_id = c.person_id)
  and not exists (select from clock_stale s where s.task_id = c.subject_id)`

/** Clocks with a step that is due, the longest due first; locked, what another process has is skipped. */
export async function lockDue(tx: Queryable, now: Instant, most: number): Promise<string[]> {
  const rows = await tx.unsafe<{ id: string }[]>(
    `select c.id from clock c where c.next_at <= $1 and ${SETTLED} order by c.next_at, c.id limit $2 for update of c skip locked`,
    [now, most],
    { prepare: true },
  )
  return rows.map(({ id }) => id)
}

/** Locks the opportunities of these clocks that nobody else has; answers which. */
export async function lockTheirs(tx: Queryable, clocks: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ id: string }[]>`
    select o.id from opportunity o where o.id in (select opportunity_id from clock where id = any(${clocks as string[]}::uuid[]))
    order by o.id for no key update skip locked`
  return new Set(rows.map(({ id }) => id))
}

/** These clocks as they are now, those left out that have to be worked out anew meanwhile. */
export async function stillDue(tx: Queryable, ids: readonly string[], now: Instant): Promise<Running[]> {
  const rows = await tx.unsafe<Parameters<typeof runningFrom>[0][]>(
    `select ${COLUMNS} from clock c where c.id = any($1::uuid[]) and c.next_at <= $2 and ${SETTLED} order by c.next_at, c.id`,
    [ids as string[], now],
    { prepare: true },
  )
  return rows.map(runningFrom)
}

/** Notes how many steps have fired, and when the next one is due. One statement. */
export async function advance(
  tx: Queryable,
  fired: readonly { clock: Running; count: number; warned: boolean; breached: boolean }[],
  now: Instant,
): Promise<void> {
  const list = JSON.stringify(
    fired.map(({ clock, count, warned, breached }) => {
      const next = nextAt(clock, count)
      return { id: clock.id, count, warned, breached, next: next === null ? null : instantOf(next) }
    }),
  )
  await tx`update clock c set steps = n.count, next_at = n.next, warned_at = case when n.warned then ${now} else c.warned_at end,
      breached_at = case when n.breached then ${now} else c.breached_at end
    from jsonb_to_recordset(${list}::text::jsonb) as n(id uuid, count int, next timestamptz, warned boolean, breached boolean) where c.id = n.id`
}

export type State = { id: string; holderId: string; stageId: string; isOpen: boolean }

export async function statesOf(tx: Queryable, ids: readonly string[]): Promise<Map<string, State>> {
  if (ids.length === 0) return new Map()
  const rows = await tx<State[]>`
    select id, holder_id as "holderId", stage_id as "stageId", is_open and deleted_at is null as "isOpen" from opportunity
    where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

/** Who is above each of these people, all of them active. One query. */
export async function aboveOf(tx: Queryable, people: readonly string[]): Promise<Map<string, Above>> {
  const rows = await tx<{ id: string; line: string[]; keeperId: string | null; adminId: string | null }[]>`
    with recursive up as (
      select p.id as whose, p.manager_id as id, 1 as step from person p where p.id = any(${people as string[]}::uuid[])
      union all
      select u.whose, p.manager_id, u.step + 1 from up u join person p on p.id = u.id where u.step < 20 and p.manager_id <> u.whose
    ), line as (
      select u.whose, array_agg(p.id order by u.step) as line from up u join person p on p.id = u.id
      where p.deactivated_at is null and p.deleted_at is null group by u.whose
    ), top as (
      select (select p.id from (select keeper_id from plan_version where published_at is not null
          order by published_at desc, number desc limit 1) v join person p on p.id = v.keeper_id
          where p.deactivated_at is null and p.deleted_at is null) as keeper,
        (select p.id from person p where p.admin and p.deactivated_at is null and p.deleted_at is null order by p.id limit 1) as admin
    )
    select w.id, to_json(coalesce(l.line, '{}')) as line, t.keeper as "keeperId", t.admin as "adminId"
    from unnest(${people as string[]}::uuid[]) w(id) left join line l on l.whose = w.id cross join top t`
  return new Map(rows.map(({ id, ...above }) => [id, above]))
}

/** What these tasks are called. */
export async function tasksNamed(tx: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx<
    { id: string; title: string }[]
  >`select id, title from task where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map(({ id, title }) => [id, title]))
}

/** Ends pauses that are over: their clocks go on. One statement; answers which. */
export async function endPauses(
  tx: Queryable,
  now: Instant,
  most: number,
): Promise<{ id: string; kind: string; opportunityId: string | null; personId: string; until: Instant }[]> {
  return tx`
    with over as (
      select id, paused_until from clock where paused_until <= ${now} order by paused_until limit ${most} for update skip locked
    ), ended as (
      update clock_pause p set ended_at = o.paused_until from over o where p.clock_id = o.id and p.ended_at is null
    )
    update clock c set paused_at = null, paused_until = null, next_at =
        case when c.steps = 0 and c.warn_at is not null then c.warn_at when c.steps <= 1 then c.due_at else c.rungs_at[c.steps - 1] end
    from over o where c.id = o.id
    returning c.id, c.kind, c.opportunity_id as "opportunityId", c.person_id as "personId", o.paused_until as until`
}
