import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Checkbox, Skeleton } from 'antd'
import type { HandOver } from '../../src/features/handover/contract.ts'
import { mayDo, useMe } from '../client/session.ts'
import { ContestCard } from '../features/contests/contest-card.tsx'
import { HandOverCard } from '../features/handover/hand-over-card.tsx'
import { DueList } from '../features/today/due-list.tsx'
import { todayQuery } from '../features/today/queries.ts'
import { EmptyState } from '../kit/empty-state.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { type MessageKey, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import { changeRecord } from '../records/queries.ts'

/** Home: what waits for my answer, what I hold that is due, my tasks. Nothing else. */
export function TodayPage() {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const found = useQuery(todayQuery)
  if (found.isPending) return <Skeleton active className="page" />
  if (found.error)
    return <ErrorNote className="page" error={found.error} onRetry={() => void found.refetch()} />
  const { today, held, handOvers, handOversToDecide, handOversUnanswered, contests, due, tasks, more } =
    found.data
  const isEmpty = [handOvers, handOversToDecide, handOversUnanswered, contests, due, tasks].every(
    (list) => list.length === 0,
  )
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('app.today')}
        beside={<span className="muted">{format.day(today)}</span>}
        hint={t('today.held', { count: held })}
      />
      {isEmpty && (
        <EmptyState title={t('today.empty')} hint={t(held > 0 ? 'today.empty-hint' : 'today.nothing-held')}>
          <Link to="/opportunities">
            <Button type="primary">{t('today.see-opportunities')}</Button>
          </Link>
          {mayDo(me, 'opportunity', 'create') && (
            <Link to="/import">
              <Button>{t('today.import')}</Button>
            </Link>
          )}
        </EmptyState>
      )}
      {contests.length > 0 && (
        <section className="stack">
          <h2>{t('today.contests', { count: contests.length })}</h2>
          {contests.map((one) => (
            <ContestCard key={one.id} contest={one} />
          ))}
        </section>
      )}
      <HandOvers title="today.to-decide" items={handOversToDecide} />
      <HandOvers title="today.hand-overs" items={handOvers} />
      <HandOvers title="today.unanswered" items={handOversUnanswered} />
      {due.length > 0 && (
        <section className="card">
          <h2>{t('today.due', { count: due.length })}</h2>
          <DueList lines={due} />
          {more && <p className="muted">{t('today.more')}</p>}
        </section>
      )}
      {tasks.length > 0 && (
        <section className="card">
          <h2>{t('activities.tasks')}</h2>
          <MyTasks tasks={tasks} />
        </section>
      )}
    </div>
  )
}

function HandOvers({ title, items }: { title: MessageKey; items: readonly HandOver[] }) {
  const t = useText()
  if (items.length === 0) return null
  return (
    <section className="stack">
      <h2>{t(title, { count: items.length })}</h2>
      {items.map((one) => (
        <HandOverCard key={one.id} handOver={one} />
      ))}
    </section>
  )
}

type Task = {
  id: string
  version: number
  title: string
  dueOn: string
  overdue: boolean
  opportunity: { id: string; title: string } | null
}

function MyTasks({ tasks }: { tasks: readonly Task[] }) {
  const format = useFormat()
  const queries = useQueryClient()
  const done = useMutation({
    mutationFn: (task: Task) =>
      changeRecord('tasks', task.id, task.version, { doneAt: new Date().toISOString() }),
    onSettled: () => queries.invalidateQueries({ queryKey: todayQuery.queryKey }),
  })
  return (
    <ul className="tasks">
      {tasks.map((task) => (
        <li key={task.id}>
          <Checkbox
            checked={done.isPending && done.variables?.id === task.id}
            onChange={() => done.mutate(task)}
          >
            {task.title}
          </Checkbox>
          <span className={task.overdue ? 'late' : 'muted'}>
            {task.opportunity && (
              <Link to="/opportunities/$id" params={{ id: task.opportunity.id }}>
                {task.opportunity.title}
              </Link>
            )}{' '}
            {format.day(task.dueOn)}
          </span>
        </li>
      ))}
    </ul>
  )
}
