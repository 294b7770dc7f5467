import { PauseCircleOutlined, PhoneOutlined } from '@ant-design/icons'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { type ReactNode, useState } from 'react'
import type { TodayLine } from '../../../src/features/today/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { PutOffDialog } from './put-off.tsx'
import { type Hours, WorkingLeft } from './working-left.tsx'

/** The form by which a follow-up is written where the line stands; `done` is called when it is kept. */
export type FollowUpPart = (opportunityId: string, done: () => void) => ReactNode

/** One due opportunity: opened, called about, followed up or put off in one click. */
export function DueLine({
  line,
  hours,
  followUp,
  onDone,
}: {
  line: TodayLine
  /** Undefined for what somebody else holds. */
  hours: Hours | undefined
  followUp: FollowUpPart
  /** The line is done with. */
  onDone: () => void
}) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const [doing, setDoing] = useState<'follow-up' | 'put-off'>()
  const { due, contact } = line
  const isInPool = due.what === 'claim'
  return (
    <li data-overdue={line.overdue || undefined} aria-label={line.title}>
      <div className="due-line">
        <Link to="/opportunities/$id" params={{ id: line.id }}>
          <b>{line.title}</b>
          <span className="muted">
            {label(line.stage.label)}
            {line.account && <> · {line.account}</>}
            {line.amount && <> · {format.money(line.amount, 'compact')}</>}
          </span>
        </Link>
        <div className="due-what">
          <span>
            {due.what === 'next-step' && line.nextStep ? line.nextStep : t(`today.due-${due.what}`)}
          </span>
          <Left line={line} hours={hours} />
        </div>
        <div className="due-deeds">
          {contact?.phone && (
            <a
              className="due-call"
              href={`tel:${contact.phone.replace(/[^\d+]/g, '')}`}
              aria-label={t('today.call', { name: contact.name ?? contact.phone })}
              title={`${contact.name ?? ''} ${contact.phone}`.trim()}
            >
              <PhoneOutlined aria-hidden /> <span>{t('today.call-short')}</span>
            </a>
          )}
          {isInPool && (
            <Link to="/pools">
              <Button size="small">{t('today.to-pool')}</Button>
            </Link>
          )}
          {!isInPool && (
            <Button
              size="small"
              aria-expanded={doing === 'follow-up'}
              onClick={() => setDoing(doing === 'follow-up' ? undefined : 'follow-up')}
            >
              {t('today.follow-up')}
            </Button>
          )}
          {due.what === 'next-step' && (
            <Button size="small" onClick={() => setDoing('put-off')}>
              {t('today.put-off')}
            </Button>
          )}
        </div>
      </div>
      {doing === 'follow-up' &&
        followUp(line.id, () => {
          setDoing(undefined)
          onDone()
        })}
      {doing === 'put-off' && (
        <PutOffDialog
          line={line}
          onClose={() => setDoing(undefined)}
          onDone={() => {
            setDoing(undefined)
            onDone()
          }}
        />
      )}
    </li>
  )
}

function Left({ line, hours }: { line: TodayLine; hours: Hours | undefined }) {
  const t = useText()
  const { due, minutesLeft, overdue } = line
  if (due.pausedAt)
    return (
      <span className="time-left">
        <PauseCircleOutlined aria-hidden /> {t('today.paused')}
      </span>
    )
  if (overdue || !hours) return <TimeLeft due={due.at} warnAt={due.warnAt ?? undefined} />
  return <WorkingLeft minutes={minutesLeft} due={due.at} warnAt={due.warnAt} hours={hours} />
}
