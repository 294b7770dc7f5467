import './reports.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { Dashboard } from '../../../src/features/reports/contract/dashboards.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { DashboardActions } from './dashboard-actions.tsx'
import { DashboardTiles } from './dashboard-tiles.tsx'
import { dashboardAnswersQuery, dashboardsQuery } from './queries.ts'
import { ShareNote } from './share-note.tsx'

/** The dashboards a person may open, the one they start with first. */
export function DashboardsPage() {
  const t = useText()
  const label = useLabel()
  const navigate = useNavigate()
  const { open } = useSearch({ strict: false }) as { open?: string }
  const found = useQuery(dashboardsQuery)
  const items = found.data?.items ?? []
  const shown = items.find(({ id }) => id === open) ?? items.find(({ start }) => start) ?? items[0]
  const show = (id: string) => void navigate({ to: '/reports/dashboards', search: { open: id } as never })
  return (
    <div className="page">
      <PageHeader
        title={shown ? label(shown.label) : t('reports.dashboards')}
        beside={shown && <ShareNote kept={shown} />}
        actions={
          shown && (
            <>
              <Select<string>
                aria-label={t('reports.which-dashboard')}
                style={{ minWidth: 180 }}
                value={shown.id}
                showSearch={{ optionFilterProp: 'label' }}
                onChange={show}
                options={items.map((one) => ({
                  value: one.id,
                  label: one.start ? `${label(one.label)} ★` : label(one.label),
                }))}
              />
              <DashboardActions dashboard={shown} onOpen={show} />
            </>
          )
        }
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {open && found.data && shown?.id !== open && (
        <EmptyState title={t('reports.dashboard-gone')} hint={t('reports.dashboard-gone-hint')} />
      )}
      {shown && <Shown key={shown.id} dashboard={shown} />}
    </div>
  )
}

function Shown({ dashboard }: { dashboard: Dashboard }) {
  const t = useText()
  const [arranging, setArranging] = useState(false)
  const found = useQuery(dashboardAnswersQuery(dashboard))
  if (dashboard.tiles.length === 0 && !arranging && !dashboard.editable)
    return <EmptyState title={t('reports.no-tiles')} />
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      <DashboardTiles
        dashboard={dashboard}
        answers={found.data?.tiles}
        arranging={arranging}
        onArrange={setArranging}
      />
    </>
  )
}
