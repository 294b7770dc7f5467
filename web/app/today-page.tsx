import { UserSwitchOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Skeleton } from 'antd'
import type { HandOver } from '../../src/features/handover/contract.ts'
import { mayDo, useMe } from '../client/session.ts'
import { FollowUpForm } from '../features/activities/follow-up-form.tsx'
import { ApprovalCard } from '../features/approvals/approval-card.tsx'
import { ContestCard } from '../features/contests/contest-card.tsx'
import { HandOverCard } from '../features/handover/hand-over-card.tsx'
import { BesideList } from '../features/today/beside-list.tsx'
import type { FollowUpPart } from '../features/today/due-line.tsx'
import { DueSections, MoreDue } from '../features/today/due-sections.tsx'
import { MyTasks } from '../features/today/my-tasks.tsx'
import { type Today, takeLine, todayQuery } from '../features/today/queries.ts'
import { useUntil } from '../kit/away.tsx'
import { EmptyState } from '../kit/empty-state.tsx'
import { ErrorNote } from '../kit/error-note.tsx'
import { PageHeader } from '../kit/page-header.tsx'
import { type MessageKey, useText } from '../kit/text.tsx'
import { useFormat } from '../kit/use-format.ts'
import '../features/today/today.css'
import { TodayFindings, useMyFindings } from './today-findings.tsx'
import { ClaimOffer, TodayApplications, useTodayPools } from './today-pools.tsx'

const followUp: FollowUpPart = (id, done) => <FollowUpForm opportunityId={id} autoFocus onAdded={done} />

/** Home: what waits for my answer, what I hold that is due, my tasks. Nothing else. */
export function TodayPage() {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const queries = useQueryClient()
  const found = useQuery(todayQuery)
  const findings = useMyFindings() ?? []
  const pools = useTodayPools()
  if (found.isPending) return <Skeleton active className="page" />
  if (found.error)
    return <ErrorNote className="page" error={found.error} onRetry={() => void found.refetch()} />
  const { today, held, handOvers, handOversToDecide, handOversUnanswered, contests, due, tasks, next } =
    found.data
  const { approvals, planFailures, away, standingIn, recycling, watched, nextWorkingDay } = found.data
  const hours = { now: found.data.now, heardAt: found.dataUpdatedAt, working: found.data.working }
  const waiting = [handOvers, handOversToDecide, handOversUnanswered, contests, approvals, planFailures]
  const isEmpty =
    [...waiting, due, tasks, recycling, watched, findings].every((list) => list.length === 0) &&
    pools.applications === 0
  return (
    <div className="page page-narrow page-today">
      <PageHeader
        title={t('app.today')}
        beside={<span className="muted">{format.day(today)}</span>}
        hint={t('today.held', { count: held })}
      />
      {away && <AwayNote away={away} />}
      {isEmpty && standingIn.length > 0 && <p className="muted">{t('today.empty')}</p>}
      {isEmpty && standingIn.length === 0 && (
        <EmptyState title={t('today.empty')} hint={t(held > 0 ? 'today.empty-hint' : 'today.nothing-held')}>
          {pools.open && <ClaimOffer pool={pools.open} />}
          <Link to="/opportunities">
            <Button type={pools.open ? 'default' : 'primary'}>{t('today.see-opportunities')}</Button>
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
      <TodayApplications count={pools.applications} />
      <HandOvers title="today.unanswered" items={handOversUnanswered} />
      <DueSections
        part={found.data}
        today={today}
        nextWorkingDay={nextWorkingDay}
        hours={hours}
        followUp={followUp}
        onDone={({ id }) => takeLine(queries, id)}
      />
      {next && (
        <MoreDue first={next}>
          {(lines) => (
            <DueSections
              part={{ ...found.data, due: [...lines] }}
              today={today}
              nextWorkingDay={nextWorkingDay}
              hours={hours}
              followUp={followUp}
              onDone={() => void queries.invalidateQueries({ queryKey: todayQuery.queryKey })}
            />
          )}
        </MoreDue>
      )}
      {tasks.length > 0 && (
        <section className="card">
          <h2>{t('activities.tasks')}</h2>
          <MyTasks tasks={tasks} />
        </section>
      )}
      <BesideList
        title={t('today.recycling', { count: recycling.length })}
        hint={t('today.recycling-hint')}
        lines={recycling}
        withHolder={false}
      />
      <BesideList
        title={t('today.watched', { count: watched.length })}
        hint={t('today.watched-hint')}
        lines={watched}
        withHolder
      />
      <TodayFindings findings={findings} />
      {standingIn.map((part) => (
        <StandingIn key={part.person.id} part={part} today={today} />
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
function StandingIn({ part, today }: { part: Today['standingIn'][number]; today: string }) {
  const t = useText()
  const queries = useQueryClient()
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
      <DueSections
        part={part}
        today={today}
        nextWorkingDay={undefined}
        hours={undefined}
        followUp={followUp}
        onDone={() => void queries.invalidateQueries({ queryKey: todayQuery.queryKey })}
        level={3}
      />
      {more && <p className="muted">{t('today.more')}</p>}
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
