import { Alert, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import type { Pointed } from './marked-panel.tsx'
import type { Which } from './queries.ts'

/** What every place of the page is given. */
export type Asking = { which: Which; onPoint: (pointed: Pointed) => void }

type Found<T> = {
  data: T | undefined
  error: unknown
  isPending: boolean
  isPlaceholderData: boolean
  refetch: () => unknown
}

/** An answer once it is there, what stood before meanwhile; of how many opportunities it is made stands below it. */
export function Outcome<T extends { counted: number; more: boolean; attended: number }>(props: {
  found: Found<T>
  children: (answer: T) => ReactNode
}) {
  const t = useText()
  const format = useFormat()
  const { data, error, isPending, isPlaceholderData, refetch } = props.found
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />
  if (isPending || !data) return <Skeleton active />
  if (data.counted === 0) return <EmptyState title={t('mining.nothing')} hint={t('mining.nothing-hint')} />
  return (
    <div className="stack" style={{ opacity: isPlaceholderData ? 0.6 : 1 }} aria-busy={isPlaceholderData}>
      {data.attended === 0 && <Alert type="info" showIcon title={t('mining.unattended')} />}
      {props.children(data)}
      <p className="muted">
        {t(data.more ? 'mining.counted-newest' : 'mining.counted', { n: format.number(data.counted, 0) })}
      </p>
    </div>
  )
}
