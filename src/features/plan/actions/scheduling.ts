import type { z } from 'zod'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { patiently } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { notify } from '../../notifications/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { Publication, schedulePublication } from '../contract/publications.ts'
import type { Finding } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store/publications.ts'
import { checked, documentIn, publishIn } from './publishing.ts'

export { carryMigrationOn } from './publishing.ts'

type Input = z.output<NonNullable<typeof schedulePublication.body>>

const shown = ({ input: _input, ...publication }: store.Kept): Publication => publication

/** What is scheduled and what became of the last ones (administrators). */
export async function publications(context: Context) {
  requireAdmin(context.viewer)
  return { items: (await store.publications(context.db)).map(shown) }
}

/** One of them with its document. Refuses `plan.no-such-publication`. */
export async function publication(context: Context, id: string) {
  requireAdmin(context.viewer)
  const found = await store.publicationById(context.db, id)
  if (!found) throw errors.noPublication({ id })
  return { ...shown(found), document: documentIn(found.input) }
}

/**
 * Keeps a plan that is to come into force by itself. It has to compile now, and again then.
 * Refuses `plan.from-past`, `plan.date-taken`, and what publishing refuses.
 */
export async function schedule(context: Context, { from, ...input }: Input): Promise<Publication> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    const given = await scheduled(tx, context, from, input)
    const id = await store.insertPublication(tx, given)
    if (!id) throw errors.dateTaken({ from })
    await journal(tx, context, 'plan.scheduled', id, { from, note: input.note ?? null })
    return one(tx, id)
  })
}

/** Another document, date or mapping. Refuses `plan.publication-ended` too. */
export async function reschedule(
  context: Context,
  id: string,
  { from, ...input }: Input,
): Promise<Publication> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    await open(tx, id)
    const given = await scheduled(tx, context, from, input)
    if (!(await store.updatePublication(tx, id, given))) throw errors.dateTaken({ from })
    await journal(tx, context, 'plan.rescheduled', id, { from, note: input.note ?? null })
    return one(tx, id)
  })
}

/** Cancels what is scheduled; of a failure it is the taking note. Refuses `plan.publication-ended` for what was published or cancelled. */
export async function cancel(context: Context, id: string): Promise<void> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    const found = await store.lockPublication(tx, id)
    if (!found) throw errors.noPublication({ id })
    if (found.state === 'failed') return store.noteSeen(tx, id, context.now)
    if (found.state !== 'scheduled') throw errors.publicationEnded({ state: found.state })
    await store.endPublication(tx, id, context.now, { state: 'cancelled' })
    await journal(tx, context, 'plan.schedule-cancelled', id, { from: found.from })
  })
}

/** Failures the viewer scheduled, or keeps the plan of, until somebody takes note. */
export function failuresOf(context: Context) {
  return store.failuresFor(context.db, context.viewer.personId)
}

/**
 * Publishes the next plan whose time has come, once, whichever process gets to it; true where one was published or failed. What does
 * not compile any more, was overtaken by another version, or was scheduled by somebody who may not publish any more is not published:
 * the failure is journalled and shown to whoever scheduled it and to the keeper.
 */
export async function publishDue(
  db: Sql,
  contextFor: (personId: string) => Promise<Context | undefined>,
  now: string,
): Promise<boolean> {
  const due = await store.nextDue(db, now)
  if (!due) return false
  const context = await contextFor(due.madeBy)
  return patiently(db, async (tx) => {
    const found = await store.lockDue(tx, due.id)
    if (!found) return false
    try {
      if (!context?.viewer.admin) throw errors.publisherGone({ by: found.by.name })
      const versionId = await tx.savepoint(async (inner) => {
        const made = await publishIn(inner as unknown as Tx, { ...context, now }, found.input)
        return made.id
      })
      await store.endPublication(tx, due.id, now, { state: 'published', versionId })
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      const problems = (thrown.facts['problems'] ?? []) as Finding[]
      await store.endPublication(tx, due.id, now, {
        state: 'failed',
        failure: { code: thrown.code, problems },
      })
      await record(tx, { kind: 'system', personId: null }, now, [
        {
          kind: 'plan.publication-failed',
          object: 'plan-publication',
          recordId: due.id,
          after: { code: thrown.code, problems: problems.length, from: found.from },
        },
      ])
      const answerable = [...new Set([due.madeBy, await store.keeperNow(tx)])]
      await notify(
        tx,
        now,
        answerable.map((personId) => ({
          personId,
          kind: 'plan.schedule-failed',
          facts: { code: thrown.code, problems: problems.length, from: found.from },
          link: '/settings/plan',
          key: `plan.schedule-failed:${due.id}:${personId}`,
        })),
      )
    }
    return true
  })
}

async function scheduled(tx: Tx, context: Context, from: string, input: store.PublishInput) {
  if (from <= context.now) throw errors.fromPast({ from })
  await checked(tx, context, input)
  return { from, basedOn: input.basedOn, input, by: context.viewer.personId, at: context.now }
}

async function open(tx: Tx, id: string): Promise<store.Kept> {
  const found = await store.lockPublication(tx, id)
  if (!found) throw errors.noPublication({ id })
  if (found.state !== 'scheduled') throw errors.publicationEnded({ state: found.state })
  return found
}

async function one(tx: Tx, id: string): Promise<Publication> {
  const found = await store.publicationById(tx, id)
  if (!found) throw new Error('the publication is gone')
  return shown(found)
}

async function journal(tx: Tx, context: Context, kind: string, id: string, after: Record<string, unknown>) {
  await record(tx, context.actor, context.now, [{ kind, object: 'plan-publication', recordId: id, after }])
}
