import type { Context } from '../../../objects/context.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { type Notice, notify } from '../../notifications/index.ts'
import * as store from '../store/unanswered.ts'

const MOST = 500 // offers in one transaction

/**
 * Reminds of what is due and takes up the line what stayed unanswered, each once, at `now`. Safe on several processes at the same time;
 * works in sets until nothing is left. Answers how many of each.
 */
export async function sweepUnanswered(
  db: Sql,
  now: string,
): Promise<{ reminded: number; escalated: number }> {
  const reminded = await each(db, now, 'hand-over.reminded', (tx) => store.remindDue(tx, now, MOST))
  const escalated = await each(db, now, 'hand-over.escalated', (tx) => store.escalateDue(tx, now, MOST))
  const replaced = await each(db, now, 'hand-over.escalated', (tx) => store.replaceLeavers(tx, MOST))
  return { reminded, escalated: escalated + replaced }
}

async function each(
  db: Sql,
  now: string,
  kind: string,
  step: (tx: Parameters<typeof store.remindDue>[0]) => Promise<store.Told[]>,
): Promise<number> {
  for (let count = 0; ; ) {
    const told = await transaction(db, async (tx) => {
      const done = await step(tx)
      await record(tx, { kind: 'system', personId: null }, now, done.map(toldOf(kind)))
      await notify(tx, now, done.flatMap(noticeOf(kind, now)))
      return done.length
    })
    count += told
    if (told < MOST) return count
  }
}

/** What waits for people who have just left goes up their line at once; each is journalled. The givers hold all the while. */
export async function takeOffersFrom(
  tx: Tx,
  { actor, now }: Pick<Context, 'actor' | 'now'>,
  people: readonly string[],
): Promise<void> {
  const taken = await store.takeFrom(tx, people, now)
  const tell = toldOf('hand-over.escalated')
  await record(
    tx,
    actor,
    now,
    taken.map((one) => ({ ...tell(one), cause: { because: 'leaver' } })),
  )
  await notify(tx, now, taken.flatMap(noticeOf('hand-over.escalated', now)))
}

/** Whoever owes the word is reminded, whoever is above decides: each is told in the same transaction. */
function noticeOf(kind: string, now: string) {
  const told = kind === 'hand-over.reminded' ? 'handover.reminded' : 'handover.escalated'
  return ({ id, opportunityId, personId }: store.Told): Notice[] =>
    personId === null
      ? []
      : [
          {
            personId,
            kind: told,
            facts: {},
            opportunityId,
            link: '/hand-overs',
            key: `${told}:${id}:${now}:${personId}`,
          },
        ]
}

function toldOf(kind: string) {
  return ({ id, opportunityId, personId }: store.Told) => ({
    kind,
    object: 'hand-over',
    recordId: id,
    opportunityId,
    after: { to: personId },
  })
}
