import './designer.css'
import './plan.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useState } from 'react'
import type { PlanVersion } from '../../../src/features/plan/contract.ts'
import { type ObjectMetadata, useObject } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { Designer, type Trial } from './designer.tsx'
import { loadDraft } from './queries.ts'
import type { Kept } from './saver.ts'

/**
 * The division plan: its stages, duties, processes, rules and pools; worked on as a draft until it is published as a new version.
 * `trial` lets rules be tried.
 */
export function PlanPage({ trial }: { trial?: Trial }) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(planQuery)
  const object = useObject('opportunity')
  const version = found.data
  return (
    <>
      <PageHeader
        title={t('plan.plan')}
        beside={
          version && (
            <span className="muted">
              {t('plan.version', { number: version.number })}
              {version.publishedAt &&
                ` · ${t('plan.published', { when: format.instant(version.publishedAt) })}`}
            </span>
          )
        }
        hint={t('plan.hint')}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {version && object && <Drafted current={version} object={object} trial={trial} />}
    </>
  )
}

type Given = { current: PlanVersion; object: ObjectMetadata; trial: Trial | undefined }

/** The draft the address names, else what is in force; the first change begins a draft, and the address then names it. */
function Drafted({ current, object, trial }: Given) {
  const named = (useSearch({ strict: false }) as Record<string, unknown>)['draft']
  const id = typeof named === 'string' && named !== '' ? named : undefined
  const navigate = useNavigate()
  // The draft begun by a change on the page: the page goes on, though the address names it only now.
  const [begun, setBegun] = useState<{ id: string; on: string }>()
  const isBegun = begun !== undefined && begun.id === id
  const opened = useQuery({
    queryKey: ['plan-draft', id],
    queryFn: () => loadDraft(id ?? ''),
    enabled: id !== undefined && !isBegun,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  // Each leaving of a draft begins the page anew, also where what is in force is the same as before.
  const [round, setRound] = useState(0)
  const name = (draft: string | undefined) =>
    void navigate({ to: '.', search: (draft ? { draft } : {}) as never, replace: true })
  const goTo = (draft: string | undefined) => {
    setRound(round + 1)
    setBegun(undefined)
    name(draft)
  }
  if (id !== undefined && !isBegun) {
    if (opened.isPending) return <Skeleton active />
    if (!opened.data)
      return <Gone error={opened.error} current={current} object={object} trial={trial} goTo={goTo} />
  }
  const session = isBegun ? begun.on : `${id ?? current.id} ${round}`
  return (
    <Designer
      key={session}
      current={current}
      object={object}
      trial={trial}
      opened={isBegun ? undefined : opened.data}
      onBegun={(draft: Kept) => {
        setBegun({ id: draft.id, on: session })
        name(draft.id)
      }}
      goTo={goTo}
    />
  )
}

/** The draft cannot be had; what is in force is shown instead. */
function Gone({
  error,
  current,
  object,
  trial,
  goTo,
}: Given & { error: unknown; goTo: (draft: string | undefined) => void }) {
  return (
    <>
      <ErrorNote error={error} />
      <Designer
        current={current}
        object={object}
        trial={trial}
        opened={undefined}
        onBegun={(draft) => goTo(draft.id)}
        goTo={goTo}
      />
    </>
  )
}
