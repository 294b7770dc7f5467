import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, DatePicker, Popconfirm, Skeleton, Tag } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useState } from 'react'
import type { Proposal } from '../../../src/features/proposals/contract.ts'
import { useMe } from '../../client/session.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { PublishDialog } from './publish-dialog.tsx'
import { dismiss, draftOf, keep, proposalsChanged, reportQuery, rollBack } from './queries.ts'
import { ReportTable } from './report-table.tsx'
import { useChangeSentence, useFigure, usePromise } from './use-words.ts'

/** One proposal: why, what would change, what it should bring, and where it is. */
export function ProposalCard({
  proposal,
  why,
  labPath,
}: {
  proposal: Proposal
  why: ReactNode
  labPath: string | undefined
}) {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const says = useChangeSentence()
  const promises = usePromise()
  const { state, holder, dueAt, foundAt, share, publishedAt } = proposal
  const isOpen = state === 'open' || state === 'edited'
  return (
    <article className="card proposal" data-state={state}>
      <header>
        <Tag color={state === 'running' ? 'processing' : state === 'full' ? 'success' : 'default'}>
          {t(`proposals.state-${state}`)}
          {state === 'running' && ` ${Math.round((share ?? 1) * 100)} %`}
        </Tag>
        <h2>{says(proposal)}</h2>
      </header>
      <p>{why}</p>
      <p>{promises(proposal.expected)}</p>
      <p className="proposal-who">
        <PersonMark name={holder.name} id={holder.id} size={20} />
        {isOpen && dueAt && <TimeLeft due={dueAt} started={foundAt} />}
        {publishedAt && (
          <span className="muted">{t('proposals.since', { when: format.instant(publishedAt) })}</span>
        )}
        <Ending proposal={proposal} />
      </p>
      {isOpen && <Deciding proposal={proposal} isAdmin={me.rights.admin} labPath={labPath} />}
      {publishedAt && <Outcome proposal={proposal} />}
      {state === 'running' && me.rights.admin && <Running proposal={proposal} />}
    </article>
  )
}

function Ending({ proposal: { endedBecause, reason, until, rollBack: condition } }: { proposal: Proposal }) {
  const t = useText()
  const figure = useFigure()
  const format = useFormat()
  return (
    <>
      {condition && (
        <span className="muted">
          {t(`proposals.condition-${condition.when}`, {
            measure: t(`proposals.measure-${condition.measure}`),
            value: figure(condition.measure, condition.value),
            after: condition.after,
          })}
        </span>
      )}
      {endedBecause && <span>{t(`proposals.because-${endedBecause}`)}</span>}
      {reason && <span className="muted">{reason}</span>}
      {until && <span className="muted">{t('proposals.until', { day: format.day(until) })}</span>}
    </>
  )
}

function Deciding({
  proposal,
  isAdmin,
  labPath,
}: {
  proposal: Proposal
  isAdmin: boolean
  labPath: string | undefined
}) {
  const t = useText()
  const toast = useToast()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [asking, ask] = useState<'publish' | 'dismiss'>()
  const [until, setUntil] = useState(dayjs().add(90, 'day'))
  const done = () => {
    ask(undefined)
    proposalsChanged(queries)
  }
  const goTo = (path: string, draft: string) => navigate({ to: path, search: { draft } as never })
  const drafting = useMutation({
    mutationFn: async (path: string) => {
      const { draft } = await draftOf(proposal)
      proposalsChanged(queries)
      await goTo(path, draft)
    },
    onError: toast.failed,
  })
  const changesPlan = proposal.change.op !== 'add-person'
  return (
    <div className="proposal-deeds">
      {isAdmin && changesPlan && (
        <>
          <Button type="primary" onClick={() => ask('publish')}>
            {t('proposals.publish')}
          </Button>
          <Button loading={drafting.isPending} onClick={() => drafting.mutate('/settings/plan')}>
            {t('proposals.edit')}
          </Button>
          {labPath && <Button onClick={() => drafting.mutate(labPath)}>{t('proposals.try')}</Button>}
        </>
      )}
      <Button type="text" onClick={() => ask('dismiss')}>
        {t('proposals.dismiss')}
      </Button>
      {asking === 'publish' && (
        <PublishDialog proposal={proposal} onDone={done} onCancel={() => ask(undefined)} />
      )}
      <ConfirmWithReason
        open={asking === 'dismiss'}
        title={t('proposals.dismiss')}
        onCancel={() => ask(undefined)}
        onConfirm={async (reason) => {
          await dismiss(proposal, { reason, until: until.format('YYYY-MM-DD') })
          done()
        }}
      >
        <Field label={t('proposals.dismiss-until')}>
          {(control) => (
            <DatePicker
              {...control}
              allowClear={false}
              value={until}
              minDate={dayjs()}
              maxDate={dayjs().add(183, 'day')}
              onChange={(day) => day && setUntil(day)}
            />
          )}
        </Field>
      </ConfirmWithReason>
    </div>
  )
}

function Outcome({ proposal }: { proposal: Proposal }) {
  const found = useQuery({ ...reportQuery(proposal), enabled: proposal.report === null })
  const report = proposal.report ?? found.data
  if (report) return <ReportTable report={report} />
  return found.isError ? (
    <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  ) : (
    <Skeleton active paragraph={{ rows: 2 }} />
  )
}

function Running({ proposal }: { proposal: Proposal }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [isRollingBack, rollingBack] = useState(false)
  const keeping = useMutation({
    mutationFn: () => keep(proposal),
    onSuccess: () => proposalsChanged(queries),
    onError: toast.failed,
  })
  return (
    <div className="proposal-deeds">
      <Popconfirm title={t('proposals.keep-sure')} onConfirm={() => keeping.mutate()}>
        <Button loading={keeping.isPending}>{t('proposals.keep')}</Button>
      </Popconfirm>
      <Button danger onClick={() => rollingBack(true)}>
        {t('proposals.roll-back')}
      </Button>
      <ConfirmWithReason
        open={isRollingBack}
        danger
        title={t('proposals.roll-back')}
        onCancel={() => rollingBack(false)}
        onConfirm={async (reason) => {
          await rollBack(proposal, reason)
          rollingBack(false)
          proposalsChanged(queries)
        }}
      />
    </div>
  )
}
