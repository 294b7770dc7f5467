import { queryOptions, useQuery } from '@tanstack/react-query'
import { currentPlan, type PlanVersion, type Stage } from '../../src/features/plan/contract.ts'
import { call } from './call.ts'

/** The published division plan: stages, gates, rules. */
export const planQuery = queryOptions({
  queryKey: ['about', 'plan-version', 'current'],
  queryFn: ({ signal }) => call(currentPlan, { signal }) as Promise<PlanVersion>,
  staleTime: 5 * 60_000,
})

/** The stages in their order; empty while they load. */
export function useStages(): readonly Stage[] {
  return useQuery(planQuery).data?.stages ?? []
}
