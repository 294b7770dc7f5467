import { instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Registry } from '../../../objects/metadata.ts'
import type { Sql } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { everyHistory } from '../../histories/index.ts'
import { backtested, type Case } from '../rules/backtest.ts'
import { FEW_CLOSED, learn, visitsOf } from '../rules/chances.ts'
import { endOf, type PeriodKind, periodOf, periodsAfter } from '../rules/periods.ts'
import * as store from '../store/forecast.ts'

/** How many opportunities are learnt from, those made last: enough for any share, and a few seconds of work. */
const MOST = 30_000
const TESTED = 6 // periods that are over

type Company = { db: Sql; registry: Registry; now: string; today: string }

/** What the company’s history says, learnt today where that is not done yet; the same for every reader. */
export async function modelFor(context: Context, today: string) {
  const known = await store.newestModel(context.db)
  return known ?? learnAnew({ db: context.db, registry: context.registry, now: context.now, today })
}

/** Learns from the company’s own history, tries itself on the periods that are over, and keeps what it learnt. */
export async function learnAnew({ db, registry, now, today }: Company) {
  const at = Date.parse(now)
  const cases: Case[] = []
  await everyHistory({ db, registry }, { most: MOST }, (batch) => {
    for (const one of batch) {
      const { openedAt, closedAt, outcome, amount } = one
      const isOwn = amount?.currency === registry.company.currency
      cases.push({
        openedAt,
        closedAt,
        wonAt: outcome === 'won' ? closedAt : null,
        worth: isOwn ? (amount?.minor ?? 0) : 0,
        visits: visitsOf(one),
      })
    }
  })
  const closed = cases.filter(({ closedAt }) => closedAt !== null && closedAt <= at).length
  const visits = cases.flatMap((one) => one.visits)
  const test = async (period: PeriodKind) => {
    const current = periodOf(today, period)
    const over = Array.from({ length: TESTED }, (_, i) => periodsAfter(current, i - TESTED))
    return backtested(
      cases,
      await store.spansOf(
        db,
        over.map((one) => ({ ...one, endsOn: endOf(one) })),
      ),
    )
  }
  const document = {
    chances: learn(visits, at, closed),
    tests: { month: await test('month'), quarter: await test('quarter') },
  }
  await transaction(db, (tx) => store.saveModel(tx, today, instantOf(at), document))
  return { learntOn: today, learntAt: instantOf(at), document }
}

/**
 * Learns anew where that was not done today, and notes once a week what everybody says of this and the next month and quarter. Safe in
 * several processes. Answers whether a snapshot was taken.
 */
export async function keepForecast(company: Company): Promise<boolean> {
  const { db, today } = company
  const known = await store.newestModel(db)
  // while there is little to learn from, a company that was just imported is not told that for a day
  const isLittle = (known?.document.chances.closed ?? 0) < FEW_CLOSED
  if (known?.learntOn !== today || isLittle) await learnAnew(company)
  return transaction(db, async (tx) => {
    if (!(await store.isSnapshotDue(tx, mondayOf(today)))) return false
    for (const period of ['month', 'quarter', 'year'] as const) {
      const current = periodOf(today, period)
      for (const one of [current, periodsAfter(current, 1)])
        await store.takeSnapshot(tx, today, { ...one, endsOn: endOf(one) })
    }
    return true
  })
}

/** The Monday of the week a day lies in. */
function mondayOf(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`)
  const weekday = (new Date(at).getUTCDay() + 6) % 7
  return instantOf(at - weekday * 86_400_000).slice(0, 10)
}
