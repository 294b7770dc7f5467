import { sql } from '../../kernel/fragment.ts'
import { rowPredicate, type Viewer } from '../../objects/access.ts'
import type { Registry } from '../../objects/metadata.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

/** The opportunity has been attended to; a newer follow-up is never overwritten by an older one written late. */
export async function attend(
  tx: Queryable,
  opportunityId: string,
  at: string,
  next: { step: string | null; on: string | null } | undefined,
  by: string,
  now: string,
): Promise<void> {
  await tx`update opportunity set
    last_follow_up_at = greatest(coalesce(last_follow_up_at, ${at}::timestamptz), ${at}::timestamptz),
    next_step = case when ${next !== undefined} then ${next?.step ?? null} else next_step end,
    next_step_on = case when ${next !== undefined} then ${next?.on ?? null}::date else next_step_on end,
    version = version + 1, updated_at = ${now}, updated_by = ${by} where id = ${opportunityId}`
}

export async function nextStepOf(db: Queryable, id: string): Promise<string | null> {
  const [row] = await db<
    { step: string | null }[]
  >`select next_step as step from opportunity where id = ${id}`
  return row?.step ?? null
}

export async function authorOf(db: Queryable, followUpId: string): Promise<string | undefined> {
  const [row] = await db<
    { personId: string }[]
  >`select person_id as "personId" from follow_up where id = ${followUpId}`
  return row?.personId
}

export type TaskState = {
  holderId: string | null
  opportunityId: string | null
  title: string
  dueOn: string
  version: number
}

export async function taskOf(db: Queryable, id: string): Promise<TaskState | undefined> {
  const [row] = await db<TaskState[]>`
    select holder_id as "holderId", opportunity_id as "opportunityId", title, due_on::text as "dueOn", version from task where id = ${id}`
  return row
}

/** Active people whose name stands behind an @ in the text. */
export async function peopleNamedIn(db: Queryable, text: string): Promise<{ id: string; name: string }[]> {
  return db<{ id: string; name: string }[]>`
    select id, name from person where deactivated_at is null and deleted_at is null and position('@' || name in ${text}) > 0
    order by length(name) desc, id limit 100`
}

/** True where this viewer may see the opportunity. */
export async function isSeenBy(
  db: Queryable,
  viewer: Viewer,
  registry: Registry,
  opportunityId: string,
): Promise<boolean> {
  const found = await run(
    db,
    sql`select 1 from opportunity o where o.id = ${opportunityId}::uuid and o.deleted_at is null
    and ${rowPredicate(viewer, 'opportunity', registry, 'o', 'asked')}`,
  )
  return found.length > 0
}
