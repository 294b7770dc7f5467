import { speaksFor } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { findVisible, lockOne, type OpportunityState } from '../../opportunities/index.ts'
import type { Call, Category } from '../contract/forecast.ts'
import * as errors from '../errors.ts'
import * as store from '../store/forecast.ts'

/** How sure one opportunity is, by its holder and by whoever leads them. */
export async function read(context: Context, id: string): Promise<Call> {
  const state = await findVisible(context.db, context, id)
  return told(context, state, await store.callOf(context.db, id))
}

/** What counts, who said it, and what the viewer may say. */
export function told(
  { viewer }: Context,
  { holderId, isOpen }: Pick<OpportunityState, 'holderId' | 'isOpen'>,
  row: store.CallRow,
): Call {
  const { version, category, saidBy, saidAt, overCategory, overBy, overAt, overReason } = row
  return {
    version,
    category: overCategory ?? category ?? 'pipeline',
    said: category && saidBy && saidAt ? { category, by: saidBy, at: saidAt } : null,
    over:
      overCategory && overBy && overAt
        ? { category: overCategory, by: overBy, at: overAt, reason: overReason }
        : null,
    may: {
      say: isOpen && speaksFor(viewer, holderId),
      override: isOpen && (viewer.admin || viewer.reports.includes(holderId)),
    },
  }
}

/** The holder says how sure it is. Refuses `targets.closed-already`, `targets.not-yours-to-say`, `targets.said-since`. */
export function say(context: Context, id: string, version: number, category: Category): Promise<Call> {
  return change(context, id, version, 'say', async (tx, state, before) => {
    await store.say(tx, id, category, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'forecast.said',
        object: 'opportunity',
        recordId: id,
        opportunityId: id,
        before: { category: before.category },
        after: { category },
        onBehalfOf: onBehalfOf(context.actor, state.holderId),
      },
    ])
  })
}

/** Whoever leads the holder says otherwise, or lets the holder’s word count again. Refuses as `say` does. */
export function override(
  context: Context,
  id: string,
  version: number,
  { category, reason }: { category: Category | null; reason?: string | undefined },
): Promise<Call> {
  return change(context, id, version, 'override', async (tx, _, before) => {
    const given = { category, reason: category === null ? null : (reason ?? null) }
    await store.override(tx, id, given, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'forecast.overridden',
        object: 'opportunity',
        recordId: id,
        opportunityId: id,
        before: { category: before.overCategory },
        after: { category, ...(reason ? { reason } : {}) },
      },
    ])
  })
}

type Work = (
  tx: Parameters<Parameters<Context['transaction']>[0]>[0],
  state: OpportunityState,
  before: store.CallRow,
) => Promise<void>

function change(
  context: Context,
  id: string,
  version: number,
  what: 'say' | 'override',
  work: Work,
): Promise<Call> {
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id)
    if (!state.isOpen) throw errors.closedAlready({ number: state.number })
    const before = await store.callOf(tx, id)
    if (!told(context, state, before).may[what]) throw errors.notYoursToSay({ holder: state.holderName })
    if (before.version !== version) throw errors.saidSince({ yours: version, current: before.version })
    await work(tx, state, before)
    return told(context, state, await store.callOf(tx, id))
  })
}
