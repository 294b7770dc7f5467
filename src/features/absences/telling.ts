import type { Instant } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import type { Sql, Tx } from '../../platform/db/pool.ts'
import { transaction } from '../../platform/db/transaction.ts'
import { type Notice, notify, tellOthers } from '../notifications/index.ts'
import { awayAt } from './rules.ts'
import * as store from './store.ts'

type Doing = Pick<Context, 'actor' | 'now'>
type Written = Pick<store.AbsenceRow, 'personId' | 'deputyId' | 'from' | 'until'>

/**
 * Tells of an absence that was written, changed or taken back: who stands in, who does no more, and whoever is away where somebody else
 * wrote it. `was` and `is`: before and after; null where there is none.
 */
export async function tellAbsence(
  tx: Tx,
  doing: Doing,
  id: string,
  was: Written | null,
  is: Written | null,
): Promise<void> {
  const same = was && is && was.deputyId === is.deputyId && was.from === is.from && was.until === is.until
  if (same) return
  const key = (what: string, personId: string) => `absences.${what}:${id}:${doing.now}:${personId}`
  const told: Notice[] = []
  const freed = was && was.deputyId !== is?.deputyId ? was : null
  if (freed)
    told.push({
      personId: freed.deputyId,
      kind: 'absences.duty-cancelled',
      facts: { from: freed.from, until: freed.until },
      people: { person: freed.personId },
      link: '/today',
      key: key('duty-cancelled', freed.deputyId),
    })
  if (is) {
    const facts = { from: is.from, until: is.until }
    told.push({
      personId: is.deputyId,
      kind: 'absences.duty-named',
      facts,
      people: { person: is.personId },
      link: '/today',
      key: key('duty-named', is.deputyId),
    })
  }
  const absent = is ?? was
  if (absent)
    told.push({
      personId: absent.personId,
      kind: is ? 'absences.recorded' : 'absences.cancelled',
      facts: { from: absent.from, until: absent.until },
      people: { deputy: absent.deputyId },
      link: '/account',
      key: key('recorded', absent.personId),
    })
  await tellOthers(tx, doing, told)
}

const LATE_MS = 86_400_000 // a duty that began or ended longer ago than a day is news to nobody

/** Tells whoever stands in that it begins or is over, when it does; each once, on any number of processes. Answers how many notices. */
export async function sweepDuties(db: Sql, now: Instant): Promise<number> {
  const since = new Date(Date.parse(now) - LATE_MS).toISOString()
  return transaction(db, async (tx) => {
    const ended = await store.endedBetween(tx, since, now)
    const book = await store.bookAt(tx, now)
    const begun = [...awayAt(book, now)].filter(([, { from }]) => from > since)
    return notify(tx, now, [
      ...begun.map(
        ([personId, { from, until, actingId }]): Notice => ({
          personId: actingId,
          kind: 'absences.duty-begins',
          facts: { until },
          people: { person: personId },
          link: '/today',
          key: `absences.duty-begins:${personId}:${from}:${actingId}`,
        }),
      ),
      ...ended.map(
        ({ id, personId, deputyId, until }): Notice => ({
          personId: deputyId,
          kind: 'absences.duty-ends',
          facts: {},
          people: { person: personId },
          link: '/today',
          key: `absences.duty-ends:${id}:${until}:${deputyId}`,
        }),
      ),
    ])
  })
}
