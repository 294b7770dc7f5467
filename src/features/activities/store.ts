import type { Queryable } from '../../platform/db/pool.ts'

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
