import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { takeContestsFrom } from '../../contests/index.ts'
import { lockWaitingFor, takeOffersFrom } from '../../handover/index.ts'
import type { PersonRow } from '../../organisation/contract.ts'
import { deactivate } from '../../organisation/index.ts'
import { bumpAccess, requireAdmin } from '../../permissions/index.ts'

/**
 * Somebody who holds nothing leaves without a transition. What waits for their word or their decision goes up their line in the same
 * transaction. Refuses `organisation.still-holds`, `organisation.stands-in`, `organisation.keeps-plan`, `organisation.yourself`.
 */
export async function leave(context: Context, id: string): Promise<PersonRow> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    await bumpAccess(tx)
    await lockWaitingFor(tx, [id])
    const person = await deactivate({ ...context, transaction: (work) => work(tx) }, id)
    await settleWaiting(tx, context, [id])
    return person
  })
}

/** Nothing waits for people who have just left: contests, hand-overs. Approvals find who may give them whenever they are asked. */
export async function settleWaiting(tx: Tx, context: Context, people: readonly string[]): Promise<void> {
  await takeContestsFrom(tx, context, people)
  await takeOffersFrom(tx, context, people)
}
