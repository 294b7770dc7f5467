import './pools.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type Application, answer, applicationsQuery, settled, withdraw } from './queries.ts'

/** Applications that wait for my word as keeper, or those I made. */
export function Applications({ box }: { box: 'to-decide' | 'mine' }) {
  const t = useText()
  const found = useQuery(applicationsQuery(box))
  return (
    <div className="stack pool-applications">
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data?.items.map((one) => (
        <ApplicationCard key={one.id} application={one} box={box} />
      ))}
      {found.data?.items.length === 0 &&
        (box === 'mine' ? (
          <EmptyState title={t('pools.no-mine')} hint={t('pools.no-mine-hint')} />
        ) : (
          <EmptyState title={t('pools.no-applications')} hint={t('pools.no-applications-hint')} />
        ))}
    </div>
  )
}

function ApplicationCard({ application, box }: { application: Application; box: 'to-decide' | 'mine' }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const { opportunity, person, note, state, appliedAt, answeredBy, answer: said, pool } = application
  const title = opportunity.title ?? t('pools.untitled', { number: opportunity.number })
  const opens = box === 'to-decide' || state === 'approved'
  return (
    <article className="card">
      <div className="card-head">
        <h2>
          {opens ? (
            <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
              {title}
            </Link>
          ) : (
            title
          )}
        </h2>
        <Tag>{t(`pools.state-${state}`)}</Tag>
      </div>
      <p>
        <PersonMark name={person.name} id={person.id} />{' '}
        <span className="muted">
          {label(pool.label)} · {format.relative(appliedAt)}
        </span>
      </p>
      {note && <p className="several-lines">{note}</p>}
      {said && answeredBy && (
        <p className="muted">{t('pools.answered-by', { name: answeredBy.name, answer: said })}</p>
      )}
      {state === 'open' && <Answers application={application} box={box} />}
    </article>
  )
}

function Answers({ application, box }: { application: Application; box: 'to-decide' | 'mine' }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [declining, setDeclining] = useState(false)
  const { id, version, person } = application
  const done = (text: string) => {
    toast.done(text)
    settled(queries)
  }
  const approving = useMutation({
    mutationFn: () => answer(id, version, { answer: 'approve' }),
    onSuccess: () => done(t('pools.approved-done', { name: person.name })),
    onError: () => settled(queries),
  })
  const withdrawing = useMutation({
    mutationFn: () => withdraw(id, version),
    onSuccess: () => done(t('pools.withdrawn-done')),
    onError: () => settled(queries),
  })
  if (box === 'mine') {
    return (
      <>
        <Button size="small" loading={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
          {t('pools.withdraw')}
        </Button>
        <ErrorNote error={withdrawing.error} />
      </>
    )
  }
  return (
    <>
      <div className="pool-answers">
        <Button type="primary" size="small" loading={approving.isPending} onClick={() => approving.mutate()}>
          {t('pools.approve')}
        </Button>
        <Button size="small" onClick={() => setDeclining(true)}>
          {t('pools.decline')}
        </Button>
      </div>
      <ErrorNote error={approving.error} />
      <ConfirmWithReason
        open={declining}
        title={t('pools.decline-title', { name: person.name })}
        confirmText={t('pools.decline')}
        onConfirm={async (reason) => {
          await answer(id, version, { answer: 'decline', reason })
          done(t('pools.declined-done'))
          setDeclining(false)
        }}
        onCancel={() => setDeclining(false)}
      />
    </>
  )
}
