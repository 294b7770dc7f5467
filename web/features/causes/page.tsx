import './causes.css'
import { useQuery } from '@tanstack/react-query'
import { Select, Skeleton } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Cause, Causes } from '../../../src/features/causes/contract.ts'
import { addDays } from '../../../src/kernel/time.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'
import { CauseCard } from './cause-card.tsx'
import { causesQuery } from './queries.ts'

const SPANS = [91, 182, 365, 730] as const

/** What loses opportunities or time, the largest first; `change` is what can be done about one. */
export function CausesPage({ change }: { change?: (cause: Cause) => ReactNode }) {
  const t = useText()
  const now = useNow()
  const [days, setDays] = useState<number>(365)
  const to = now.slice(0, 10)
  const found = useQuery(causesQuery({ from: addDays(to, -days), to }))
  const items = found.data?.items ?? []
  const mostOf = (unit: Cause['unit']) =>
    Math.max(0, ...items.filter((one) => one.unit === unit).map(({ interval }) => interval.high))
  return (
    <div className="page page-narrow">
      <PageHeader title={t('causes.title')} hint={t('causes.hint')} />
      <div className="causes-bar">
        <Select<number>
          aria-label={t('causes.period')}
          value={days}
          onChange={setDays}
          style={{ width: 180 }}
          options={SPANS.map((value) => ({ value, label: t(`causes.last-${value}`) }))}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <div className="stack">
        {items.map((one) => (
          <CauseCard key={one.key} cause={one} most={mostOf(one.unit)} change={change?.(one)} />
        ))}
      </div>
      {found.data && items.length === 0 && (
        <EmptyState title={t('causes.none')} hint={t('causes.none-hint')} />
      )}
      {found.data && <Checked checked={found.data.checked} />}
    </div>
  )
}

/** What was compared, and what was too little to be compared: an empty list is an answer. */
function Checked({ checked }: { checked: Causes['checked'] }) {
  const t = useText()
  const format = useFormat()
  const few = checked.kinds.filter(({ compared, tooFew }) => compared === 0 && tooFew > 0)
  const compared = checked.kinds.reduce((sum, one) => sum + one.compared, 0)
  return (
    <p className="muted">
      {t('causes.checked', {
        opportunities: format.number(checked.opportunities, 0),
        compared: format.number(compared, 0),
      })}
      {few.length > 0 && (
        <> {t('causes.too-few', { kinds: few.map(({ kind }) => t(`causes.kind-${kind}`)) })}</>
      )}
      {checked.more && <> {t('causes.newest-only')}</>}
    </p>
  )
}
