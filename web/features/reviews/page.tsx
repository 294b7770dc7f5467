import './reviews.css'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, DatePicker, Segmented, Skeleton, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { REVIEW_BOXES, type ReviewBox, type ReviewHead } from '../../../src/features/reviews/contract.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type Asked, makePack, packsQuery, reviewsChanged, reviewsQuery } from './queries.ts'
import { SettingsPanel } from './settings-panel.tsx'
import { useMonthName } from './words.ts'

/** Reviews that wait for the viewer and all they may see, and the packs of past months. */
export function ReviewsPage() {
  const t = useText()
  const me = useMe()
  const [asked, setAsked] = useState<Asked>({ box: 'mine', state: 'going' })
  const [setting, setSetting] = useState(false)
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('app.reviews')}
        hint={t('reviews.hint')}
        actions={me.rights.admin && <Button onClick={() => setSetting(true)}>{t('reviews.settings')}</Button>}
      />
      <div className="stack">
        <Packs />
        <section className="card">
          <div className="reviews-bar">
            <Segmented<ReviewBox>
              aria-label={t('reviews.box')}
              value={asked.box}
              onChange={(box) => setAsked({ ...asked, box })}
              options={REVIEW_BOXES.map((one) => ({ value: one, label: t(`reviews.box-${one}`) }))}
            />
            <Segmented<Asked['state']>
              aria-label={t('reviews.state')}
              value={asked.state}
              onChange={(state) => setAsked({ ...asked, state })}
              options={(['going', 'ended'] as const).map((one) => ({
                value: one,
                label: t(`reviews.list-${one}`),
              }))}
            />
          </div>
          <List key={JSON.stringify(asked)} asked={asked} />
        </section>
      </div>
      {setting && <SettingsPanel onClose={() => setSetting(false)} />}
    </div>
  )
}

function List({ asked }: { asked: Asked }) {
  const t = useText()
  const found = useInfiniteQuery(reviewsQuery(asked))
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && items.length === 0 && (
        <EmptyState title={t('reviews.none')} hint={t('reviews.none-hint')} />
      )}
      <ul className="reviews-list">
        {items.map((one) => (
          <li key={one.id}>
            <ReviewLine review={one} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('reviews.more')}
        </Button>
      )}
    </>
  )
}

const COLOURS = {
  open: 'default',
  proposed: 'processing',
  disputed: 'error',
  agreed: 'success',
  ruled: 'success',
} as const

/** One review in a line: of what, how it stands, who holds it and until when. */
export function ReviewLine({ review, here = false }: { review: ReviewHead; here?: boolean }) {
  const t = useText()
  const format = useFormat()
  const { opportunity, state, holder, dueAt, openedAt, endedAt, wants, actionCount, done } = review
  return (
    <div className="review-line">
      <p>
        <Link to="/reviews/$id" params={{ id: review.id } as never}>
          <b>{here ? t('reviews.one') : (opportunity.title ?? `#${opportunity.number}`)}</b>
        </Link>{' '}
        {!here && opportunity.title && <span className="muted">#{opportunity.number}</span>}{' '}
        <Tag color={COLOURS[state]}>{t(`reviews.state-${state}`)}</Tag>
        {wants && <Tag color="warning">{t(`reviews.wants-${wants}`)}</Tag>}
      </p>
      <p className="review-who">
        <PersonMark name={holder.name} id={holder.id} size={20} />
        {endedAt ? (
          <span className="muted">{format.relative(endedAt)}</span>
        ) : (
          <TimeLeft due={dueAt} started={openedAt} />
        )}
        {actionCount > 0 && (
          <span className="muted">{t('reviews.actions-done', { done, all: actionCount })}</span>
        )}
      </p>
    </div>
  )
}

function Packs() {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const monthName = useMonthName()
  const found = useQuery(packsQuery)
  const [month, setMonth] = useState(() => dayjs().subtract(1, 'month').startOf('month'))
  const making = useMutation({
    mutationFn: () => makePack(month.format('YYYY-MM-01')),
    onSuccess: (pack) => {
      reviewsChanged(queries)
      void navigate({ to: '/reviews/months/$month', params: { month: pack.month } as never })
    },
    onError: toast.failed,
  })
  return (
    <section className="card">
      <h2>{t('reviews.packs')}</h2>
      <p className="muted">{t('reviews.packs-hint')}</p>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <ul className="packs">
        {(found.data?.items ?? []).map((one) => (
          <li key={one.month}>
            <Link to="/reviews/months/$month" params={{ month: one.month } as never}>
              {monthName(one.month)}
            </Link>
          </li>
        ))}
      </ul>
      {me.rights.admin && (
        <div className="reviews-bar">
          <DatePicker
            picker="month"
            aria-label={t('reviews.pack-month')}
            allowClear={false}
            value={month}
            maxDate={dayjs().subtract(1, 'month').endOf('month')}
            onChange={(next) => next && setMonth(next)}
          />
          <Button loading={making.isPending} onClick={() => making.mutate()}>
            {t('reviews.pack-make')}
          </Button>
        </div>
      )}
    </section>
  )
}
