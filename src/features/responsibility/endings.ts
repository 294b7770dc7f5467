import type { Tx } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import type { OpportunityState } from '../opportunities/index.ts'
import { refusing } from './actions.ts'
import { type Doing, followDuties } from './following.ts'
import { fallen } from './overtaken.ts'
import * as store from './store.ts'
import { tellEnded, tellReceived } from './telling.ts'

/**
 * Ends what is held of opportunities and puts them into the bin, because they are deleted or merged into `into`; each is journalled
 * with who held it. Open offers are withdrawn, helpers' parts end. Works on many at once, in the caller's transaction.
 * Refuses `responsibility.holder-changed`.
 */
export async function endHoldings(
  tx: Tx,
  { actor, now }: Doing,
  because: 'deleted' | 'merged',
  reason: string | null,
  ending: readonly OpportunityState[],
  into: string | null = null,
): Promise<void> {
  if (ending.length === 0) return
  const ends = ending.map(({ id, holderId }) => ({ opportunityId: id, expectedHolderId: holderId }))
  const ids = ending.map(({ id }) => id)
  const offers = await store.overtakeByEnds(tx, now, ids)
  await refusing(() => store.endHoldings(tx, actor.personId, now, because, reason, ends, into))
  await record(
    tx,
    actor,
    now,
    ending.map(({ id, number, holderId, stageId }) => ({
      kind: because === 'deleted' ? 'opportunity.deleted' : 'opportunity.merged-away',
      object: 'opportunity',
      recordId: id,
      opportunityId: id,
      before: { number, holder: holderId, stage: stageId },
      cause: { because, reason, ...(into ? { into } : {}) },
    })),
  )
  await record(tx, actor, now, fallen(offers))
  await tellEnded(tx, { actor, now }, reason, ending, offers, into)
}

export type Returning = store.Return & { stageId: string; isEnded: boolean }

/**
 * Takes opportunities out of the bin: at an open stage held by the person given from that instant, else ended as before; each is
 * journalled. Works on many at once, in the caller's transaction. Refuses `responsibility.person-inactive`.
 */
export async function restoreHoldings(
  tx: Tx,
  { actor, now }: Doing,
  reason: string | null,
  returning: readonly Returning[],
): Promise<void> {
  if (returning.length === 0) return
  await refusing(() => store.restoreHoldings(tx, actor.personId, now, reason, returning))
  await record(
    tx,
    actor,
    now,
    returning.map(({ opportunityId, personId, stageId, decisionId, isEnded }) => ({
      kind: 'opportunity.restored',
      object: 'opportunity',
      recordId: opportunityId,
      opportunityId,
      after: isEnded ? { stage: stageId } : { holder: personId, stage: stageId },
      cause: { because: 'restored', reason, decision: decisionId },
    })),
  )
  const open = returning.filter(({ isEnded }) => !isEnded)
  if (open.length === 0) return
  await followDuties(
    tx,
    { actor, now },
    open.map(({ opportunityId }) => opportunityId),
  )
  await tellReceived(tx, { actor, now }, 'restored', reason, open)
}
