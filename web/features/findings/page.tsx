import './findings.css'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Select, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import {
  type Checked,
  FINDING_BOXES,
  FINDING_KINDS,
  type Finding,
  type FindingBox,
  type FindingKind,
} from '../../../src/features/findings/contract.ts'
import { useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { FindingCard } from './finding-card.tsx'
import {
  type Asked,
  findingCountsQuery,
  findingsChanged,
  findingsQuery,
  runFindingChecks,
} from './queries.ts'

type Mend = (finding: Finding) => ReactNode
const AT_FIRST = 5 // of each check, until one is chosen
const PAGE = 50

/** What the standing checks found, by check: what is wrong, who holds it and until when, and what mends it. */
export function FindingsPage({ mend }: { mend: Mend }) {
  const t = useText()
  const me = useMe()
  const [asked, set] = useAddress()
  const counts = useQuery(findingCountsQuery(asked.box))
  const kinds = counts.data?.kinds ?? []
  const shown = asked.kind
    ? [asked.kind]
    : asked.person || asked.state === 'ended'
      ? []
      : FINDING_KINDS.filter((kind) => kinds.some((one) => one.kind === kind))
  const isList = asked.kind !== undefined || asked.person !== undefined || asked.state === 'ended'
  const countOf = (kind: FindingKind) => kinds.find((one) => one.kind === kind)
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t('findings.title')}
        hint={t('findings.hint')}
        actions={me.rights.admin && <CheckNow kind={asked.kind} />}
      />
      <Bar asked={asked} set={set} />
      <ErrorNote error={counts.error} onRetry={() => void counts.refetch()} />
      {counts.isPending && <Skeleton active />}
      <div className="stack">
        {isList ? (
          <Section
            key={JSON.stringify(asked)}
            asked={asked}
            limit={PAGE}
            mend={mend}
            {...(asked.kind ? { count: countOf(asked.kind) } : {})}
          />
        ) : (
          shown.map((kind) => (
            <Section
              key={kind}
              asked={{ ...asked, kind }}
              limit={AT_FIRST}
              count={countOf(kind)}
              mend={mend}
              onAll={() => set({ kind })}
            />
          ))
        )}
      </div>
      {!isList && counts.data && shown.length === 0 && (
        <EmptyState title={t('findings.none')} hint={t('findings.none-hint')} />
      )}
    </div>
  )
}

function Bar({ asked, set }: { asked: Asked; set: (change: Partial<Asked>) => void }) {
  const t = useText()
  const { kinds = [], people = [] } = useQuery(findingCountsQuery(asked.box)).data ?? {}
  const count = (kind: FindingKind) => kinds.find((one) => one.kind === kind)?.open ?? 0
  return (
    <div className="findings-bar">
      <Segmented<FindingBox>
        aria-label={t('findings.box')}
        value={asked.box}
        onChange={(box) => set({ box, person: undefined })}
        options={FINDING_BOXES.map((one) => ({ value: one, label: t(`findings.box-${one}`) }))}
      />
      <Select<FindingKind | ''>
        aria-label={t('findings.kind')}
        value={asked.kind ?? ''}
        onChange={(kind) => set({ kind: kind || undefined })}
        options={[
          { value: '', label: t('findings.all-kinds') },
          ...FINDING_KINDS.filter(
            (kind) => kind === asked.kind || count(kind) > 0 || asked.state === 'ended',
          ).map((kind) => ({
            value: kind,
            label: `${t(`findings.kind-${kind}`)}${count(kind) ? ` · ${count(kind)}` : ''}`,
          })),
        ]}
      />
      {asked.box !== 'mine' && (
        <Select<string>
          aria-label={t('findings.person')}
          value={asked.person ?? ''}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(person) => set({ person: person || undefined })}
          options={[
            { value: '', label: t('findings.everyone') },
            ...people.map(({ person, open }) => ({ value: person.id, label: `${person.name} · ${open}` })),
          ]}
        />
      )}
      <Segmented<Asked['state']>
        aria-label={t('findings.state')}
        value={asked.state}
        onChange={(state) => set({ state })}
        options={(['open', 'ended'] as const).map((one) => ({
          value: one,
          label: t(`findings.state-${one}`),
        }))}
      />
    </div>
  )
}

function Section({
  asked,
  limit,
  count,
  mend,
  onAll,
}: {
  asked: Asked
  limit: number
  count?: { open: number; overdue: number } | undefined
  mend: Mend
  onAll?: () => void
}) {
  const t = useText()
  const found = useInfiniteQuery(findingsQuery(asked, limit))
  const items = (found.data?.pages ?? []).flatMap((page) => page.items)
  const isOpen = asked.state === 'open'
  if (found.data && items.length === 0)
    return onAll ? null : <EmptyState title={t(isOpen ? 'findings.none' : 'findings.none-ended')} />
  return (
    <section className="card finding-kind">
      <header>
        {asked.kind && <h2>{t(`findings.kind-${asked.kind}`)}</h2>}
        {isOpen && count && <span className="muted">{count.open}</span>}
        {isOpen && count && count.overdue > 0 && (
          <span className="late">{t('findings.overdue', { count: count.overdue })}</span>
        )}
      </header>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {items.map((one) => (
        <FindingCard key={one.id} finding={one} mend={mend(one)} />
      ))}
      {onAll && found.hasNextPage && (
        <Button type="link" onClick={onAll}>
          {t('findings.all-of-kind', { count: count?.open ?? items.length })}
        </Button>
      )}
      {!onAll && found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('findings.more')}
        </Button>
      )}
    </section>
  )
}

function CheckNow({ kind }: { kind: FindingKind | undefined }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const running = useMutation({
    mutationFn: async () => {
      const checked: Checked[] = []
      // one after the other: in a large company all of them at once take longer than a browser waits
      for (const one of kind ? [kind] : FINDING_KINDS)
        checked.push(...(await runFindingChecks([one])).checked)
      return checked
    },
    onSuccess: (checked) => {
      const sum = (what: 'opened' | 'ended') => checked.reduce((all, one) => all + one[what], 0)
      toast.done(t('findings.checked', { opened: sum('opened'), ended: sum('ended') }))
      findingsChanged(queries)
    },
    onError: toast.failed,
  })
  return (
    <Button loading={running.isPending} onClick={() => running.mutate()}>
      {t('findings.check-now')}
    </Button>
  )
}

/** What is asked for, kept in the page's address. */
function useAddress(): [Asked, (change: Partial<Asked>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const asked: Asked = {
    box: FINDING_BOXES.find((one) => one === search['box']) ?? 'mine',
    kind: FINDING_KINDS.find((one) => one === search['kind']),
    person: typeof search['person'] === 'string' && search['person'] !== '' ? search['person'] : undefined,
    state: search['state'] === 'ended' ? 'ended' : 'open',
  }
  const set = (change: Partial<Asked>) => {
    const { box, state, ...rest } = { ...asked, ...change }
    const next = { ...rest, ...(box === 'mine' ? {} : { box }), ...(state === 'open' ? {} : { state }) }
    void navigate({ to: '.', search: next as never, replace: true })
  }
  return [asked, set]
}
