import { addDays } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import { insertRecords } from '../../objects/store.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Stage } from '../plan/contract.ts'
import * as store from './store.ts'

export { openRequired } from './store.ts'

export type Entered = { opportunityId: string; holderId: string; stage: Stage }

/**
 * Makes the tasks of the stages that opportunities have entered, but none a second time. Three statements and a journal entry a task,
 * nothing where no stage has tasks. In the caller's transaction.
 */
export async function beginChecklists(tx: Tx, context: Context, entered: readonly Entered[]): Promise<void> {
  const asking = entered.filter(({ stage }) => stage.tasks.length > 0)
  if (asking.length === 0) return
  const ids = asking.map(({ opportunityId }) => opportunityId)
  const [helpers, had] = await Promise.all([store.helpersOf(tx, ids), store.tasksOf(tx, ids)])
  const doing = new Map(helpers.map((one) => [`${one.opportunityId} ${one.function}`, one.personId]))
  const known = new Set(had.map((one) => `${one.opportunityId} ${one.stageKey} ${one.taskKey}`))
  const today = context.now.slice(0, 10)
  const rows = asking.flatMap(({ opportunityId, holderId, stage }) =>
    stage.tasks
      .filter(({ key }) => !known.has(`${opportunityId} ${stage.key} ${key}`))
      .map((task) => ({
        input: {
          title: task.label[context.viewer.language],
          opportunity: opportunityId,
          holder: doing.get(`${opportunityId} ${task.function}`) ?? holderId,
          dueOn: addDays(today, task.dueDays),
        },
        columns: { stage_key: stage.key, task_key: task.key, required: task.required },
      })),
  )
  // the plan makes them, whatever the person who moved the stage may do with tasks
  await insertRecords(tx, { ...context, viewer: { ...context.viewer, admin: true } }, 'task', rows)
}
