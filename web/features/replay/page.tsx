import './replay.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { OpportunityRow } from '../../../src/features/replay/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { Comparison } from './comparison.tsx'
import { OpportunityList } from './opportunity-list.tsx'
import { PeopleTable } from './people-table.tsx'
import { runsQuery } from './queries.ts'
import { QuestionForm } from './question-form.tsx'
import { RunsList } from './runs-list.tsx'
import { WaitingCard } from './waiting-card.tsx'

const MOST_COMPARED = 3
/** Says the terms of a candidate. */
export type Terms = (terms: NonNullable<NonNullable<OpportunityRow['why']>['would']>['terms']) => ReactNode

/** The laboratory: what is tried, what was tried and what came out, side by side with what really happened. */
export function LabPage({ terms }: { terms: Terms }) {
  const t = useText()
  const { draft, chosen, choose } = useAddress()
  const found = useQuery(runsQuery)
  const runs = found.data?.items ?? []
  const compared = chosen.flatMap((id) => runs.find((one) => one.id === id && one.result) ?? [])
  const latest = compared.at(-1)
  return (
    <div className="page">
      <PageHeader title={t('replay.title')} hint={t('replay.hint')} />
      <div className="lab-top">
        <QuestionForm draft={draft} onBegun={(id) => choose([...chosen, id].slice(-MOST_COMPARED))} />
        <section className="card">
          <h2>{t('replay.runs')}</h2>
          <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
          {found.isPending && <Skeleton active />}
          {found.data && runs.length === 0 && (
            <EmptyState title={t('replay.none')} hint={t('replay.none-hint')} />
          )}
          <RunsList runs={runs} chosen={chosen} most={MOST_COMPARED} onChoose={choose} />
        </section>
      </div>
      {latest && (
        <>
          <Comparison runs={compared} />
          <PeopleTable key={`people ${latest.id}`} run={latest} />
          <OpportunityList key={latest.id} run={latest} terms={terms} />
        </>
      )}
      <WaitingCard />
    </div>
  )
}

/** Which runs are compared and which draft is to be tried, kept in the page's address. */
function useAddress() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const text = (name: string) => (typeof search[name] === 'string' ? (search[name] as string) : '')
  const draft = text('draft') || undefined
  const chosen = text('runs').split(',').filter(Boolean).slice(0, MOST_COMPARED)
  const choose = (ids: readonly string[]) => {
    const next = { ...(draft ? { draft } : {}), ...(ids.length > 0 ? { runs: ids.join(',') } : {}) }
    void navigate({ to: '.', search: next as never, replace: true })
  }
  return { draft, chosen, choose }
}
