import { Tag } from 'antd'
import type { Review, ReviewOffer } from '../../../src/features/reviews/contract.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useStageName, useWorkingTime } from './words.ts'

/** Everything a review looks at: who held it where, what ran out, what was carried over, what was approved. */
export function Material({ review }: { review: Review }) {
  const t = useText()
  return (
    <>
      <section className="card">
        <h2>{t('reviews.way')}</h2>
        <Stays review={review} />
      </section>
      {review.offers.length > 0 && (
        <section className="card">
          <h2>{t('reviews.packets')}</h2>
          {review.offers.map((one) => (
            <Packet key={one.offeredAt} offer={one} />
          ))}
        </section>
      )}
      {review.limits.length > 0 && (
        <section className="card">
          <h2>{t('reviews.limits')}</h2>
          <Limits review={review} />
        </section>
      )}
      {review.gates.length > 0 && (
        <section className="card">
          <h2>{t('reviews.gates')}</h2>
          <Gates review={review} />
        </section>
      )}
    </>
  )
}

function Stays({ review }: { review: Review }) {
  const t = useText()
  const format = useFormat()
  const stageName = useStageName()
  const time = useWorkingTime()
  const most = Math.max(1, ...review.stays.map(({ workingMinutes }) => workingMinutes))
  return (
    <ol className="review-stays">
      {review.stays.map((one) => (
        <li key={`${one.from} ${one.person.id}`}>
          <p className="review-who">
            <b>{stageName(one.stage)}</b>
            <PersonMark name={one.person.name} id={one.person.id} size={20} />
            <span className="muted">
              {format.day(one.from.slice(0, 10))} – {format.day((one.to ?? one.from).slice(0, 10))}
            </span>
          </p>
          <span
            className="review-bar"
            style={{
              width: `${(one.workingMinutes / most) * 100}%`,
              ['--quiet' as never]: `${one.workingMinutes > 0 ? (one.longestQuiet / one.workingMinutes) * 100 : 0}%`,
            }}
            aria-hidden
          />
          <p className="muted">
            {t('reviews.stay', {
              time: time(one.workingMinutes),
              count: one.followUps,
              quiet: time(one.longestQuiet),
            })}
            {one.untilFirst !== null && ` · ${t('reviews.until-first', { time: time(one.untilFirst) })}`}
          </p>
        </li>
      ))}
    </ol>
  )
}

const LINES = ['needs', 'budget', 'decisionMakers', 'promises', 'openQuestions', 'nextStep'] as const

function Packet({ offer }: { offer: ReviewOffer }) {
  const t = useText()
  const format = useFormat()
  return (
    <article className="review-packet">
      <p className="review-who">
        <PersonMark name={offer.from.name} id={offer.from.id} size={20} /> →{' '}
        <PersonMark name={offer.to.name} id={offer.to.id} size={20} />
        <Tag>{t(`reviews.offer-${offer.state}` as MessageKey)}</Tag>
        {offer.asked && <Tag color="warning">{t('reviews.asked-back')}</Tag>}
        <span className="muted">{format.instant(offer.offeredAt)}</span>
      </p>
      <dl>
        {LINES.filter((line) => offer.packet[line]).map((line) => (
          <div key={line}>
            <dt className="muted">{t(`handover.${line}` as MessageKey)}</dt>
            <dd>{offer.packet[line]}</dd>
          </div>
        ))}
      </dl>
      {offer.dropped.map((one) => (
        <p key={one.line} className="review-dropped">
          {t('reviews.dropped', { line: t(`handover.${one.line}` as MessageKey), before: one.before })}
          {one.reason && <span className="muted"> {one.reason}</span>}
        </p>
      ))}
    </article>
  )
}

function Limits({ review }: { review: Review }) {
  const t = useText()
  const format = useFormat()
  return (
    <div className="scroll-x">
      <table className="figures-table">
        <tbody>
          {review.limits.map((one) => (
            <tr key={`${one.kind} ${one.dueAt} ${one.person.id}`}>
              <th scope="row">{t(`clocks.kind-${one.kind}` as MessageKey)}</th>
              <td>{one.person.name}</td>
              <td className="muted">{format.instant(one.dueAt)}</td>
              <td>
                {one.met === null ? (
                  '—'
                ) : (
                  <Tag color={one.met ? 'success' : 'error'}>
                    {t(one.met ? 'reviews.met' : 'reviews.missed')}
                  </Tag>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Gates({ review }: { review: Review }) {
  const t = useText()
  const label = useLabel()
  const stageName = useStageName()
  return (
    <ul className="review-actions">
      {review.gates.map((one) => (
        <li key={`${one.stage} ${one.at}`}>
          <Tag>{t(`reviews.gate-${one.state}` as MessageKey)}</Tag>
          <b>{stageName(one.stage)}</b> <span>{label(one.label)}</span>
          {one.by && <span className="muted">{one.by.name}</span>}
          {one.reason && <span>{one.reason}</span>}
        </li>
      ))}
    </ul>
  )
}
