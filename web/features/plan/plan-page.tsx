import './plan.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { PlanDocument, PlanVersion } from '../../../src/features/plan/contract.ts'
import { useObject } from '../../client/metadata.ts'
import { planQuery } from '../../client/plan.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useLeaveGuard } from '../../kit/use-leave-guard.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { KeeperCard } from './keeper-card.tsx'
import { MatrixCard } from './matrix-card.tsx'
import { changesOf, documentIn, draftOf, inputOf, type PlanDraft, type Publishing } from './plan-draft.ts'
import { PublishBar } from './publish-bar.tsx'
import { PublishPanel } from './publish-panel.tsx'
import { problemsQuery, publish } from './queries.ts'
import { RulesCard } from './rules-card.tsx'
import { SourcesMenu } from './sources-menu.tsx'
import { StagesCard } from './stages-card.tsx'

/** The rules in force, those being edited, and whether these are any different. */
export type Trial = (rules: {
  published: PlanDocument['rules']
  draft: PlanDocument['rules']
  isChanged: boolean
}) => ReactNode

/**
 * The division plan: stages, keeper and routing rules; changes gather until they are published as a new version. `trial` lets rules
 * be tried.
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
      {version && object && <PlanEditor current={version} object={object} trial={trial} />}
    </>
  )
}

type Opportunity = NonNullable<ReturnType<typeof useObject>>

function PlanEditor({
  current,
  object,
  trial,
}: {
  current: PlanVersion
  object: Opportunity
  trial: Trial | undefined
}) {
  const t = useText()
  const { version, draft, changed, problems, change, reset, publishing } = usePlanDraft(current)
  useLeaveGuard(changed.size > 0, t('plan.leave'))
  const [isPublishing, setPublishing] = useState(false)
  const editing = { object, draft, version, changed, problems, onChange: change }
  return (
    <>
      <div className="plan-sources">
        {trial?.({
          published: documentIn(draftOf(version)).rules,
          draft: documentIn(draft).rules,
          isChanged: changed.size > 0,
        })}
        <SourcesMenu draft={draft} onLoad={change} />
      </div>
      <StagesCard {...editing} />
      <MatrixCard {...editing} />
      <KeeperCard {...editing} />
      <RulesCard {...editing} />
      {changed.size > 0 && (
        <PublishBar
          count={changed.size}
          errors={problems.filter(({ level }) => level === 'error').length}
          error={publishing.error}
          onPublish={() => setPublishing(true)}
          onDiscard={() => reset(version)}
          onReload={() => reset(current)}
        />
      )}
      {isPublishing && (
        <PublishPanel
          current={version}
          draft={draft}
          busy={publishing.isPending}
          error={publishing.error}
          onPublish={(how) => publishing.mutate(how, { onSuccess: () => setPublishing(false) })}
          onClose={() => setPublishing(false)}
        />
      )}
    </>
  )
}

/** What is being changed and the version it began with; another version comes in by itself while nothing is changed. */
function usePlanDraft(current: PlanVersion) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [state, setState] = useState(() => ({ version: current, draft: draftOf(current) }))
  const untouched = changesOf(state.draft, state.version).size === 0
  const { version, draft } =
    untouched && state.version !== current ? { version: current, draft: draftOf(current) } : state
  const reset = (to: PlanVersion) => {
    setState({ version: to, draft: draftOf(to) })
    publishing.reset()
  }
  const publishing = useMutation({
    mutationFn: (how: Publishing) => publish(inputOf(draft, version.id, how)),
    onSuccess: (made) => {
      toast.done(t('plan.published-done', { number: made.number }))
      queries.setQueryData(planQuery.queryKey, { ...made, elsewhere: [] })
      void queries.invalidateQueries(planQuery)
      void queries.invalidateQueries({ queryKey: ['records', 'stage'] })
      reset(made)
    },
    onError: (error) => {
      if (isProblem(error, 'plan.newer-version')) void queries.invalidateQueries(planQuery)
    },
  })
  const change = (next: PlanDraft) => setState({ version, draft: next })
  const problems = useQuery(problemsQuery(useDeferredValue(draft))).data ?? []
  return { version, draft, changed: changesOf(draft, version), problems, change, reset, publishing }
}
