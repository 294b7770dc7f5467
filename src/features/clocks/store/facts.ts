import type { Queryable } from '../../../platform/db/pool.ts'
import type { Running } from '../rules/changes.ts'
import type { Pause } from '../rules/running.ts'
import type { Facts, TaskFacts } from '../rules/wanted.ts'

type OpportunityRow = Omit<Facts, 'handOvers' | 'tasks' | 'stay'> & {
  pool: string | null
  staySince: string | null
}
type OfferRow = Facts['handOvers'][number] & { opportunityId: string }
type TaskRow = TaskFacts & { opportunityId: string | null }

/** What the clocks of these opportunities depend on. Three queries. */
export async function factsOf(tx: Queryable, ids: readonly string[]): Promise<Facts[]> {
  if (ids.length === 0) return []
  const [rows, offers, tasks] = await Promise.all([
    tx<OpportunityRow[]>`
      select o.id, o.is_open and o.deleted_at is null as "isOpen", o.holder_id as "holderId", o.stage_id as "stageId",
        o.plan_version_id as "planVersionId", o.held_since as "heldSince", o.stage_since as "stageSince",
        o.last_follow_up_at as "lastFollowUpAt", coalesce(o.last_follow_up_at >= o.held_since, false) as contacted,
        o.next_step_on as "nextStepOn", greatest(o.updated_at, o.created_at) as "changedAt", y.pool, y.since as "staySince"
      from opportunity o left join pool_stay y on y.opportunity_id = o.id and y.until is null
      where o.id = any(${ids as string[]}::uuid[])`,
    tx<OfferRow[]>`
      select h.id, h.opportunity_id as "opportunityId", case when h.asked then h.from_person_id else h.to_person_id end as "owesId",
        h.to_stage_id as "toStageId", greatest(h.offered_at,
          (select max(m.written_at) from hand_over_message m where m.hand_over_id = h.id)) as since
      from hand_over h where h.opportunity_id = any(${ids as string[]}::uuid[]) and h.state = 'offered'`,
    tx<TaskRow[]>`
      select t.id, t.opportunity_id as "opportunityId", t.holder_id as "holderId", t.due_on as "dueOn", t.updated_at as "changedAt"
      from task t where t.opportunity_id = any(${ids as string[]}::uuid[]) and t.done_at is null and t.deleted_at is null`,
  ])
  const offersOf = Map.groupBy(offers, (one) => one.opportunityId)
  const tasksOf = Map.groupBy(tasks, (one) => one.opportunityId)
  return rows.map(({ pool, staySince, ...row }) => ({
    ...row,
    stay: pool !== null && staySince !== null ? { pool, since: staySince } : null,
    handOvers: offersOf.get(row.id) ?? [],
    tasks: tasksOf.get(row.id) ?? [],
  }))
}

/** Open tasks of these that belong to no opportunity. */
export async function loneTasks(tx: Queryable, ids: readonly string[]): Promise<TaskFacts[]> {
  if (ids.length === 0) return []
  return tx<TaskFacts[]>`
    select t.id, t.holder_id as "holderId", t.due_on as "dueOn", t.updated_at as "changedAt" from task t
    where t.id = any(${ids as string[]}::uuid[]) and t.opportunity_id is null and t.done_at is null and t.deleted_at is null`
}

type RunningRow = {
  id: string
  kind: string
  subjectId: string
  opportunityId: string | null
  stageId: string | null
  personId: string
  basis: string
  startedAt: string
  knownAt: string | null
  dueAt: string
  warnAt: string | null
  rungsAt: string[]
  rungsTo: string[]
  fired: number
  isPaused: boolean
}

/** What runs of these opportunities and of these subjects; findings run by themselves. */
export async function runningOf(
  tx: Queryable,
  opportunities: readonly string[],
  subjects: readonly string[],
): Promise<Running[]> {
  const rows = await tx<RunningRow[]>`
    select id, kind, subject_id as "subjectId", opportunity_id as "opportunityId", stage_id as "stageId", person_id as "personId", basis,
      started_at as "startedAt", known_at as "knownAt", due_at as "dueAt", warn_at as "warnAt", to_json(rungs_at) as "rungsAt",
      to_json(rungs_to) as "rungsTo", steps as fired, paused_at is not null as "isPaused"
    from clock where stopped_at is null and kind <> 'finding'
      and (opportunity_id = any(${opportunities as string[]}::uuid[]) or subject_id = any(${subjects as string[]}::uuid[]))`
  return rows.map(runningFrom)
}

export function runningFrom({ startedAt, knownAt, dueAt, warnAt, rungsAt, ...row }: RunningRow): Running {
  const due = Date.parse(dueAt)
  return {
    ...row,
    startedAt: Date.parse(startedAt),
    knownAt: knownAt === null ? Date.parse(startedAt) : Date.parse(knownAt),
    dueAt: due,
    warnAt: warnAt === null ? null : Date.parse(warnAt),
    rungsAt: rungsAt.map((at) => Date.parse(at)),
  }
}

/** When these clocks stood still, by clock. */
export async function pausesOf(tx: Queryable, clocks: readonly string[]): Promise<Map<string, Pause[]>> {
  const rows = await tx<{ clockId: string; from: string; until: string }[]>`
    select clock_id as "clockId", from_at as "from", coalesce(ended_at, until_at) as until from clock_pause
    where clock_id = any(${clocks as string[]}::uuid[]) and coalesce(ended_at, until_at) > from_at`
  const pauses = rows.map(({ clockId, from, until }) => ({
    clockId,
    from: Date.parse(from),
    until: Date.parse(until),
  }))
  return Map.groupBy(pauses, ({ clockId }) => clockId)
}
