import './reports.css'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useState } from 'react'
import type { Schedule } from '../../../src/features/reports/contract/schedules.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { schedulesQuery } from './queries.ts'
import { ScheduleLine } from './schedule-line.tsx'
import { ScheduleForm } from './schedule-panel.tsx'

/** Everything a person has mailed or is mailed, the one a mail leads to first. */
export function MailPage() {
  const t = useText()
  const { schedule } = useSearch({ strict: false }) as { schedule?: string }
  const found = useQuery(schedulesQuery())
  const [editing, setEditing] = useState<Schedule>()
  const items = found.data?.items ?? []
  const ordered = [...items].sort((a, b) => Number(b.id === schedule) - Number(a.id === schedule))
  return (
    <div className="page page-narrow">
      <PageHeader title={t('reports.mails')} hint={t('reports.mails-hint')} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && items.length === 0 && (
        <EmptyState title={t('reports.mails-none')} hint={t('reports.mails-none-hint')} />
      )}
      {items.length > 0 && (
        <ul className="card schedules">
          {ordered.map((one) => (
            <ScheduleLine key={one.id} named schedule={one} onEdit={() => setEditing(one)} />
          ))}
        </ul>
      )}
      {editing && (
        <SidePanel open title={t('reports.mail')} onClose={() => setEditing(undefined)} width={560}>
          <ScheduleForm
            subject={editing}
            schedule={editing}
            timeZone={found.data?.timeZone ?? ''}
            onDone={() => setEditing(undefined)}
          />
        </SidePanel>
      )}
    </div>
  )
}
