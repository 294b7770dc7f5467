import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { input } from 'zod'
import { previewOpportunities } from '../../../src/features/pipeline/contract/previews.ts'
import { listLedDepartments, publishForDepartments } from '../../../src/features/plan/contract/departments.ts'
import { readPlanFile } from '../../../src/features/plan/contract/files.ts'
import { proposePlan } from '../../../src/features/plan/contract/proposals.ts'
import {
  cancelPublication,
  listPublications,
  readPublication,
  schedulePublication,
} from '../../../src/features/plan/contract/publications.ts'
import {
  changeDraft,
  compilePlan,
  createDraft,
  type Draft,
  deleteDraft,
  listDrafts,
  listVersions,
  type PlanDocument,
  type PlanVersion,
  previewPublishing,
  publishPlan,
  readDraft,
  readVersion as readVersionOf,
  returnToVersion,
} from '../../../src/features/plan/contract.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'
import { previewRecycling } from '../../../src/features/recycling/contract.ts'
import { call } from '../../client/call.ts'
import { documentIn, type PlanDraft, type PlanInput, placedProblems } from './plan-draft.ts'

type Mapping = Readonly<Record<string, string>>

/** What publishing a draft would change, and where running opportunities would go. */
export function previewQuery(draft: PlanDraft, mapping: Mapping) {
  const document = documentIn(draft)
  return queryOptions({
    queryKey: ['about', 'plan-draft', 'preview', document, mapping],
    queryFn: ({ signal }) => call(previewPublishing, { body: { document, mapping: { ...mapping } }, signal }),
  })
}
export type Preview = Awaited<ReturnType<NonNullable<ReturnType<typeof previewQuery>['queryFn']>>>

/** What publishing would do to each running opportunity at a stage, page by page. */
export function effectsPage(
  document: PlanDocument,
  mapping: Mapping,
  stage: string,
  cursor: string | undefined,
) {
  return call(previewOpportunities, {
    body: { document, mapping: { ...mapping }, stage, limit: 20, ...(cursor ? { cursor } : {}) },
  })
}

/** Every published version, newest first. */
export const versionsQuery = queryOptions({
  queryKey: ['about', 'plan-version', 'all'],
  queryFn: ({ signal }) => call(listVersions, { signal }),
})

/** The document of a version. */
export async function readVersion(id: string): Promise<PlanDocument> {
  return documentOf(await call(readVersionOf, { params: { id } }))
}

/** Where opportunities would go if a version were published again: back to where they were mapped from. */
export async function wayBack(id: string): Promise<Mapping> {
  return (await call(returnToVersion, { params: { id } })).mapping
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

/** Publishes from a date. */
export function schedule(body: PlanInput, from: string) {
  return call(schedulePublication, { body: { ...body, from }, idempotencyKey: crypto.randomUUID() })
}

/** Plans that will be published, then those that were to be. */
export const publicationsQuery = queryOptions({
  queryKey: ['about', 'plan-publication', 'all'],
  queryFn: ({ signal }) => call(listPublications, { signal }),
})

/** The document of a plan that will be published. */
export async function scheduledDocument(id: string): Promise<PlanDocument> {
  return (await call(readPublication, { params: { id } })).document
}

export function unschedule(id: string) {
  return call(cancelPublication, { params: { id } })
}

/** The drafts being worked on, last changed first. */
export const draftsQuery = queryOptions({
  queryKey: ['about', 'plan-draft', 'list'],
  queryFn: ({ signal }) => call(listDrafts, { signal }),
})

export function loadDraft(id: string): Promise<Draft> {
  return call(readDraft, { params: { id } })
}

export function beginDraft(body: input<NonNullable<typeof createDraft.body>>): Promise<Draft> {
  return call(createDraft, { body, idempotencyKey: crypto.randomUUID() })
}

/** Keeps another state of a draft, on top of the one that was kept before. */
export function keepDraft(
  { id, version }: Pick<Draft, 'id' | 'version'>,
  document: PlanDocument,
  more: { name?: string; basedOn?: string } = {},
): Promise<Draft> {
  return call(changeDraft, { params: { id }, ifMatch: version, body: { document, ...more } })
}

export function dropDraft({ id, version }: Pick<Draft, 'id' | 'version'>) {
  return call(deleteDraft, { params: { id }, ifMatch: version })
}

/** What a file says: its plan, or what is wrong with it and where. */
export function readFile(text: string) {
  return call(readPlanFile, { body: { text } })
}

/** What a plan would mean for what I see: recycling, follow-ups. */
export function meaningQuery(document: PlanDocument) {
  return queryOptions({
    queryKey: ['about', 'plan-draft', 'meaning', document],
    queryFn: ({ signal }) => call(previewRecycling, { body: { document }, signal }),
  })
}

/** The departments I lead. */
export const ledQuery = queryOptions({
  queryKey: ['about', 'department', 'led'],
  queryFn: ({ signal }) => call(listLedDepartments, { signal }),
})

/** Publishes what a lead says of departments they lead. */
export function publishLed(body: input<NonNullable<typeof publishForDepartments.body>>) {
  return call(publishForDepartments, { body, idempotencyKey: crypto.randomUUID() })
}

/** Proposes a plan to those who may publish it. */
export function propose(body: input<NonNullable<typeof proposePlan.body>>) {
  return call(proposePlan, { body, idempotencyKey: crypto.randomUUID() })
}
