import { queryOptions, useQuery } from '@tanstack/react-query'
import { currentPlan, type PlanInUse, type Stage } from '../../src/features/plan/contract.ts'
import { call } from './call.ts'

/** The published division plan: stages, gates, rules. */
export const planQuery = queryOptions({
  queryKey: ['about', 'plan-version', 'current'],
  queryFn: ({ signal }) => call(currentPlan, { signal }) as Promise<PlanInUse>,
  staleTime: 5 * 60_000,
})

/** The stages in their order; empty while they load. */
export function useStages(): readonly Stage[] {
  return useQuery(planQuery).data?.stages ?? []
}

/** Also the stages of earlier versions at which opportunities still stand: what a stage's id is called. */
export function useEveryStage(): readonly Stage[] {
  const plan = useQuery(planQuery).data
  return plan ? [...plan.stages, ...plan.elsewhere] : []
}

export type StageColumn = { stage: Stage; ids: readonly string[] }

/** The stages in their order, each with the ids of its namesakes in other versions; those that are gone stand last while somebody is there. */
export function useStageColumns(): readonly StageColumn[] {
  const stages = useEveryStage()
  const byKey = Map.groupBy(stages, ({ key }) => key)
  return [...byKey.values()].flatMap((list) => {
    const [stage] = list
    return stage ? [{ stage, ids: list.map(({ id }) => id) }] : []
  })
}
