import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { compilePlan, type PlanVersion, publishPlan } from '../../../src/features/plan/contract.ts'
import { call } from '../../client/call.ts'
import { documentIn, type PlanDraft, type PlanInput, placedProblems } from './plan-draft.ts'

/** What the compiler finds in a draft, each at its place. */
export function problemsQuery(draft: PlanDraft) {
  const document = documentIn(draft)
  return queryOptions({
    queryKey: ['about', 'plan-draft', 'problems', document],
    queryFn: async ({ signal }) =>
      placedProblems((await call(compilePlan, { body: document, signal })).findings, draft),
    placeholderData: keepPreviousData,
  })
}

export function publish(body: PlanInput): Promise<PlanVersion> {
  return call(publishPlan, { body, idempotencyKey: crypto.randomUUID() })
}
