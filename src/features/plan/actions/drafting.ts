import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { tellOthers } from '../../notifications/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { mergeDraft as mergeEndpoint } from '../contract/merging.ts'
import { MOST_PROPOSALS, type proposePlan } from '../contract/proposals.ts'
import type { createDraft as createEndpoint, Draft, PlanDocument } from '../contract.ts'
import * as errors from '../errors.ts'
import { documentOf } from '../rules/document.ts'
import { merge } from '../rules/merge.ts'
import { documentOfTemplate } from '../rules/templates.ts'
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

/**
 * Keeps a plan somebody proposes who may not publish it, as a draft in their name; every administrator is told.
 * Refuses `plan.may-not-propose`, `plan.too-many-proposals`.
 */
export async function propose(
  context: Context,
  { name, basedOn, document, note }: z.output<NonNullable<typeof proposePlan.body>>,
): Promise<{ id: string; name: string; told: number }> {
  const { viewer, now } = context
  if (!viewer.admin && viewer.reports.length === 0) throw errors.mayNotPropose({})
  return context.transaction(async (tx) => {
    await planOfVersion(tx, basedOn)
    const waiting = await store.countDraftsOf(tx, viewer.personId)
    if (!viewer.admin && waiting >= MOST_PROPOSALS) throw errors.tooManyProposals({ most: MOST_PROPOSALS })
    const id = await store.insertDraft(tx, { name, basedOn, document, by: viewer.personId, at: now })
    await record(tx, context.actor, now, [
      {
        kind: 'plan.proposed',
        object: 'plan-draft',
        recordId: id,
        after: { name },
        cause: note ? { reason: note } : {},
      },
    ])
    const admins = await store.administrators(tx)
    const told = await tellOthers(
      tx,
      context,
      admins.map((personId) => ({
        personId,
        kind: 'plan.proposed',
        facts: { name, ...(note ? { note } : {}) },
        link: `/settings/plan?draft=${id}`,
        key: `plan-proposed:${id}:${personId}`,
      })),
    )
    return { id, name, told }
  })
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
  if (from.kind === 'template') return documentOfTemplate(from.template, current.keeper)
  return documentOf(await planOfVersion(tx, from.version))
}

/** Keeps another state of a draft. Refuses `plan.draft-stale`, with who kept the state that is there now. */
export async function changeDraft(
  context: Context,
  id: string,
  version: number,
  {
    name,
    document,
    basedOn,
  }: { name?: string | undefined; document: PlanDocument; basedOn?: string | undefined },
): Promise<Draft> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const found = await locked(tx, id, version)
    const by = context.viewer.personId
    if (basedOn) await planOfVersion(tx, basedOn)
    await store.updateDraft(tx, id, {
      name: name ?? found.name,
      document,
      basedOn: basedOn ?? found.basedOn.id,
      by,
      at: context.now,
    })
  })
  return readDraft(context, id)
}

type MergeInput = z.output<NonNullable<typeof mergeEndpoint.body>>

/**
 * My state of a draft with the one that is kept; or the draft with the plan published since it was begun. Writes nothing: the merged
 * document is kept like any other, once its conflicts are decided.
 */
export async function mergeDraft(context: Context, id: string, given: MergeInput) {
  requireAdmin(context.viewer)
  const kept = await store.draftById(context.db, id)
  if (!kept) throw errors.noDraft({ id })
  const { version, basedOn } = kept
  if (given.onto === 'draft') return { version, basedOn, ...merge(given.base, given.mine, kept.document) }
  const [begun, current] = await Promise.all([
    planOfVersion(context.db, basedOn.id),
    publishedPlan(context.db),
  ])
  const onto = { id: current.id, number: current.number }
  return { version, basedOn: onto, ...merge(documentOf(begun), kept.document, documentOf(current)) }
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
