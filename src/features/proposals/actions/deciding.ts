import type { z } from 'zod'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { PlanDocument } from '../../plan/contract.ts'
import { changing, documentOf, publishedPlan } from '../../plan/index.ts'
import type { Proposal, publishProposal, State } from '../contract.ts'
import * as errors from '../errors.ts'
import { applied, mappingFor } from '../rules/changes.ts'
import { conditionOf, promoted, staged, withdrawn } from '../rules/staging.ts'
import { isUntil, MOST_DISMISSED_DAYS } from '../rules/times.ts'
import * as store from '../store.ts'
import { shown } from './reading.ts'
import { reported } from './reporting.ts'

/** Opens it as a draft of the plan, or answers the one there is (right: administrator). Refuses `proposals.does-not-apply`. */
export async function draft(context: Context, id: string, version: number): Promise<{ draft: string }> {
  requireAdmin(context.viewer)
  const row = await seen(context, id, version, ['open', 'edited'])
  if (row.change.op === 'add-person') throw errors.nothingToPublish({})
  if (row.draft && (await isThere(context, row.draft))) return { draft: row.draft }
  const document = changed(row, documentOf(await publishedPlan(context.db)))
  const name = `${row.cause.place.stages[0]?.label.zh ?? row.cause.kind} ${context.now.slice(0, 10)}`.slice(
    0,
    100,
  )
  const made = await changing.createDraft(context, { name, from: { kind: 'document', document } })
  await context.transaction((tx) => store.save(tx, id, { state: 'edited', draft: made.id }))
  return { draft: made.id }
}

async function isThere(context: Context, draftId: string): Promise<boolean> {
  return changing.readDraft(context, draftId).then(
    () => true,
    () => false, // thrown away meanwhile
  )
}

type Publishing = z.output<NonNullable<typeof publishProposal.body>>

/**
 * Publishes it, or what was made of it in its draft: for a share of new opportunities, the same ones always, or for all at once (right:
 * administrator). Refuses `proposals.not-in-stages`, `proposals.does-not-apply`, what `POST /plan/versions` refuses.
 */
export async function publish(
  context: Context,
  id: string,
  version: number,
  { share, rollBack }: Publishing,
): Promise<Proposal> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const row = await locked(tx, id, version, ['open', 'edited'])
    if (row.change.op === 'add-person') throw errors.nothingToPublish({})
    const current = await publishedPlan(tx)
    const base = documentOf(current)
    const drafted = row.draft
      ? await changing.readDraft(context, row.draft).catch(() => undefined)
      : undefined
    const target = drafted?.document ?? changed(row, base)
    const step = { key: row.trial, share }
    const inStages = staged(base, target, step)
    if (share < 1 && !inStages) throw errors.notInStages({})
    const document = share < 1 && inStages ? inStages : target
    await published(tx, context, current.id, document, {
      mapping: mappingFor(row.change),
      basedOn: drafted?.basedOn.id ?? current.id,
      ...(row.draft && drafted ? { draft: row.draft } : {}),
    })
    await store.save(tx, id, {
      state: share < 1 ? 'running' : 'full',
      share,
      condition: inStages ? conditionOf(inStages, row.trial) : null,
      rollBack,
      draft: null,
      publishedAt: context.now,
      publishedBy: context.viewer.personId,
    })
    await noted(tx, context, 'proposal.published', id, { share })
  })
  return one(context, id)
}

/** What was tried holds for all from now on; its report stands as it is (right: administrator). */
export async function keep(context: Context, id: string, version: number): Promise<Proposal> {
  requireAdmin(context.viewer)
  const row = await seen(context, id, version, ['running'])
  const report = await reported(context, row)
  await context.transaction(async (tx) => {
    const still = await locked(tx, id, version, ['running'])
    const current = await publishedPlan(tx)
    const document = promoted(documentOf(current), still.trial)
    if (!document) throw errors.doesNotApply({ place: still.trial })
    await published(tx, context, current.id, document, {})
    await store.save(tx, id, { state: 'full', report, endedAt: context.now })
    await noted(tx, context, 'proposal.kept', id, {})
  })
  return one(context, id)
}

