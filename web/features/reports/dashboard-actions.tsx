import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import type { Dashboard } from '../../../src/features/reports/contract/dashboards.ts'
import { type MoreAction, MoreMenu } from '../../kit/more-menu.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { NamingDialog } from './naming-dialog.tsx'
import { changeDashboard, createDashboard, removeDashboard, reportsChanged, startWith } from './queries.ts'
import { SchedulePanel } from './schedule-panel.tsx'

/** What is done with a whole dashboard: made, copied, named, shared, mailed, removed, opened first. */
export function DashboardActions({
  dashboard,
  onOpen,
}: {
  dashboard: Dashboard
  onOpen: (id: string) => void
}) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'new' | 'copy' | 'name' | 'mail'>()
  const settle = () => reportsChanged(queries)
  const starting = useMutation({ mutationFn: startWith, onSuccess: settle, onError: toast.failed })
  const removing = useMutation({ mutationFn: removeDashboard, onSuccess: settle, onError: toast.failed })
  const { editable, start, sharing, tiles } = dashboard
  const name = label(dashboard.label)
  const remove = () =>
    modal.confirm({
      title: t('reports.remove-dashboard', { name }),
      content: t('reports.remove-dashboard-what'),
      okText: t('reports.remove'),
      okButtonProps: { danger: true },
      cancelText: t('kit.cancel'),
      onOk: () => removing.mutateAsync(dashboard).catch(() => {}),
    })
  const actions: MoreAction[] = [
    ...(start
      ? []
      : [{ key: 'start', label: t('reports.start-here'), onDo: () => starting.mutate(dashboard) }]),
    { key: 'copy', label: t('reports.copy'), onDo: () => setOpen('copy') },
    ...(editable
      ? [
          { key: 'name', label: t('reports.name-and-share'), onDo: () => setOpen('name') },
          { key: 'remove', label: t('reports.remove'), danger: true, onDo: () => void remove() },
        ]
      : []),
  ]
  return (
    <>
      <Button onClick={() => setOpen('mail')}>{t('reports.mail')}</Button>
      <Button onClick={() => setOpen('new')}>{t('reports.new-dashboard')}</Button>
      <MoreMenu actions={actions} />
      {open === 'mail' && (
        <SchedulePanel subject={{ what: 'dashboard', of: dashboard.id }} onClose={() => setOpen(undefined)} />
      )}
      {open && open !== 'mail' && (
        <NamingDialog
          title={t(open === 'name' ? 'reports.name-and-share' : 'reports.new-dashboard')}
          first={{
            name: open === 'new' ? '' : open === 'copy' ? t('reports.copy-of', { name }) : name,
            sharing:
              open === 'name'
                ? { with: sharing.with, departments: sharing.departments.map(({ id }) => id) }
                : { with: 'nobody', departments: [] },
          }}
          onKeep={async (naming) => {
            const kept =
              open === 'name'
                ? await changeDashboard(dashboard, naming)
                : await createDashboard({ ...naming, tiles: open === 'copy' ? tiles : [] })
            await settle()
            onOpen(kept.id)
          }}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}
