import './reviews.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Skeleton, Tag } from 'antd'
import type { Review } from '../../../src/features/reviews/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { Actions } from './actions.tsx'
import { Deciding } from './deciding.tsx'
import { Material } from './material.tsx'
import { reviewQuery } from './queries.ts'
import { useStageName } from './words.ts'

/** One review: what was proposed and said, what follows from it, and everything it looks at. */
export function ReviewPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const found = useQuery(reviewQuery(id))
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton active className="page" />
  return <Shown review={found.data} />
}

function Shown({ review }: { review: Review }) {
  const t = useText()
  const { opportunity, state, holder, dueAt, openedAt, endedAt } = review
  return (
    <div className="page page-narrow">
      <PageHeader
        before={<Link to="/reviews">{t('app.reviews')}</Link>}
        title={opportunity.title ?? `#${opportunity.number}`}
        beside={
          <>
            <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
              #{opportunity.number}
            </Link>
            <Tag>{t(`reviews.state-${state}`)}</Tag>
            <span className="muted">{t(`reviews.because-${review.because}`)}</span>
          </>
        }
        hint={
          <span className="review-who">
            <span className="muted">{t('reviews.held-by')}</span>
            <PersonMark name={holder.name} id={holder.id} size={24} />
            {!endedAt && <TimeLeft due={dueAt} started={openedAt} />}
          </span>
        }
      />
      <div className="stack">
        <section className="card">
          <h2>{t('reviews.cause')}</h2>
          {review.outcomeReason && (
            <p className="muted">{t('reviews.given-reason', { reason: review.outcomeReason })}</p>
          )}
          <Cause review={review} />
          <Deciding review={review} />
        </section>
        <section className="card">
          <h2>{t('reviews.actions')}</h2>
          <Actions review={review} />
        </section>
        <Material review={review} />
      </div>
    </div>
  )
}

/** What was proposed, what each side said to it, and how it was settled. */
function Cause({ review }: { review: Review }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const stageName = useStageName()
  const causeName = (key: string | null) => {
    const found = review.causes.find((one) => one.key === key)
    return found ? label(found.label) : (key ?? '')
  }
  const { cause, node, giver, receiver, words, views, ruling, ruledBy, proposedBy } = review
  if (!cause || !node) return <p>{t('reviews.nothing-proposed')}</p>
  return (
    <>
      <p className="review-cause">
        <b>{causeName(cause)}</b> · {stageName(node.stage)}
        {node.toStage !== node.stage && ` → ${stageName(node.toStage)}`}
      </p>
      <p className="several-lines">
        {words} <span className="muted">— {proposedBy?.name}</span>
      </p>
      <p className="muted">
        {t('reviews.sides', { giver: giver?.name ?? '', receiver: receiver?.name ?? '' })}
      </p>
      <ul className="review-views">
        {views.map((one) => (
          <li key={`${one.at} ${one.side.id}`} data-old={one.round < review.round || undefined}>
            <PersonMark name={one.side.name} id={one.side.id} size={20} />
            {one.by.id !== one.side.id && <span className="muted">({one.by.name})</span>}
            <Tag color={one.isAgreed ? 'success' : 'error'}>
              {t(one.isAgreed ? 'reviews.agrees' : 'reviews.differs')}
            </Tag>
            {one.cause && <b>{causeName(one.cause)}</b>}
            {one.words && <span>{one.words}</span>}
            <time className="muted" dateTime={one.at}>
              {format.relative(one.at)}
            </time>
          </li>
        ))}
      </ul>
      {ruledBy && (
        <p className="several-lines">
          <Tag color="success">{t('reviews.ruled-by', { name: ruledBy.name })}</Tag> {ruling}
        </p>
      )}
    </>
  )
}
