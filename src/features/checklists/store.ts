import type { Queryable } from '../../platform/db/pool.ts'

/** Who takes part in opportunities now, with the function they do it in. */
export async function helpersOf(
  db: Queryable,
  opportunityIds: readonly string[],
): Promise<{ opportunityId: string; personId: string; function: string }[]> {
  return db<{ opportunityId: string; personId: string; function: string }[]>`
    select distinct on (x.opportunity_id, x.function) x.opportunity_id as "opportunityId", x.person_id as "personId", x.function
    from participation x where x.opportunity_id = any(${opportunityIds as string[]}::uuid[]) and upper_inf(x.during) and x.function is not null
    order by x.opportunity_id, x.function, position(x.letter in 'RCI'), lower(x.during)`
}

/** The checklist tasks opportunities have already. */
export async function tasksOf(
  db: Queryable,
  opportunityIds: readonly string[],
): Promise<{ opportunityId: string; stageKey: string; taskKey: string }[]> {
  return db<{ opportunityId: string; stageKey: string; taskKey: string }[]>`
    select opportunity_id as "opportunityId", stage_key as "stageKey", task_key as "taskKey" from task
    where opportunity_id = any(${opportunityIds as string[]}::uuid[]) and task_key is not null and deleted_at is null`
}

/** The required tasks of stages that are not done. */
export async function openRequired(
  db: Queryable,
  opportunityId: string,
): Promise<{ stage: string; task: string }[]> {
  return db<{ stage: string; task: string }[]>`
    select stage_key as stage, title as task from task
    where opportunity_id = ${opportunityId} and required and done_at is null and deleted_at is null order by due_on, id`
}
