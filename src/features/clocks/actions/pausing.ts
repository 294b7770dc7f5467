import { addDays, instantOf } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { visibleStates } from '../../opportunities/index.ts'
import type { RunningClock } from '../contract.ts'
import * as errors from '../errors.ts'
import { canPause, isPauseDay, pauseDays } from '../rules/pausing.ts'
import * as store from '../store/reading.ts'
import { isTheirs, shown } from './reading.ts'
import { settleFor, timesFor } from './settling.ts'

/**
 * Lets a limit stand still up to and with a day of whoever it is of; within the working days the plan gives. Refuses what is over, what
 * stands still already, and kinds that run in any case.
 */
export async function pause(
  context: Context,
  id: string,
  { until, reason }: { until: string; reason: string },
): Promise<RunningClock> {
  await changing(context, id, async (tx, clock) => {
    if (!canPause(clock.kind)) throw errors.cannotPause({ kind: clock.kind })
    if (clock.breachedAt !== null || clock.dueAt <= Date.parse(context.now))
      throw errors.over({ due: instantOf(clock.dueAt) })
    if (clock.pause) throw errors.pausedAlready({ until: clock.pause.until })
    const times = (await timesFor(tx, context, context.now, [clock.personId])).get(clock.personId)
    if (!times) throw errors.notFound({ id })
    const today = dayIn(context.now, times.zone)
    if (!isPauseDay(today, until)) throw errors.wrongDay({ until })
    const days = pauseDays(times, today, until)
    const left = (await shown(tx, context, [clock]))[0]?.pauseDaysLeft ?? 0
    if (days > left) throw errors.budgetSpent({ days, left })
    const end = instantOf(times.startOf(addDays(until, 1)))
    const by = context.viewer.personId
    await store.pause(tx, { clockId: id, from: context.now, until: end, days, reason, by })
    await journal(tx, context, 'clock.paused', clock, { until: end, days, reason })
  })
  return look(context, id)
}

/** Lets a limit go on before its pause is over; the days that are left may be used another time. */
export async function resume(context: Context, id: string): Promise<RunningClock> {
  await changing(context, id, async (tx, clock) => {
    if (!clock.pause) throw errors.notPaused({})
    const times = (await timesFor(tx, context, context.now, [clock.personId])).get(clock.personId)
    if (!times) throw errors.notFound({ id })
    const days = pauseDays(times, dayIn(clock.pause.from, times.zone), dayIn(context.now, times.zone))
    await store.resume(tx, id, context.now, days, context.viewer.personId)
    await journal(tx, context, 'clock.resumed', clock, { days })
  })
  return look(context, id)
}

async function changing(
  context: Context,
  id: string,
  work: (tx: Tx, clock: store.ReadClock) => Promise<void>,
): Promise<void> {
  await context.transaction(async (tx) => {
    await store.lockClock(tx, id)
    const clock = await seen(tx, context, id)
    if (!isTheirs(context.viewer, clock.personId)) throw errors.notYours({ person: clock.personName })
    if (clock.stoppedAt !== null) throw errors.ended({ at: clock.stoppedAt })
    await work(tx, clock)
    await store.mark(tx, clock)
  })
}

/** The limit, where the viewer may see what it is about. */
async function seen(tx: Tx, context: Context, id: string): Promise<store.ReadClock> {
  const clock = await store.clockById(tx, id)
  if (!clock) throw errors.notFound({ id })
  const { opportunityId, personId } = clock
  const isSeen =
    opportunityId === null
      ? isTheirs(context.viewer, personId)
      : (await visibleStates(tx, context, [opportunityId])).length > 0
  if (!isSeen) throw errors.notFound({ id })
  return clock
}

/** How it is afterwards: its times are worked out anew first. */
async function look(context: Context, id: string): Promise<RunningClock> {
  const before = await store.clockById(context.db, id)
  if (before?.opportunityId) await settleFor(context, { opportunities: [before.opportunityId] })
  else if (before) await settleFor(context, { people: [before.personId] })
  const clock = await store.clockById(context.db, id)
  const [found] = clock ? await shown(context.db, context, [clock]) : []
  if (!found) throw errors.notFound({ id })
  return found
}

async function journal(
  tx: Tx,
  { actor, now }: Context,
  kind: string,
  { id, opportunityId, personId, kind: clock }: store.ReadClock,
  after: Record<string, unknown>,
): Promise<void> {
  await record(tx, actor, now, [
    {
      kind,
      object: 'clock',
      recordId: id,
      opportunityId,
      after: { clock, person: personId, ...after },
      onBehalfOf: onBehalfOf(actor, personId),
    },
  ])
}
