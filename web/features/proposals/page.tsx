import './proposals.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { Proposal } from '../../../src/features/proposals/contract.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { ProposalCard } from './proposal-card.tsx'
import { BOXES, type Box, look, proposalsChanged, proposalsQuery } from './queries.ts'

/** What should change, what is being tried, and whether what was changed kept its promise. `why` says the cause of one. */
export function ImprovementPage({
  why,
  labPath,
}: {
  why: (proposal: Proposal) => ReactNode
  labPath?: string
}) {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const [box, setBox] = useBox()
  const found = useQuery(proposalsQuery(box))
  const items = found.data?.items ?? []
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('proposals.title')}
        hint={t('proposals.hint')}
        actions={me.rights.admin && <LookNow />}
      />
      <div className="proposals-bar">
        <Segmented<Box>
          aria-label={t('proposals.title')}
          value={box}
          onChange={setBox}
          options={BOXES.map((one) => ({ value: one, label: t(`proposals.box-${one}`) }))}
        />
        {found.data?.lookedAt && (
          <span className="muted">
            {t('proposals.looked', { when: format.relative(found.data.lookedAt) })}
          </span>
        )}
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <div className="stack">
        {items.map((one) => (
          <ProposalCard key={one.id} proposal={one} why={why(one)} labPath={labPath} />
        ))}
      </div>
      {found.data && items.length === 0 && (
        <EmptyState title={t(`proposals.none-${box}`)} hint={t('proposals.none-hint')} />
      )}
    </div>
  )
}

function LookNow() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const looking = useMutation({
    mutationFn: look,
    onSuccess: ({ opened, open }) => {
      toast.done(t('proposals.found', { opened, open }))
      proposalsChanged(queries)
    },
    onError: toast.failed,
  })
  return (
    <Button loading={looking.isPending} onClick={() => looking.mutate()}>
      {t('proposals.look')}
    </Button>
  )
}

/** Which box is open, kept in the page's address. */
function useBox(): [Box, (box: Box) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const box = BOXES.find((one) => one === search['box']) ?? 'open'
  return [
    box,
    (next) =>
      void navigate({ to: '.', search: (next === 'open' ? {} : { box: next }) as never, replace: true }),
  ]
}