/** What was tried is taken back: all are routed as before (right: administrator). */
export async function rollBack(
  context: Context,
  id: string,
  version: number,
  reason: string,
): Promise<Proposal> {
  requireAdmin(context.viewer)
  const row = await seen(context, id, version, ['running'])
  await takenBack(context, row, 'by-hand', reason)
  return one(context, id)
}

/** Takes the rules that are tried out of the plan as it is now; whatever else changed meanwhile stays. */
export async function takenBack(
  context: Context,
  row: store.Row,
  because: 'condition' | 'by-hand',
  reason?: string,
): Promise<void> {
  const report = await reported(context, row)
  await context.transaction(async (tx) => {
    const still = await locked(tx, row.id, row.version, ['running'])
    const current = await publishedPlan(tx)
    const document = withdrawn(documentOf(current), still.trial)
    // somebody took them out of the plan by hand: then there is nothing to take back
    if (document) await published(tx, context, current.id, document, {})
    await store.save(tx, row.id, {
      state: 'rolled-back',
      report,
      endedAt: context.now,
      endedBecause: because,
      ...(reason ? { reason } : {}),
    })
    await noted(tx, context, 'proposal.rolled-back', row.id, { because })
  })
}

/** Says why it is not done. Refuses `proposals.bad-day`, `proposals.not-yours`. */
export async function dismiss(
  context: Context,
  id: string,
  version: number,
  { reason, until }: { reason: string; until: string },
): Promise<Proposal> {
  const { viewer, now, registry } = context
  if (!isUntil(until, dayIn(now, registry.company.timeZone)))
    throw errors.badDay({ until, most: MOST_DISMISSED_DAYS })
  await context.transaction(async (tx) => {
    const row = await store.lock(tx, id)
    if (!viewer.admin && row?.holder.id !== viewer.personId) throw errors.notFound({ id })
    required(row, id, version, ['open', 'edited'])
    await store.save(tx, id, {
      state: 'dismissed',
      endedAt: now,
      endedBecause: 'dismissed',
      reason,
      until,
    })
    await noted(tx, context, 'proposal.dismissed', id, { until })
  })
  return one(context, id)
}

function changed(row: store.Row, base: PlanDocument): PlanDocument {
  const document = applied(base, row.change)
  if (!document) throw errors.doesNotApply({ place: row.change.op })
  return document
}

type How = { mapping?: Record<string, string>; basedOn?: string; draft?: string }

async function published(tx: Tx, context: Context, currentId: string, document: PlanDocument, how: How) {
  const { basedOn = currentId, mapping = {}, draft: draftId } = how
  const { keeper, rules, stages, processes, pools } = document
  const input = { keeper, rules, stages, processes, pools, basedOn, mapping, running: 'migrate' as const }
  await changing.publishIn(tx, context, draftId ? { ...input, draft: draftId } : input)
}

async function seen(
  context: Context,
  id: string,
  version: number,
  states: readonly State[],
): Promise<store.Row> {
  return required(await store.byId(context.db, id), id, version, states)
}
async function locked(tx: Tx, id: string, version: number, states: readonly State[]): Promise<store.Row> {
  return required(await store.lock(tx, id), id, version, states)
}
function required(
  row: store.Row | undefined,
  id: string,
  version: number,
  states: readonly State[],
): store.Row {
  if (!row) throw errors.notFound({ id })
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
  if (!states.includes(row.state)) throw errors.wrongState({ state: row.state })
  return row
}

async function noted(
  tx: Tx,
  context: Context,
  kind: string,
  recordId: string,
  after: Record<string, unknown>,
) {
  await record(tx, context.actor, context.now, [{ kind, object: 'proposal', recordId, after }])
}

async function one(context: Context, id: string): Promise<Proposal> {
  const row = await store.byId(context.db, id)
  const [shownOne] = row ? await shown(context, [row]) : []
  if (!shownOne) throw errors.notFound({ id })
  return shownOne
}
