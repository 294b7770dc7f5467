import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { mayDo, useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { changeRecord, createRecord, recordsQuery, titleOf } from '../../records/queries.ts'

/** The tasks of an opportunity: done with one click, added in one line. */
export function Tasks({ opportunityId }: { opportunityId: string }) {
  const t = useText()
  const me = useMe()
  const format = useFormat()
  const queries = useQueryClient()
  const [title, setTitle] = useState('')
  const [dueOn, setDueOn] = useState(dayjs().add(1, 'day').format('YYYY-MM-DD'))
  const found = useInfiniteQuery(
    recordsQuery(
      'task',
      'tasks',
      { filter: `opportunity == ${JSON.stringify(opportunityId)}`, sort: 'dueOn' },
      50,
    ),
  )
  const settle = () => {
    for (const key of [
      ['records', 'task'],
      ['about', 'today'],
      ['record', 'opportunity', opportunityId, 'events'],
    ])
      void queries.invalidateQueries({ queryKey: key })
  }
  const add = useMutation({
    mutationFn: () => createRecord('tasks', { opportunity: opportunityId, title: title.trim(), dueOn }),
    onSuccess: () => setTitle(''),
    onSettled: settle,
  })
  const done = useMutation({
    mutationFn: ({ id, version, isDone }: { id: string; version: number; isDone: boolean }) =>
      changeRecord('tasks', id, version, { doneAt: isDone ? new Date().toISOString() : null }),
    onSettled: settle,
  })
  const tasks = (found.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <>
      <ul className="tasks">
        {tasks.map((task) => (
          <li key={task.id} data-done={task['doneAt'] !== null || undefined}>
            <Checkbox
              checked={task['doneAt'] !== null}
              onChange={(event) =>
                done.mutate({ id: task.id, version: task.version, isDone: event.target.checked })
              }
            >
              {String(task['title'])}
            </Checkbox>
            <span className="muted">
              {titleOf(task['holder'])} · {format.day(String(task['dueOn']))}
            </span>
          </li>
        ))}
      </ul>
      {mayDo(me, 'task', 'create') && (
        <form
          className="task-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (title.trim()) add.mutate()
          }}
        >
          <Input
            aria-label={t('activities.task')}
            placeholder={t('activities.task')}
            maxLength={300}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <DatePicker
            aria-label={t('activities.due')}
            allowClear={false}
            value={dayjs(dueOn)}
            onChange={(day) => day && setDueOn(day.format('YYYY-MM-DD'))}
          />
          <Button htmlType="submit" loading={add.isPending} disabled={!title.trim()}>
            {t('activities.add-task')}
          </Button>
        </form>
      )}
      <ErrorNote error={found.error ?? add.error ?? done.error} />
    </>
  )
}
