import './splits.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { SPLIT_BOXES, type SplitBox } from '../../../src/features/splits/contract.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { splitsQuery, unsplitQuery } from './queries.ts'
import { SplitCard } from './split-card.tsx'
import { WeightsDialog } from './weights-dialog.tsx'

const STATES = ['open', 'ended'] as const
type State = (typeof STATES)[number]

/** Splits I am part of, those I settle, and what several won that nobody has split. */
export function SplitsPage() {
  const t = useText()
  const me = useMe()
  const [{ box, state }, set] = useAddress()
  const [weighing, setWeighing] = useState(false)
  const found = useInfiniteQuery(splitsQuery(box, state))
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('splits.title')}
        hint={t('splits.hint')}
        actions={me.rights.admin && <Button onClick={() => setWeighing(true)}>{t('splits.weights')}</Button>}
      />
      <div className="splits-bar">
        <Segmented<SplitBox>
          aria-label={t('splits.box')}
          value={box}
          onChange={(next) => set({ box: next })}
          options={SPLIT_BOXES.map((one) => ({ value: one, label: t(`splits.box-${one}`) }))}
        />
        <Segmented<State>
          aria-label={t('splits.state')}
          value={state}
          onChange={(next) => set({ state: next })}
          options={STATES.map((one) => ({ value: one, label: t(`splits.${one}`) }))}
        />
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <div className="stack">
        {items.map((split) => (
          <section key={split.id} className="card">
            <SplitCard split={split} />
          </section>
        ))}
      </div>
      {found.data && items.length === 0 && (
        <EmptyState title={t('splits.none')} hint={t('splits.none-hint')} />
      )}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('splits.more')}
        </Button>
      )}
      {state === 'open' && <Missing />}
      {weighing && <WeightsDialog onClose={() => setWeighing(false)} />}
    </div>
  )
}

function Missing() {
  const t = useText()
  const format = useFormat()
  const items = useQuery(unsplitQuery).data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="card">
      <h2>{t('splits.missing')}</h2>
      <p className="muted">{t('splits.missing-hint')}</p>
      <ul className="split-missing">
        {items.map(({ opportunity, holder, people, closedAt }) => (
          <li key={opportunity.id}>
            <Link to="/opportunities/$id" params={{ id: opportunity.id }}>
              {opportunity.title}
            </Link>
            <span className="muted">
              {t('splits.missing-line', { holder: holder.name, people, when: format.instant(closedAt) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useAddress() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const asked: { box: SplitBox; state: State } = {
    box: SPLIT_BOXES.find((one) => one === search['box']) ?? 'mine',
    state: search['state'] === 'ended' ? 'ended' : 'open',
  }
  const set = (change: Partial<typeof asked>) =>
    void navigate({ to: '.', search: { ...asked, ...change } as never, replace: true })
  return [asked, set] as const
}
