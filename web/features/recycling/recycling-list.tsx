import './recycling.css'
import { CheckCircleOutlined, PauseCircleOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Input, Segmented, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import type { RecyclingRow } from '../../../src/features/recycling/contract.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { followUpOnce, recyclingQuery, type Whose } from './queries.ts'

const DAYS = [7, 30] as const

/** What goes back to a pool soon, each with when, by which rule, and what would stop it. */
export function RecyclingList({ begin, keeps }: { begin?: Whose | undefined; keeps: boolean }) {
  const t = useText()
  const { leads, admin } = useMe().rights
  const [whose, setWhose] = useState<Whose>(begin ?? 'mine')
  const [days, setDays] = useState<number>(7)
  const found = useInfiniteQuery(recyclingQuery(whose, days))
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? []
  const choices: Whose[] = [
    'mine',
    ...(leads ? ['team' as const] : []),
    ...(keeps || begin === 'kept' ? ['kept' as const] : []),
    ...(leads || admin ? ['all' as const] : []),
  ]
  return (
    <>
      <div className="recycling-filters">
        <Segmented<Whose>
          aria-label={t('recycling.whose')}
          value={whose}
          onChange={setWhose}
          options={choices.map((value) => ({ value, label: t(`recycling.${value}`) }))}
        />
        <Segmented<number>
          aria-label={t('recycling.within')}
          value={days}
          onChange={setDays}
          options={DAYS.map((value) => ({ value, label: t('recycling.within-days', { days: value }) }))}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && rows.length === 0 && (
        <EmptyState
          icon={<CheckCircleOutlined />}
          title={t('recycling.none-mine')}
          hint={t('recycling.none-hint', { days })}
        />
      )}
      <ol className="recycling-list">
        {rows.map((row) => (
          <Row key={row.opportunity.id} row={row} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('recycling.more')}
        </Button>
      )}
    </>
  )
}

function Row({ row }: { row: RecyclingRow }) {
  const t = useText()
  const label = useLabel()
  const [isWriting, setIsWriting] = useState(false)
  const { opportunity, holder, stage, pool, after, since, dueAt, isPaused } = row
  const span = t(`recycling.span-${after.unit}`, { amount: after.amount })
  return (
    <li className="card recycling-row">
      <div className="recycling-what">
        <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
          <span className="muted">#{opportunity.number}</span> <b>{opportunity.title}</b>
        </Link>
        <Tag>{label(stage.label)}</Tag>
        <PersonMark name={holder.name} id={holder.id} />
      </div>
      <p>
        {isPaused ? (
          <span className="muted">
            <PauseCircleOutlined aria-hidden /> {t('recycling.paused')}
          </span>
        ) : (
          <>
            {t('recycling.due')} <TimeLeft due={dueAt} started={since} />
          </>
        )}{' '}
        <span className="muted">
          {t(`recycling.because-${after.what}`, { span })} ·{' '}
          {t('recycling.to-pool', { pool: label(pool.label) })}
        </span>
      </p>
      <div className="recycling-stop">
        <span>{t(`recycling.stop-${after.what}`)}</span>
        {(after.what === 'progress' || after.what === 'follow-up') && !isWriting && (
          <Button size="small" onClick={() => setIsWriting(true)}>
            {t('recycling.follow')}
          </Button>
        )}
      </div>
      {isWriting && (
        <FollowUp id={opportunity.id} title={opportunity.title} onDone={() => setIsWriting(false)} />
      )}
    </li>
  )
}

function FollowUp({ id, title, onDone }: { id: string; title: string; onDone: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [content, setContent] = useState('')
  const saving = useMutation({
    mutationFn: () => followUpOnce(queries, id, content.trim()),
    onSuccess: () => {
      toast.done(t('recycling.follow-done'))
      onDone()
    },
    onError: (thrown) => toast.failed(thrown),
  })
  return (
    <form
      className="recycling-follow"
      onSubmit={(event) => {
        event.preventDefault()
        if (content.trim()) saving.mutate()
      }}
    >
      <Input
        autoFocus
        aria-label={`${t('recycling.follow-what')}: ${title}`}
        placeholder={t('recycling.follow-what')}
        maxLength={500}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <Button type="primary" htmlType="submit" loading={saving.isPending} disabled={!content.trim()}>
        {t('recycling.follow-save')}
      </Button>
      <Button onClick={onDone}>{t('recycling.follow-cancel')}</Button>
    </form>
  )
}
