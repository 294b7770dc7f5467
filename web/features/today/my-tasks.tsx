import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import type { TaskLine } from '../../../src/features/today/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { changeRecord } from '../../records/queries.ts'
import { takeTask, todayQuery } from './queries.ts'

/** My tasks; one that is ticked is gone at once, and back with one click. */
export function MyTasks({ tasks }: { tasks: readonly TaskLine[] }) {
  const t = useText()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const refresh = () => queries.invalidateQueries({ queryKey: todayQuery.queryKey })
  const done = useMutation({
    mutationFn: (task: TaskLine) =>
      changeRecord('tasks', task.id, task.version, { doneAt: new Date().toISOString() }),
    onMutate: (task) => takeTask(queries, task.id),
    onSuccess: (_, task) =>
      toast.done(t('today.task-done', { title: task.title }), async () => {
        await changeRecord('tasks', task.id, task.version + 1, { doneAt: null })
        await refresh()
      }),
    onError: (_error, _task, putBack) => putBack?.(),
    onSettled: refresh,
  })
  return (
    <>
      <ErrorNote error={done.error} />
      <ul className="tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <Checkbox checked={false} onChange={() => done.mutate(task)}>
              {task.title}
            </Checkbox>
            <span className={task.overdue ? 'late' : 'muted'}>
              {task.opportunity && (
                <Link to="/opportunities/$id" params={{ id: task.opportunity.id }}>
                  {task.opportunity.title}
                </Link>
              )}{' '}
              {format.day(task.dueOn)}
              {task.overdue && <> · {t('today.late')}</>}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
