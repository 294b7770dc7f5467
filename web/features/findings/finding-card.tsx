import './findings.css'
import { RiseOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, DatePicker, Segmented, Tag } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useState } from 'react'
import type { Finding } from '../../../src/features/findings/contract.ts'
import { ConfirmWithReason } from '../../kit/confirm-with-reason.tsx'
import { Field } from '../../kit/field.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { dismissFinding, findingsChanged } from './queries.ts'
import { useSentence } from './use-sentence.ts'

/** One finding: what is wrong, about what, who holds it and until when; what mends it is given along. */
export function FindingCard({
  finding,
  mend,
  here,
}: {
  finding: Finding
  /** What mends it in one click. */
  mend?: ReactNode
  /** The opportunity on whose page it stands, which is not named again. */
  here?: string
}) {
  const t = useText()
  const format = useFormat()
  const sentence = useSentence()
  const [dismissing, setDismissing] = useState(false)
  const { opportunities, holder, dueAt, foundAt, escalatedAt, endedAt } = finding
  return (
    <article className="finding" data-ended={endedAt ? true : undefined}>
      <div className="finding-what">
        {opportunities
          .filter(({ id }) => id !== here)
          .map((one) => (
            <p key={one.id} className="finding-of">
              <Link to="/opportunities/$id" params={{ id: one.id }}>
                <b>{one.title}</b>
              </Link>{' '}
              <span className="muted">
                #{one.number}
                {one.holder.id !== holder.id && <> · {t('findings.of-other', { name: one.holder.name })}</>}
              </span>
            </p>
          ))}
        <p>
          {here && <b>{t(`findings.kind-${finding.kind}`)} </b>}
          {sentence(finding)}
        </p>
        <p className="finding-who">
          <PersonMark name={holder.name} id={holder.id} size={20} />
          {endedAt ? (
            <Ending finding={finding} />
          ) : (
            <>
              <TimeLeft due={dueAt} started={foundAt} />
              {escalatedAt && (
                <Tag icon={<RiseOutlined />} color="error">
                  {t('findings.escalated')}
                </Tag>
              )}
              <span className="muted">{t('findings.found-at', { when: format.relative(foundAt) })}</span>
            </>
          )}
        </p>
      </div>
      {!endedAt && (mend || finding.dismissible) && (
        <div className="finding-deeds">
          {mend}
          {finding.dismissible && (
            <Button type="text" onClick={() => setDismissing(true)}>
              {t('findings.dismiss')}
            </Button>
          )}
        </div>
      )}
      {dismissing && <Dismissing finding={finding} onClose={() => setDismissing(false)} />}
    </article>
  )
}

function Ending({ finding }: { finding: Finding }) {
  const t = useText()
  const format = useFormat()
  const { endedAt, endedBecause, endedBy, reason, until } = finding
  return (
    <span className="muted">
      {endedBecause === 'dismissed'
        ? t('findings.ended-dismissed', {
            name: endedBy?.name ?? '',
            until: format.day(until),
            reason: reason ?? '',
          })
        : t(`findings.ended-${endedBecause ?? 'mended'}`)}
      {endedAt && <> · {format.relative(endedAt)}</>}
    </span>
  )
}

const SPANS = { week: 7, month: 30, quarter: 90 } as const
type Span = keyof typeof SPANS

function Dismissing({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const sentence = useSentence()
  const [until, setUntil] = useState(() => dayjs().add(SPANS.week, 'day'))
  const span = (Object.keys(SPANS) as Span[]).find((one) =>
    dayjs().add(SPANS[one], 'day').isSame(until, 'day'),
  )
  return (
    <ConfirmWithReason
      open
      title={t('findings.dismiss-title')}
      onCancel={onClose}
      onConfirm={async (reason) => {
        await dismissFinding(finding, { reason, until: until.format('YYYY-MM-DD') })
        toast.done(t('findings.dismissed'))
        onClose()
        findingsChanged(queries)
      }}
    >
      <p>{sentence(finding)}</p>
      <p className="muted">{t('findings.dismiss-hint')}</p>
      <Field label={t('findings.dismiss-until')} required>
        {({ status: _, ...control }) => (
          <div className="finding-until">
            <Segmented<Span | ''>
              aria-label={t('findings.dismiss-until')}
              value={span ?? ''}
              onChange={(next) => next && setUntil(dayjs().add(SPANS[next], 'day'))}
              options={(Object.keys(SPANS) as Span[]).map((one) => ({
                value: one,
                label: t(`findings.dismiss-${one}`),
              }))}
            />
            <DatePicker
              {...control}
              allowClear={false}
              value={until}
              minDate={dayjs()}
              maxDate={dayjs().add(SPANS.quarter, 'day')}
              onChange={(day) => day && setUntil(day)}
            />
          </div>
        )}
      </Field>
    </ConfirmWithReason>
  )
}
