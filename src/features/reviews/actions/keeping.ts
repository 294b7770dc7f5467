import { decimalFrom, minorFrom } from '../../../kernel/money.ts'
import { addDays } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Sql } from '../../../platform/db/pool.ts'
import { patiently } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { notify } from '../../notifications/index.ts'
import { requireAdmin, requireReach } from '../../permissions/index.ts'
import type { ReviewRule, ReviewSettings } from '../contract.ts'
import * as errors from '../errors.ts'
import { mondayOf } from '../rules/opening.ts'
import { causes } from '../store/reading.ts'
import * as store from '../store/writing.ts'
import { duesOf, noticeOf, openAll } from './reviewing.ts'

const SYSTEM = { kind: 'system', personId: null } as const
const MOST_AT_ONCE = 200
const DAYS_HIGHER = 3 // working days whoever it went up to has

type Company = Pick<Context, 'registry' | 'now'>

/** Opens the reviews the company's rule wants, each once, on one process of all that run. Answers how many. */
export async function openDue(db: Sql, company: Company): Promise<number> {
  if (!(await store.ruleOf(db))) return 0
  return patiently(db, async (tx) => {
    if (!(await store.tryTurn(tx))) return 0
    const rule = await store.ruleOf(tx)
    if (!rule) return 0
    const { timeZone } = company.registry.company
    const monday = mondayOf(dayIn(company.now, timeZone))
    const byRule = await store.lostByRule(tx, rule, company.now, MOST_AT_ONCE)
    const opened = await openAll(tx, company, held(byRule))
    const week = { from: rule.sampledOn, to: monday, timeZone }
    const byLot =
      rule.sampledOn < monday && rule.weekly > 0 ? await store.lostByLot(tx, week, rule.weekly) : []
    const drawn = await openAll(tx, company, held(byLot))
    if (byRule.length < MOST_AT_ONCE) await store.noteLooked(tx, company.now, monday)
    return opened.length + drawn.length
  })
}

function held(wanted: readonly store.Wanted[]) {
  return wanted.flatMap(({ holderId, ...one }) => (holderId ? [{ ...one, holderId }] : []))
}

/** Takes reviews that are not done by their limit up the line, each once a limit, and tells both. Safe on several processes. */
export async function takeUp(db: Sql, company: Company): Promise<number> {
  const { now } = company
  return patiently(db, async (tx) => {
    const late = await store.lockLate(tx, now, MOST_AT_ONCE)
    if (late.length === 0) return 0
    const gone = late.flatMap(({ aboveId, ...one }) => (aboveId ? [{ ...one, aboveId }] : []))
    const dues = await duesOf(
      tx,
      company,
      gone.map(({ aboveId }) => aboveId),
      DAYS_HIGHER,
    )
    await store.stepUp(
      tx,
      late.map(({ id, holderId, aboveId }) => ({
        id,
        holderId: aboveId ?? holderId,
        nextAt: aboveId ? (dues.get(aboveId) ?? null) : null,
      })),
      now,
    )
    await record(
      tx,
      SYSTEM,
      now,
      gone.map(({ id, opportunityId, holderId, aboveId }) => ({
        kind: 'review.escalated',
        object: 'review',
        recordId: id,
        opportunityId,
        before: { holder: holderId },
        after: { holder: aboveId },
      })),
    )
    await notify(
      tx,
      now,
      gone.flatMap(({ id, opportunityId, holderId, aboveId }) => [
        noticeOf('reviews.escalated', id, opportunityId, aboveId, now),
        noticeOf('reviews.went-up', id, opportunityId, holderId, now),
      ]),
    )
    return late.length
  })
}

const NO_RULE: ReviewRule = { leastAmount: null, fromStage: null, weekly: 0, limitDays: 10 }

/** The rule and the causes. */
export async function settings(context: Context): Promise<ReviewSettings> {
  requireReach(context.viewer, 'opportunity', 'see')
  const kept = await store.ruleOf(context.db)
  return { rule: kept ? shaped(kept) : NO_RULE, causes: await causes(context.db) }
}

function shaped({ leastAmount, leastCurrency, fromStage, weekly, limitDays }: store.KeptRule): ReviewRule {
  const isSet = leastAmount !== null && leastCurrency !== null
  return {
    leastAmount: isSet
      ? { amount: decimalFrom(BigInt(leastAmount), leastCurrency), currency: leastCurrency }
      : null,
    ...{ fromStage, weekly, limitDays },
  }
}

/** Sets the rule and the causes; what was lost before is not looked at. Refuses `permissions.admin-only`, `reviews.bad-settings`. */
export async function changeSettings(
  context: Context,
  {
    rule,
    causes: wanted,
  }: { rule: ReviewRule; causes: { key: string; label: { zh: string; en: string } }[] },
): Promise<ReviewSettings> {
  requireAdmin(context.viewer)
  const { leastAmount, fromStage } = rule
  const minor = leastAmount && minorFrom(leastAmount.amount, leastAmount.currency)
  if (leastAmount && (!minor || minor <= 0n || minor > 9_000_000_000_000_000n))
    throw errors.badSettings({ what: 'leastAmount' })
  if (new Set(wanted.map(({ key }) => key)).size < wanted.length) throw errors.badSettings({ what: 'causes' })
  const { personId } = context.viewer
  await context.transaction(async (tx) => {
    if (fromStage !== null && !(await store.knowsStage(tx, fromStage)))
      throw errors.badSettings({ what: 'fromStage' })
    const kept = await store.ruleOf(tx)
    const before = kept ? shaped(kept) : NO_RULE
    const monday = mondayOf(dayIn(context.now, context.registry.company.timeZone))
    const sampledOn = kept && kept.sampledOn < monday ? addDays(monday, -7) : monday
    const money = { leastAmount: minor ?? null, leastCurrency: leastAmount?.currency ?? null }
    await store.saveRule(tx, { ...rule, ...money }, sampledOn, personId, context.now)
    await store.saveCauses(tx, wanted)
    await record(tx, context.actor, context.now, [
      {
        kind: 'review.settings-set',
        object: 'company',
        recordId: personId,
        before: { rule: before },
        after: { rule, causes: wanted.map(({ key }) => key) },
      },
    ])
  })
  return settings(context)
}
