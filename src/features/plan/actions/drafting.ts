import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { createDraft as createEndpoint, Draft, PlanDocument } from '../contract.ts'
import * as errors from '../errors.ts'
import { documentOf } from '../rules/document.ts'
import { planTemplate } from '../rules/templates.ts'
import * as store from '../store/drafts.ts'
import { findingsOf, planOfVersion, publishedPlan } from './publishing.ts'

/** The drafts, last changed first (administrators). */
export async function listDrafts(context: Context) {
  requireAdmin(context.viewer)
  return { items: await store.drafts(context.db) }
}

/** A draft and what the compiler finds in it. Refuses `plan.no-such-draft`. */
export async function readDraft(context: Context, id: string): Promise<Draft> {
  requireAdmin(context.viewer)
  const found = await store.draftById(context.db, id)
  if (!found) throw errors.noDraft({ id })
  return { ...found, findings: await findingsOf(context.db, context, found.document) }
}

type From = z.output<NonNullable<typeof createEndpoint.body>>['from']

/** Begins a draft from the published plan, a version, a template (its keeper is the published plan's) or a document. */
export async function createDraft(
  context: Context,
  { name, from }: { name: string; from?: From },
): Promise<Draft> {
  requireAdmin(context.viewer)
  const id = await context.transaction(async (tx) => {
    const current = await publishedPlan(tx)
    const document = await documentFrom(tx, from, documentOf(current))
    const by = context.viewer.personId
    const made = await store.insertDraft(tx, { name, basedOn: current.id, document, by, at: context.now })
    await record(tx, context.actor, context.now, [
      { kind: 'plan.draft-begun', object: 'plan-draft', recordId: made, after: { name, from: from ?? null } },
    ])
    return made
  })
  return readDraft(context, id)
}

async function documentFrom(tx: Tx, from: From, current: PlanDocument): Promise<PlanDocument> {
  if (!from) return current
  if (from.kind === 'document') return from.document
  if (from.kind === 'template') return { keeper: current.keeper, ...planTemplate(from.template) }
  return documentOf(await planOfVersion(tx, from.version))
}

/** Keeps another state of a draft. Refuses `plan.draft-stale`, with who kept the state that is there now. */
export async function changeDraft(
  context: Context,
  id: string,
  version: number,
  { name, document }: { name?: string | undefined; document: PlanDocument },
): Promise<Draft> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const found = await locked(tx, id, version)
    const by = context.viewer.personId
    await store.updateDraft(tx, id, { name: name ?? found.name, document, by, at: context.now })
  })
  return readDraft(context, id)
}

/** Throws a draft away. */
export async function deleteDraft(context: Context, id: string, version: number): Promise<void> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const { name } = await locked(tx, id, version)
    await store.deleteDraft(tx, id)
    await record(tx, context.actor, context.now, [
      { kind: 'plan.draft-deleted', object: 'plan-draft', recordId: id, before: { name } },
    ])
  })
}

async function locked(tx: Tx, id: string, version: number): Promise<store.DraftRow> {
  const found = await store.lockDraft(tx, id)
  if (!found) throw errors.noDraft({ id })
  if (found.version !== version)
    throw errors.draftStale({ yours: version, current: found.version, by: found.updatedBy.name })
  return found
}
