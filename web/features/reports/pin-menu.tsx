import { PushpinOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import type { Report } from '../../../src/features/reports/contract.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { NamingDialog } from './naming-dialog.tsx'
import { changeDashboard, createDashboard, dashboardsQuery, reportsChanged } from './queries.ts'

/** Pins a report to a dashboard of the reader's, or to a new one. */
export function PinMenu({ report }: { report: Report }) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const queries = useQueryClient()
  const [naming, setNaming] = useState(false)
  const own = (useQuery(dashboardsQuery).data?.items ?? []).filter(({ editable }) => editable)
  const tile = { report: report.id, width: 'half' as const }
  const pin = async (id: string) => {
    const dashboard = own.find((one) => one.id === id)
    if (!dashboard) return setNaming(true)
    try {
      await changeDashboard(dashboard, { tiles: [...dashboard.tiles, tile] })
      await reportsChanged(queries)
      toast.done(t('reports.pinned', { dashboard: label(dashboard.label) }))
    } catch (error) {
      toast.failed(error)
    }
  }
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...own.map(({ id, label: name, tiles }) => ({
              key: id,
              label: label(name),
              disabled: tiles.some((one) => one.report === report.id),
            })),
            { key: 'new', label: t('reports.new-dashboard') },
          ],
          onClick: ({ key }) => void pin(key),
        }}
      >
        <Button icon={<PushpinOutlined />} aria-haspopup="menu">
          {t('reports.pin')}
        </Button>
      </Dropdown>
      {naming && (
        <NamingDialog
          title={t('reports.new-dashboard')}
          first={{ name: '', sharing: { with: 'nobody', departments: [] } }}
          onKeep={async (given) => {
            await createDashboard({ ...given, tiles: [tile] })
            await reportsChanged(queries)
            toast.done(t('reports.pinned', { dashboard: given.name }))
          }}
          onClose={() => setNaming(false)}
        />
      )}
    </>
  )
}
