import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  compilePlan,
  listVersions,
  type PlanDocument,
  type PlanVersion,
  previewPublishing,
  publishPlan,
  readVersion as readVersionOf,
} from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { call } from '../../client/call.ts'
import { documentIn, type PlanDraft, type PlanInput, placedProblems } from './plan-draft.ts'

/** What publishing a draft would change, and where running opportunities would go. */
export function previewQuery(draft: PlanDraft, mapping: Readonly<Record<string, string>>) {
  const document = documentIn(draft)
  return queryOptions({
    queryKey: ['about', 'plan-draft', 'preview', document, mapping],
    queryFn: ({ signal }) => call(previewPublishing, { body: { document, mapping: { ...mapping } }, signal }),
  })
}
export type Preview = Awaited<ReturnType<NonNullable<ReturnType<typeof previewQuery>['queryFn']>>>

/** Every published version, newest first. */
export const versionsQuery = queryOptions({
  queryKey: ['about', 'plan-version', 'all'],
  queryFn: ({ signal }) => call(listVersions, { signal }),
})

/** The document of a version. */
export async function readVersion(id: string): Promise<PlanDocument> {
  return documentOf(await call(readVersionOf, { params: { id } }))
}

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
