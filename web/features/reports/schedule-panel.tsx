import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { Schedule } from '../../../src/features/reports/contract/schedules.ts'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { changeSchedule, createSchedule, reportsChanged, schedulesQuery } from './queries.ts'
import { RhythmFields, type ScheduleDraft } from './rhythm-fields.tsx'
import { ScheduleLine } from './schedule-line.tsx'

type Subject = { what: Schedule['what']; of: string }

/** What is mailed of one report or dashboard, to whom and when; and one more. */
export function SchedulePanel({ subject, onClose }: { subject: Subject; onClose: () => void }) {
  const t = useText()
  const found = useQuery(schedulesQuery(subject))
  const [editing, setEditing] = useState<Schedule | 'new'>()
  const items = found.data?.items ?? []
  const isForm = editing !== undefined || (found.data && items.length === 0)
  return (
    <SidePanel open title={t('reports.mail')} onClose={onClose} width={560}>
      <p className="muted">{t('reports.mail-hint')}</p>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <ul className="schedules">
        {items.map((one) => (
          <ScheduleLine key={one.id} schedule={one} onEdit={() => setEditing(one)} />
        ))}
      </ul>
      {found.data && !isForm && (
        <Button onClick={() => setEditing('new')}>{t('reports.mail-another')}</Button>
      )}
      {found.data && isForm && (
        <ScheduleForm
          key={typeof editing === 'object' ? editing.id : 'new'}
          subject={subject}
          schedule={typeof editing === 'object' ? editing : undefined}
          timeZone={found.data.timeZone}
          onDone={() => setEditing(undefined)}
        />
      )}
    </SidePanel>
  )
}

/** When and to whom; of a schedule there is, or of a new one. */
export function ScheduleForm({
  subject,
  schedule,
  timeZone,
  onDone,
}: {
  subject: Subject
  schedule: Schedule | undefined
  timeZone: string
  onDone: () => void
}) {
  const t = useText()
  const me = useMe()
  const toast = useToast()
  const queries = useQueryClient()
  const { id, name } = me.person
  const [draft, setDraft] = useState<ScheduleDraft>(
    schedule ?? { rhythm: { every: 'week', on: 1, hour: 9 }, receivers: [{ id, name }] },
  )
  const saving = useMutation({
    mutationFn: () => {
      const body = { rhythm: draft.rhythm, receivers: draft.receivers.map((one) => one.id) }
      return schedule ? changeSchedule(schedule, body) : createSchedule({ ...subject, ...body })
    },
    onSuccess: async () => {
      await reportsChanged(queries)
      toast.done(t('reports.mail-kept'))
      onDone()
    },
  })
  return (
    <form
      className="schedule-form"
      aria-label={t('reports.mail')}
      onSubmit={(event) => {
        event.preventDefault()
        if (draft.receivers.length > 0) saving.mutate()
      }}
    >
      <RhythmFields draft={draft} timeZone={timeZone} onChange={setDraft} />
      <ErrorNote error={saving.error} />
      <div className="panel-foot">
        <Button
          type="primary"
          htmlType="submit"
          loading={saving.isPending}
          disabled={draft.receivers.length === 0}
        >
          {t(schedule ? 'reports.keep' : 'reports.mail-start')}
        </Button>
        {schedule && <Button onClick={onDone}>{t('kit.cancel')}</Button>}
      </div>
    </form>
  )
}
