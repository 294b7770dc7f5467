import { isRefusal, type Refusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import { insertRecords } from '../../../objects/store.ts'
import type { Sql } from '../../../platform/db/pool.ts'
import { patiently, transaction } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { notify } from '../../notifications/index.ts'
import { requireRight } from '../../permissions/index.ts'
import type { Transition } from '../contract.ts'
import * as errors from '../errors.ts'
import { dropTasks, keepTasks } from '../store/carry.ts'
import { returning } from '../store/collect.ts'
import { peopleOf } from '../store/people.ts'
import * as rows from '../store/rows.ts'
import * as store from '../store/transitions.ts'
import { asTheyAre, carryOut, taskGone } from './committing.ts'
import { askIntroductions } from './introducing.ts'
import { begin, editable, journal, locked, mayHandle, one, openQuestions, shown } from './planning.ts'

/** Carries a transition out at a time. Those who leave are asked to introduce the receivers before. */
export async function schedule(
  context: Context,
  id: string,
  version: number,
  at: string,
): Promise<Transition> {
  return context.transaction(async (tx) => {
    const stored = await editable(tx, context, id, version)
    const { personId } = context.viewer
    if (stored.leavers.includes(personId)) throw errors.yourself({})
    if (Date.parse(at) <= Date.parse(context.now)) throw errors.inThePast({ at })
    const stopping = (await openQuestions(tx, context.now, stored)).find(({ stops }) => stops)
    if (stopping?.code === 'unresolved')
      throw errors.unresolved({ rows: stored ? Number(stopping.facts['rows']) : 0 })
    if (stopping) throw errors.placeEmpty({ person: stopping.person?.name ?? '', why: stopping.code })
    const dueAt = new Date(Date.parse(at)).toISOString()
    await store.setState(tx, id, { state: 'scheduled', dueAt, dueBy: personId }, personId, context.now)
    const within = { ...context, viewer: { ...context.viewer, admin: true } }
    const leaving = (await rows.rowsOf(tx, id)).filter(({ fromId }) => stored.leavers.includes(fromId))
    await keepTasks(tx, id, await askIntroductions(tx, within, leaving, dueAt))
    await journal(tx, context, 'transition.scheduled', id, { at: dueAt })
    return shown(tx, context.now, await one(tx, context, id))
  })
}

/** Takes a transition from the calendar, and the introductions that are not made with it. */
export async function unschedule(context: Context, id: string, version: number): Promise<Transition> {
  return context.transaction(async (tx) => {
    const stored = await locked(tx, context, id, version)
    const by = context.viewer.personId
    if (stored.state === 'scheduled') {
      const dropped = await dropTasks(tx, id, by, context.now)
      await record(tx, context.actor, context.now, dropped.map(taskGone))
      await store.setState(tx, id, { state: 'draft' }, by, context.now)
      await journal(tx, context, 'transition.unscheduled', id, {})
    }
    return shown(tx, context.now, await one(tx, context, id))
  })
}

/** Plans the way back: what receivers still hold returns to whoever gave it. */
export async function giveBack(context: Context, id: string): Promise<Transition> {
  requireRight(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const stored = await one(tx, context, id)
    if (stored.state !== 'done') throw errors.notDone({})
    const back = await returning(tx, id)
    const givers = await peopleOf(tx, [...new Set(back.map(({ toId }) => toId))])
    const gone = [...givers.values()].filter(({ active }) => !active)
    if (gone.length > 0) throw errors.giverGone({ people: gone.map(({ name }) => name) })
    const nobody = { leavers: [], moves: [], condition: '', receivers: [], successors: {}, note: null }
    const name = `↩ ${stored.name}`.slice(0, 100)
    return begin(tx, context, { ...nobody, name, kind: 'reorganisation', reverses: id })
  })
}

type Running = { db: Sql; contextFor(personId: string): Promise<Context | undefined> }

/**
 * Carries out what is due, each in its own transaction and once among several processes. What is refused is kept as failed, with the
 * reason, and told to whoever scheduled it; a fault is tried again the next time. Answers how many were carried out.
 */
export async function carryDue({ db, contextFor }: Running, now: string): Promise<number> {
  let done = 0
  let fault: unknown
  for (const { id, dueBy } of await store.dueAt(db, now)) {
    const found = await contextFor(dueBy)
    const context = found && { ...found, now }
    try {
      if (await carryOne(db, context, id, now)) done += 1
    } catch (thrown) {
      if (isRefusal(thrown)) await fail(db, context, id, now, thrown)
      else fault = thrown
    }
  }
  if (fault) throw fault
  return done
}

function carryOne(db: Sql, context: Context | undefined, id: string, now: string): Promise<boolean> {
  return patiently(db, async (tx) => {
    const stored = await store.lockDue(tx, id, now)
    if (!stored) return false
    if (!context) throw errors.makerGone({})
    if (!mayHandle(context, stored)) throw errors.notYours({ people: [] })
    await carryOut(tx, context, stored, asTheyAre)
    return true
  })
}

async function fail(
  db: Sql,
  context: Context | undefined,
  id: string,
  now: string,
  why: Refusal,
): Promise<void> {
  await transaction(db, async (tx) => {
    const stored = await store.lockDue(tx, id, now)
    if (!stored?.dueBy) return
    const failure = { code: why.code, facts: { ...why.facts } }
    await store.setState(tx, id, { state: 'failed', failure }, stored.dueBy, now)
    await journal(tx, { actor: { kind: 'system', personId: null }, now }, 'transition.failed', id, failure)
    await notify(tx, now, [
      {
        personId: stored.dueBy,
        kind: 'succession.failed',
        facts: { name: stored.name },
        link: `/settings/transitions/${id}`,
        key: `succession.failed:${id}:${now}:${stored.dueBy}`,
      },
    ])
    if (!context) return
    const title =
      context.viewer.language === 'zh'
        ? `“${stored.name}”到时未能执行，请处理`
        : `“${stored.name}” could not be carried out; see why`
    const within = { ...context, viewer: { ...context.viewer, admin: true } }
    await insertRecords(tx, within, 'task', [
      { input: { title, holder: stored.dueBy, dueOn: now.slice(0, 10) } },
    ])
  })
}
