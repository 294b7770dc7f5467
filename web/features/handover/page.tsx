import { useQuery } from '@tanstack/react-query'
import { Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { HandOverCard } from './hand-over-card.tsx'
import { type Box, boxQuery } from './queries.ts'

const BOXES: readonly Box[] = ['received', 'escalated', 'sent', 'answered']

/** Hand-overs that wait for me, those I wait for, and the answered ones. */
export function HandOversPage() {
  const t = useText()
  const [box, setBox] = useState<Box>('received')
  const found = useQuery(boxQuery(box))
  return (
    <div className="page page-narrow">
      <PageHeader title={t('app.hand-overs')} />
      <Segmented<Box>
        aria-label={t('app.hand-overs')}
        value={box}
        onChange={setBox}
        options={BOXES.map((one) => ({ value: one, label: t(`handover.box-${one}`) }))}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <div className="stack">
        {found.data?.items.map((one) => (
          <HandOverCard key={one.id} handOver={one} />
        ))}
      </div>
      {found.data?.items.length === 0 && (
        <EmptyState title={t(`handover.none-${box}`)} hint={t('handover.none-hint')} />
      )}
    </div>
  )
}
