import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { patiently } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { notify } from '../../notifications/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { type Checked, FINDING_KINDS, type FindingKind } from '../contract.ts'
import { CHECKS, isCheckDue, usualSetting } from '../rules/kinds.ts'
import * as store from '../store/keeping.ts'
import { markClockless, namesOf } from '../store/people.ts'
import { checks, type Looking } from './checks.ts'

const SYSTEM = { kind: 'system', personId: null } as const
const MOST_MARKS = 10_000
const MOST_STEPS = 500

type Company = Pick<Context, 'registry' | 'now'>

/** Makes every check now, or the ones named; waits where another process makes some. Refuses `permissions.admin-only`. */
export async function runNow(
  context: Context,
  kinds: readonly FindingKind[] = FINDING_KINDS,
): Promise<{ checked: Checked[] }> {
  requireAdmin(context.viewer)
  const checked: Checked[] = []
  for (const kind of kinds) {
    const done = await patiently(context.db, async (tx) => {
      await store.takeTurn(tx)
      return check(tx, context, kind)
    })
    if (done) checked.push(done)
  }
  return { checked }
}

/**
 * Makes the checks whose time has come, each in a transaction of its own, on one process of all that run. Answers what became of each;
 * empty where it was nobody's time or turn.
 */
export async function runDue(db: Sql, company: Company): Promise<Checked[]> {
  const states = await store.kindStates(db)
  const checked: Checked[] = []
  for (const kind of FINDING_KINDS) {
    if (!isCheckDue(kind, states.get(kind)?.checkedAt ?? undefined, company.now)) continue
    const done = await patiently(db, async (tx) => {
      if (!(await store.tryTurn(tx))) return undefined
      const state = (await store.kindStates(tx)).get(kind)
      if (!isCheckDue(kind, state?.checkedAt ?? undefined, company.now)) return undefined
      return check(tx, company, kind)
    })
    if (done) checked.push(done)
  }
  return checked
}

/** Takes findings that are not mended by their limit up the line, each once a limit; tells whoever gets them. Safe on several processes. */
export async function takeUp(db: Sql, company: Company): Promise<number> {
  for (let count = 0; ; ) {
    const done = await patiently(db, async (tx) => {
      const ids = await store.lockLate(tx, company.now, MOST_STEPS)
      if (ids.length === 0) return { locked: 0, taken: 0 }
      await tellOf(tx, company.now, await store.settle(tx, ids, company.now))
      const late = await store.overdue(tx, ids)
      await stepUp(tx, company, late)
      return { locked: ids.length, taken: late.length }
    })
    count += done.taken
    if (done.locked < MOST_STEPS) return count
  }
}

async function stepUp(tx: Tx, company: Company, late: readonly store.Overdue[]): Promise<void> {
  const above = late.flatMap(({ aboveId }) => aboveId ?? [])
  const times = await timesOf(tx, company, [...new Set(above)], 30)
  const now = Date.parse(company.now)
  const due = ({ kind, aboveId }: store.Overdue) => {
    const at = aboveId && times.get(aboveId)?.addWorkingDays(now, CHECKS[kind].limitDays)
    return aboveId ? instantOf(at || now + CHECKS[kind].limitDays * MS_PER_DAY) : null
  }
  const steps = late.map((one) => ({ id: one.id, holderId: one.aboveId ?? one.holderId, nextAt: due(one) }))
  await store.stepUp(tx, steps, company.now)
  const gone = late.flatMap(({ aboveId, ...one }) => (aboveId ? [{ ...one, aboveId }] : []))
  await record(
    tx,
    SYSTEM,
    company.now,
    gone.map(({ id, kind, opportunityId, holderId, aboveId }) => ({
      kind: 'finding.escalated',
      object: 'finding',
      recordId: id,
      opportunityId,
      before: { holder: holderId },
      after: { holder: aboveId },
      cause: { because: kind },
    })),
  )
  const names = await namesOf(tx, above)
  await tell(
    tx,
    company.now,
    'escalated',
    gone.map((one) => ({ ...one, holderId: one.aboveId })),
  )
  await tell(
    tx,
    company.now,
    'went-up',
    gone.map((one) => ({ ...one, to: names.get(one.aboveId) ?? '' })),
  )
}

