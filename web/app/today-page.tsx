import { UserSwitchOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Checkbox, Skeleton } from 'antd'
import type { output } from 'zod'
import type { HandOver } from '../../src/features/handover/contract.ts'
import type { today as todayEndpoint } from '../../src/features/today/contract.ts'
import { mayDo, useMe } from '../client/session.ts'
import { ApprovalCard } from '../features/approvals/approval-card.tsx'
import { ContestCard } from '../features/contests/contest-card.tsx'
import { HandOverCard } from '../features/handover/hand-over-card.tsx'
import { DueList } from '../features/today/due-list.tsx'
import { todayQuery } from '../features/today/queries.ts'
import { useUntil } from '../kit/away.tsx'
import { EmptyState } from '../kit/empty-state.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { type MessageKey, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import { changeRecord } from '../records/queries.ts'

type Today = output<NonNullable<typeof todayEndpoint.result>>

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
  const { approvals, planFailures, away, standingIn } = found.data
  const waiting = [handOvers, handOversToDecide, handOversUnanswered, contests, approvals, planFailures]
  const isEmpty = [...waiting, due, tasks].every((list) => list.length === 0)
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('app.today')}
        beside={<span className="muted">{format.day(today)}</span>}
        hint={t('today.held', { count: held })}
      />
      {away && <AwayNote away={away} />}
      {isEmpty && standingIn.length > 0 && <p className="muted">{t('today.empty')}</p>}
      {isEmpty && standingIn.length === 0 && (
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
      {planFailures.map(({ id, from, by, code }) => (
        <Alert
          key={id}
          type="error"
          showIcon
          title={t('today.plan-failed', { when: format.instant(from), by })}
          description={t(`refusal.${code}` as MessageKey)}
          action={
            <Link to="/settings/plan">
              <Button size="small">{t('today.see-plan')}</Button>
            </Link>
          }
        />
      ))}
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
      {approvals.length > 0 && (
        <section className="stack">
          <h2>{t('today.approvals', { count: approvals.length })}</h2>
          {approvals.map((one) => (
            <ApprovalCard key={one.id} request={one} />
          ))}
        </section>
      )}
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
      {standingIn.map((part) => (
        <StandingIn key={part.person.id} part={part} />
      ))}
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

/** That I am away, until when and who acts for me. */
function AwayNote({ away }: { away: NonNullable<Today['away']> }) {
  const t = useText()
  const until = useUntil()
  return (
    <Alert
      className="away-note"
      type="warning"
      showIcon
      icon={<UserSwitchOutlined />}
      title={t('today.away', { until: until(away.until), acting: away.acting.name })}
      action={
        <Link to="/account">
          <Button size="small">{t('today.to-absences')}</Button>
        </Link>
      }
    />
  )
}

/** What waits for me in the place of somebody who is away. */
function StandingIn({ part }: { part: Today['standingIn'][number] }) {
  const t = useText()
  const until = useUntil()
  const { person, handOvers, due, tasks, held, more } = part
  const isEmpty = handOvers.length === 0 && due.length === 0 && tasks.length === 0
  return (
    <section className="standing-in" aria-label={t('today.for', { name: person.name })}>
      <header>
        <h2>
          <UserSwitchOutlined aria-hidden /> {t('today.for', { name: person.name })}
        </h2>
        <p className="muted">{t('today.for-hint', { until: until(part.until), count: held })}</p>
      </header>
      {isEmpty && <p className="muted">{t('today.empty')}</p>}
      {handOvers.map((one) => (
        <HandOverCard key={one.id} handOver={one} />
      ))}
      {due.length > 0 && (
        <div className="card">
          <h3>{t('today.due', { count: due.length })}</h3>
          <DueList lines={due} />
          {more && <p className="muted">{t('today.more')}</p>}
        </div>
      )}
      {tasks.length > 0 && (
        <div className="card">
          <h3>{t('activities.tasks')}</h3>
          <MyTasks tasks={tasks} />
        </div>
      )}
      <Link to="/opportunities" search={{ filter: theirs(person.id) } as never}>
        {t('today.all-of', { name: person.name, count: held })}
      </Link>
    </section>
  )
}

function theirs(id: string): string {
  return `(isOpen == true && holder == ${JSON.stringify(id)})`
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
