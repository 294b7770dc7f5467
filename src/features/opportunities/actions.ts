import type { Right } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { notAllowed } from '../../objects/errors.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { notFound, stale } from './errors.ts'
import { lockVisible, type OpportunityState, visibleStates } from './store.ts'

/** The opportunity, where the viewer may see it. Refuses `opportunities.not-found` alike for missing and hidden ones. */
export async function findVisible(db: Queryable, context: Context, id: string): Promise<OpportunityState> {
  const [state] = await visibleStates(db, context, [id])
  if (!state) throw notFound({ id })
  return state
}

/**
 * The same, locked until the transaction ends, where the viewer has the right on it. Refuses `opportunities.stale` where `version` is
 * given and has passed; one that is seen without the right by the objects' own `objects.not-allowed`.
 */
export async function lockOne(
  tx: Tx,
  context: Context,
  id: string,
  version?: number,
  right: Right = 'see',
): Promise<OpportunityState> {
  const [state] = await lockVisible(tx, context, [id], right)
  if (!state) {
    await findVisible(tx, context, id)
    throw notAllowed({ object: 'opportunity', right })
  }
  if (version !== undefined && version !== state.version)
    throw stale({ yours: version, current: state.version })
  return state
}
