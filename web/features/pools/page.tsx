import './pools.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Segmented, Skeleton } from 'antd'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { Applications } from './applications.tsx'
import { LyingList } from './lying-list.tsx'
import { PoolCard } from './pool-card.tsx'
import { type PoolInView, poolsQuery } from './queries.ts'

type View = 'lying' | 'applications' | 'mine'

/** The pools I may claim from or keep: what lies in one, what I may still take, who applies. */
export function PoolsPage() {
  const t = useText()
  const label = useLabel()
  const navigate = useNavigate()
  const asked = useSearch({ strict: false }) as { pool?: string; view?: string }
  const { admin, leads } = useMe().rights
  const maySet = admin || leads
  const found = useQuery(poolsQuery())
  const pools = found.data?.items ?? []
  const pool = pools.find(({ key }) => key === asked.pool) ?? pools[0]
  const views = pool ? viewsOf(pool, pools) : []
  const view = views.find((one) => one === asked.view) ?? 'lying'
  const go = (search: { pool?: string; view?: View }) =>
    void navigate({ to: '/pools', search: { ...asked, ...search } as never })
  return (
    <div className="page page-full pools-page">
      <PageHeader
        title={t('pools.title')}
        hint={t('pools.hint')}
        actions={
          <>
            <Link to="/recycling">{t('app.recycling')}</Link>
            {maySet && <Link to="/settings/pools">{t('app.settings-pools')}</Link>}
          </>
        }
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && !pool && (
        <EmptyState title={t('pools.no-pools')} hint={t('pools.no-pools-hint')}>
          {maySet && <Link to="/settings/pools">{t('app.settings-pools')}</Link>}
        </EmptyState>
      )}
      {pools.length > 1 && pool && (
        <Segmented
          aria-label={t('pools.choose')}
          className="pools-choice"
          value={pool.key}
          onChange={(key) => go({ pool: key })}
          options={pools.map((one) => ({ value: one.key, label: label(one.label) }))}
        />
      )}
      {pool && <PoolCard pool={pool} />}
      {views.length > 1 && pool && (
        <Segmented<View>
          aria-label={t('pools.title')}
          value={view}
          onChange={(next) => go({ view: next })}
          options={views.map((one) => ({ value: one, label: t(`pools.tab-${one}`) + countOf(one, pools) }))}
        />
      )}
      {pool && view === 'lying' && <LyingList key={pool.key} pool={pool} />}
      {view === 'applications' && <Applications box="to-decide" />}
      {view === 'mine' && <Applications box="mine" />}
    </div>
  )
}

function viewsOf({ mine }: PoolInView, pools: readonly PoolInView[]): View[] {
  const asksFirst = pools.some(({ claiming, member }) => claiming === 'on-application' && member)
  return ['lying', ...(mine ? (['applications'] as const) : []), ...(asksFirst ? (['mine'] as const) : [])]
}

function countOf(view: View, pools: readonly PoolInView[]): string {
  const waiting = view === 'applications' ? pools.reduce((sum, one) => sum + one.applications, 0) : 0
  return waiting > 0 ? ` ${waiting}` : ''
}
