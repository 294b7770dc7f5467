import { type Fragment, sql } from '../../kernel/fragment.ts'
import type { Instant } from '../../kernel/time.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

export type RunningRow = {
  id: string
  opportunity: { id: string; number: number; title: string; version: number }
  holder: { id: string; name: string }
  planVersionId: string
  stageId: string
  startedAt: Instant
  dueAt: Instant
  warnedAt: Instant | null
  isPaused: boolean
}

/**
 * Recycle clocks of opportunities the viewer sees that are due until an instant, soonest first, after a place in that order; of some
 * people, where they are named. One query along an index.
 */
export async function running(
  db: Queryable,
  { viewer, registry }: Context,
  asked: {
    people: readonly string[] | null
    until: Instant
    after: readonly [Instant, string] | null
    limit: number
  },
): Promise<RunningRow[]> {
  const { people, until, after, limit } = asked
  const theirs: Fragment = people ? sql`and c.person_id = any(${people}::uuid[])` : sql``
  const next: Fragment = after
    ? sql`and (c.due_at, c.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql``
  return run<RunningRow>(
    db,
    sql`select c.id, json_build_object('id', o.id, 'number', o.number, 'title', o.title, 'version', o.version) as opportunity,
      json_build_object('id', h.id, 'name', h.name) as holder, o.plan_version_id as "planVersionId", o.stage_id as "stageId",
      c.started_at as "startedAt", c.due_at as "dueAt", c.warned_at as "warnedAt", c.paused_at is not null as "isPaused"
    from clock c join opportunity o on o.id = c.opportunity_id join person h on h.id = o.holder_id
    where c.kind = 'recycle' and c.stopped_at is null and c.due_at <= ${until}::timestamptz ${theirs} ${next}
      and o.is_open and o.deleted_at is null and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
    order by c.due_at, c.id limit ${limit}`,
  )
}

export type OpenRow = {
  id: string
  holderId: string
  planVersionId: string
  stageId: string
  stageKey: string
  stageSince: Instant
  heldSince: Instant
  lastFollowUpAt: Instant | null
  isOpen: true
  isPooled: boolean
}

/** Some of the open opportunities the viewer sees, the newest first. One query. */
export async function openOnes(
  db: Queryable,
  { viewer, registry }: Context,
  most: number,
): Promise<OpenRow[]> {
  return run<OpenRow>(
    db,
    sql`select o.id, o.holder_id as "holderId", o.plan_version_id as "planVersionId", o.stage_id as "stageId", s.key as "stageKey",
      o.stage_since as "stageSince", o.held_since as "heldSince", o.last_follow_up_at as "lastFollowUpAt", true as "isOpen",
      exists (select from pool_stay y where y.opportunity_id = o.id and y.until is null) as "isPooled"
    from opportunity o join stage s on s.id = o.stage_id
    where o.is_open and o.deleted_at is null and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
    order by o.id desc limit ${most}`,
  )
}
