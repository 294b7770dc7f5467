import type { Context } from '../../objects/context.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { type Actor, type JournalEntry, record } from '../../platform/events/journal.ts'
import * as store from './store.ts'
import { tellHelpers } from './telling.ts'

export type Doing = Pick<Context, 'actor' | 'now'>

/** Supporters come and go with the row of the duties matrix; each is journalled, and who has to do something is told. */
export async function followDuties(
  tx: Tx,
  doing: Doing,
  ids: readonly string[],
  actors: ReadonlyMap<string, Actor> = new Map(),
): Promise<void> {
  const changes = await matchDuties(tx, doing, ids, actors)
  await tellHelpers(
    tx,
    doing,
    changes.filter(({ added, letter }) => added && letter === 'R'),
  )
}

/** The same without a word: of what comes in many at once, each is told of the whole. */
export async function matchDuties(
  tx: Tx,
  { actor, now }: Doing,
  ids: readonly string[],
  actors: ReadonlyMap<string, Actor> = new Map(),
): Promise<store.DutyChange[]> {
  const doer = (id: string) => actors.get(id) ?? actor
  const changes = await store.followDuties(
    tx,
    ids,
    now,
    ids.map((id) => doer(id).personId),
  )
  if (changes.length === 0) return []
  await record(
    tx,
    actor,
    now,
    changes.map(({ opportunityId, personId, letter, added, ...rest }): JournalEntry => {
      const part = { person: personId, letter, function: rest.function }
      return {
        kind: added ? 'opportunity.helper-added' : 'opportunity.helper-removed',
        object: 'opportunity',
        recordId: opportunityId,
        opportunityId,
        ...(added ? { after: part } : { before: part }),
        cause: { because: 'duties' },
        actor: doer(opportunityId),
      }
    }),
  )
  return changes
}
