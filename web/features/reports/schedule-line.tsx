import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import type { Mailing, Schedule } from '../../../src/features/reports/contract/schedules.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { type MoreAction, MoreMenu } from '../../kit/more-menu.tsx'
import { useLabel, useRefusalText, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { changeSchedule, leaveSchedule, mailingsQuery, removeSchedule, reportsChanged } from './queries.ts'

/** One schedule as a sentence: when, to whom, when next and how it went; with what may be done about it. */
export function ScheduleLine({
  schedule,
  onEdit,
  named = false,
}: {
  schedule: Schedule
  onEdit: () => void
  /** What is mailed is said too. */
  named?: boolean
}) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const [open, setOpen] = useState(false)
  const when = useWhen(schedule)
  const actions = useDeeds(schedule, onEdit)
  const { receivers, owner, paused, stopped, nextAt, last } = schedule
  return (
    <li>
      <div>
        <p>
          {named && <b>{label(schedule.label)} · </b>}
          {when} <span className="muted">→</span> {receivers.map(({ name }) => name).join(t('reports.comma'))}
        </p>
        <p className="muted">
          {stopped && <Tag color="error">{t('reports.stopped-left', { owner: owner.name })}</Tag>}
          {paused && <Tag color="warning">{t('reports.paused')}</Tag>}
          {nextAt && t('reports.next-at', { when: format.instant(nextAt) })}{' '}
          {last
            ? t('reports.last-mailed', { sent: last.sent, failed: last.failed, waiting: last.waiting })
            : t('reports.never-mailed')}{' '}
          <Button type="link" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('reports.history')}
          </Button>
        </p>
        {open && <History id={schedule.id} />}
      </div>
      <MoreMenu actions={actions} />
    </li>
  )
}

function useWhen({ rhythm: { every, on, hour } }: Schedule): string {
  const t = useText()
  const at = `${String(hour).padStart(2, '0')}:00`
  if (every === 'week') return t('reports.when-week', { day: t(`reports.weekday-${on ?? 1}` as never), at })
  return t(`reports.when-${every}`, { day: on ?? 1, at })
}

function useDeeds(schedule: Schedule, onEdit: () => void): MoreAction[] {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const settled = { onSuccess: () => reportsChanged(queries), onError: toast.failed }
  const pausing = useMutation({
    mutationFn: () => changeSchedule(schedule, { paused: !schedule.paused }),
    ...settled,
  })
  const removing = useMutation({ mutationFn: () => removeSchedule(schedule), ...settled })
  const leaving = useMutation({ mutationFn: () => leaveSchedule(schedule), ...settled })
  const remove = () =>
    modal.confirm({
      title: t('reports.mail-remove'),
      content: t('reports.mail-remove-what'),
      okText: t('reports.remove'),
      okButtonProps: { danger: true },
      cancelText: t('kit.cancel'),
      onOk: () => removing.mutateAsync().catch(() => {}),
    })
  const { editable, stopped, paused, receivers } = schedule
  return [
    ...(editable && !stopped
      ? [
          { key: 'edit', label: t('reports.edit'), onDo: onEdit },
          {
            key: 'pause',
            label: t(paused ? 'reports.go-on' : 'reports.pause'),
            onDo: () => pausing.mutate(),
          },
        ]
      : []),
    ...(receivers.some(({ id }) => id === me.person.id)
      ? [{ key: 'leave', label: t('reports.leave'), onDo: () => leaving.mutate() }]
      : []),
    ...(editable
      ? [{ key: 'remove', label: t('reports.remove'), danger: true, onDo: () => void remove() }]
      : []),
  ]
}

function History({ id }: { id: string }) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(mailingsQuery(id))
  if (found.isPending) return <Skeleton active title={false} />
  const items = found.data?.items ?? []
  return (
    <>
      <ErrorNote error={found.error} />
      {items.length === 0 && <p className="muted">{t('reports.never-mailed')}</p>}
      <ul className="mailings">
        {items.map((one) => (
          <li key={one.id}>
            {format.day(one.day)} · {one.receiver.name} · <State mailing={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function State({ mailing: { state, reason, attempts } }: { mailing: Mailing }) {
  const t = useText()
  const refusal = useRefusalText()
  const why = reason && (/^[a-z-]+\.[a-z-]+$/.test(reason) ? refusal(reason) : reason)
  return (
    <>
      <b>{t(`reports.mailing-${state}`)}</b>
      {attempts > 1 && ` · ${t('reports.attempts', { count: attempts })}`}
      {why && ` · ${why}`}
    </>
  )
}