/** One check, whatever its time: what it finds is opened, what is no more ends. */
async function check(tx: Tx, company: Company, kind: FindingKind): Promise<Checked | undefined> {
  const began = performance.now()
  const state = (await store.kindStates(tx)).get(kind)
  const { on, days } = {
    ...usualSetting(kind),
    ...(state?.on == null ? {} : { on: state.on, days: state.days }),
  }
  const today = await store.companyDay(tx, company.now)
  const isAnew = state?.changedAt != null && (state.checkedAt === null || state.changedAt >= state.checkedAt)
  const changes = on
    ? await lookFor(tx, company, kind, today, days ?? 0, isAnew)
    : await store.switchOff(tx, kind, company.now)
  await tellOf(tx, company.now, changes)
  const tookMs = Math.round(performance.now() - began)
  await store.saveChecked(tx, kind, company.now, tookMs)
  const count = (what: store.Change['what']) => changes.filter((one) => one.what === what).length
  const open = (await store.kindStates(tx)).get(kind)?.open ?? 0
  return { kind, open, opened: count('opened'), ended: count('ended'), tookMs }
}

async function lookFor(
  tx: Tx,
  company: Company,
  kind: FindingKind,
  today: string,
  days: number,
  isAnew: boolean,
) {
  const people = await store.holders(tx)
  const times = await timesOf(tx, company, people, days * 2 + 30)
  const now = Date.parse(company.now)
  const { limitDays } = CHECKS[kind]
  const dues = people.map((id) => {
    const due = times.get(id)?.addWorkingDays(now, limitDays)
    return due ? instantOf(due) : null
  })
  const looking: Looking = { context: company, today, people, times, days }
  const found = await checks[kind](tx, looking)
  const changes = await store.reconcile(
    tx,
    kind,
    found,
    { now: company.now, today },
    { people, dues },
    isAnew,
  )
  if (kind === 'clock-missing') await markClockless(tx, MOST_MARKS)
  return changes
}

function timesOf(tx: Tx, company: Company, people: readonly string[], days: number) {
  const now = Date.parse(company.now)
  return workingTimesOf(
    tx,
    company,
    people,
    instantOf(now - days * MS_PER_DAY),
    instantOf(now + days * MS_PER_DAY),
  )
}

/** Journals what became of findings and tells whoever got some: one notice a kind for however many. */
export async function tellOf(tx: Tx, now: string, changes: readonly store.Change[]): Promise<void> {
  await record(
    tx,
    SYSTEM,
    now,
    changes.map(({ what, id, kind, opportunityId, holderId }) => ({
      kind: `finding.${what}`,
      object: 'finding',
      recordId: id,
      opportunityId,
      ...(what === 'ended' ? {} : { after: { holder: holderId } }),
      cause: { because: kind },
    })),
  )
  const given = changes.filter(({ what }) => what !== 'ended')
  await tell(tx, now, 'opened', given)
}

type Given = { kind: FindingKind; holderId: string; opportunityId: string | null; to?: string }

/** One notice a person and kind, for however many. */
async function tell(
  tx: Tx,
  now: string,
  what: 'opened' | 'escalated' | 'went-up',
  given: readonly Given[],
): Promise<void> {
  const each = Map.groupBy(given, ({ kind, holderId }) => `${kind}:${holderId}`)
  await notify(
    tx,
    now,
    [...each].flatMap(([group, all]) => {
      const [first] = all
      if (!first) return []
      const isOne = all.length === 1
      const { kind, holderId, opportunityId, to } = first
      return [
        {
          personId: holderId,
          kind:
            what === 'opened' && !isOne ? ('findings.opened-many' as const) : (`findings.${what}` as const),
          facts: { finding: kind, ...(to ? { to } : {}), ...(isOne ? {} : { count: all.length }) },
          opportunityId: isOne ? opportunityId : null,
          link: `/findings?kind=${kind}`,
          key: `findings.${what}:${group}:${now}`,
        },
      ]
    }),
  )
}
