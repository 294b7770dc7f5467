import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import type { OpportunityEffect } from '../../../src/features/pipeline/contract/previews.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { useFunctionName } from '../../client/functions.ts'
import type { ObjectMetadata } from '../../client/metadata.ts'
import { useNamesOfIds } from '../../client/names.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useConditionWords } from '../../records/condition-words.ts'
import { effectsPage } from './queries.ts'

/** What publishing would do to each running opportunity at a stage, a page at a time. */
export function Effects({
  document,
  mapping,
  stage,
  object,
}: {
  document: PlanDocument
  mapping: Readonly<Record<string, string>>
  stage: string
  object: ObjectMetadata
}) {
  const t = useText()
  const label = useLabel()
  const consequences = useConsequences(object)
  const found = useInfiniteQuery({
    queryKey: ['about', 'plan-draft', 'effects', document, mapping, stage],
    queryFn: ({ pageParam }) => effectsPage(document, mapping, stage, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  })
  const items = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="plan-effects">
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {found.isSuccess && items.length === 0 && <p className="muted">{t('plan.effects-none')}</p>}
      <ul>
        {items.map((one) => (
          <li key={one.id}>
            <Link to="/opportunities/$id" params={{ id: one.id }}>
              {one.title}
            </Link>{' '}
            <span className="muted">
              {one.holder.name} · {label(one.from.label)} → {one.to ? label(one.to.label) : '–'}
            </span>
            <ul>
              {consequences(one).map((said) => (
                <li key={said} className="muted">
                  {said}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button size="small" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('plan.effects-more')}
        </Button>
      )}
    </div>
  )
}

/** Says what becomes of one opportunity besides its stage. */
function useConsequences(object: ObjectMetadata): (effect: OpportunityEffect) => string[] {
  const t = useText()
  const label = useLabel()
  const functionName = useFunctionName()
  const words = useConditionWords(object, useNamesOfIds())
  const fieldName = (name: string) => {
    const field = object.fields.find((one) => one.name === name)
    return field ? label(field.label) : name
  }
  return ({ holder, unmet, tasks, supporters }) => [
    ...(holder.lacks ? [t('plan.effect-lacks', { function: functionName(holder.lacks) })] : []),
    ...(unmet.fields.length ? [t('plan.effect-fields', { list: unmet.fields.map(fieldName) })] : []),
    ...(unmet.conditions.length ? [t('plan.effect-gates', { list: unmet.conditions.map(words) })] : []),
    ...(tasks.length ? [t('plan.effect-tasks', { list: tasks.map((one) => label(one.label)) })] : []),
    ...(supporters.coming.length
      ? [t('plan.effect-coming', { list: supporters.coming.map(functionName) })]
      : []),
    ...(supporters.going.length
      ? [t('plan.effect-going', { list: supporters.going.map(functionName) })]
      : []),
  ]
}
