import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { DELIVERY_STATES } from '../../../src/features/delivery/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type DeliveryItem, type DeliveryState, deliveriesQuery, retry } from './queries.ts'

const COLOURS = { waiting: 'processing', sent: 'success', 'given-up': 'error', dropped: 'default' } as const

/** What was sent, waits or failed, with what the receiver said; what failed can be tried again. */
export function DeliveriesCard() {
  const t = useText()
  const [state, setState] = useState<DeliveryState>()
  const found = useInfiniteQuery({ ...deliveriesQuery(state), refetchInterval: 15_000 })
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <section className="card" aria-label={t('delivery.deliveries')}>
      <div className="channel-head">
        <h2>{t('delivery.deliveries')}</h2>
        <Select<DeliveryState | ''>
          aria-label={t('delivery.state')}
          value={state ?? ''}
          onChange={(chosen) => setState(chosen || undefined)}
          popupMatchSelectWidth={false}
          options={[
            { value: '', label: t('delivery.state-every') },
            ...DELIVERY_STATES.map((value) => ({ value, label: t(`delivery.state-${value}`) })),
          ]}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      <ul className="deliveries">
        {items.map((one) => (
          <Line key={one.id} delivery={one} />
        ))}
      </ul>
      {found.isSuccess && items.length === 0 && <EmptyState title={t('delivery.deliveries-none')} />}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('delivery.earlier')}
        </Button>
      )}
    </section>
  )
}

function Line({ delivery }: { delivery: DeliveryItem }) {
  const t = useText()
  const format = useFormat()
  const toast = useToast()
  const queries = useQueryClient()
  const { id, channel, receiver, state, notices, attempts, createdAt, nextTryAt, endedAt, lastError } =
    delivery
  const trying = useMutation({
    mutationFn: () => retry(id),
    onSuccess: () => {
      toast.done(t('delivery.retried'))
      return queries.invalidateQueries({ queryKey: ['channels'] })
    },
    onError: toast.failed,
  })
  return (
    <li>
      <div>
        <p>
          <Tag color={COLOURS[state]}>{t(`delivery.state-${state}`)}</Tag> {t(`delivery.kind-${channel}`)} ·{' '}
          {receiver}
        </p>
        <p className="muted">
          {t('delivery.notices-in', { count: notices })} · {format.instant(endedAt ?? createdAt)}
          {attempts > 1 && <> · {t('delivery.attempts', { count: attempts })}</>}
          {state === 'waiting' && nextTryAt && (
            <> · {t('delivery.next-try', { when: format.instant(nextTryAt) })}</>
          )}
        </p>
        {lastError && <p className="channel-error">{lastError}</p>}
      </div>
      {(state === 'waiting' || state === 'given-up') && (
        <Button size="small" loading={trying.isPending} onClick={() => trying.mutate()}>
          {t('delivery.retry')}
        </Button>
      )}
    </li>
  )
}
