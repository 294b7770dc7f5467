import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { type Facts, factsOf, type Knowing } from '../../../engines/mining/facts.ts'
import { type Instant, instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable, Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { settleFor } from '../../clocks/index.ts'
import { everyHistory, peopleOf, stagesOf } from '../../histories/index.ts'
import * as store from '../store/facts.ts'

/** So many are counted in one transaction. */
const BATCH = 500
/** Whoever looks counts so many first; what is left then is told. */
const MOST_LOOKED_AT = 4
const MOST_TOLD = 1_000_000
/** Before anything that is counted. */
const BEFORE_ALL = '1990-01-01T00:00:00.000Z'

type Company = Pick<Context, 'registry'>

/**
 * Counts the opportunities marked longest ago anew, a batch in one transaction; answers how many. Nothing where another process counts.
 * What working time was known is that of now: a calendar that changes later rewrites no past until something happens.
 */
export async function countFacts(db: Sql, company: Company, now: Instant): Promise<number> {
  if (!(await store.isAnyMarked(db))) return 0
  return transaction(db, async (tx) => {
    if (!(await store.isMine(tx))) return 0
    const ids = await store.takeMarks(tx, BATCH)
    await store.replace(tx, ids, await factsFor(tx, company, now, ids))
    return ids.length
  })
}

/** Everything is to be counted anew, where it came by a road past the triggers and nobody has. */
export async function countWhatNobodyCounted(db: Sql): Promise<void> {
  if (await store.isNothingCounted(db)) await store.markAll(db)
}

/** Marks everything to be counted anew: after work that goes past the triggers. */
export async function countAnew(db: Queryable): Promise<void> {
  await store.markAll(db)
}

/** Before somebody looks at how opportunities went: limits and facts are brought up to now. Answers how many could not be yet. */
export async function countForLooking(context: Context): Promise<number> {
  await settleFor(context, {})
  for (let i = 0; i < MOST_LOOKED_AT; i++)
    if ((await countFacts(context.db, context, context.now)) === 0) break
  return (await store.isAnyMarked(context.db)) ? store.markedCount(context.db, MOST_TOLD) : 0
}

async function factsFor(
  tx: Tx,
  company: Company,
  now: Instant,
  ids: readonly string[],
): Promise<(Facts & { id: string })[]> {
  const [people, stages] = await Promise.all([peopleOf(tx), stagesOf(tx)])
  const times = await workingTimesOf(tx, company, [...people.keys()], BEFORE_ALL, aheadOf(now))
  const knowing: Knowing = {
    now: Date.parse(now),
    timesOf: (person) => times.get(person) as WorkingTimes,
    positionOf: (stage) => stages.get(stage)?.position ?? 0,
    whoIs: (id) => {
      const person = people.get(id)
      return { function: person?.functions[0] ?? null, department: person?.department ?? null }
    },
  }
  const facts: (Facts & { id: string })[] = []
  await everyHistory({ db: tx, registry: company.registry }, { ids, batch: BATCH }, (batch) => {
    for (const history of batch) facts.push({ id: history.id, ...factsOf(history, knowing) })
  })
  return facts
}

/** The same month all through it, so that rotas and absences that were read are found again. */
function aheadOf(now: Instant): Instant {
  return instantOf(Date.parse(`${now.slice(0, 7)}-28T00:00:00.000Z`) + 86_400_000 * 7)
}
