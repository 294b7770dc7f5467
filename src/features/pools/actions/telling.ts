import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { notify } from '../../notifications/index.ts'
import * as store from '../store/applications.ts'

/** Tells those who asked for what somebody else got just now. */
export async function tellFallen(
  tx: Tx,
  { now, actor }: Pick<Context, 'now' | 'actor'>,
  stays: readonly { stayId: string }[],
): Promise<void> {
  const fallen = await store.fallenOf(
    tx,
    stays.map(({ stayId }) => stayId),
  )
  await notify(
    tx,
    now,
    fallen
      .filter(({ personId }) => personId !== actor.personId)
      .map(({ id, personId, opportunityId, pool }) => ({
        personId,
        kind: 'pools.application-fell',
        facts: {},
        opportunityId,
        link: `/pools?pool=${pool}`,
        key: `pools.application-fell ${id}`,
      })),
  )
}
