import type { z } from 'zod'
import { isId } from '../../../kernel/id.ts'
import type { Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { requireRight, viewerOf } from '../../permissions/index.ts'
import {
  type changeSchedule,
  type createSchedule,
  type listMailings,
  type listSchedules,
  type Mailing,
  MOST_RECEIVERS,
  MOST_SCHEDULES,
  type Rhythm,
  type Schedule,
} from '../contract/schedules.ts'
import * as errors from '../errors.ts'
import { builtInDashboard, builtInReport } from '../rules/built-in.ts'
import { isRhythm, nextAt } from '../rules/rhythm.ts'
import { readable as readableDashboards } from '../store/dashboards.ts'
import { readable as readableReports } from '../store/reports.ts'
import * as store from '../store/schedules.ts'
import * as dashboards from './dashboards.ts'
import * as reports from './reports.ts'
import { note } from './sharing.ts'

type ListAsked = z.output<NonNullable<typeof listSchedules.query>>
type CreateInput = z.output<NonNullable<typeof createSchedule.body>>
type ChangeInput = z.output<NonNullable<typeof changeSchedule.body>>
type Subject = Pick<Schedule, 'what' | 'of'>

/** What the viewer set up or receives, newest first. */
export async function list(
  context: Context,
  { what, of }: ListAsked,
): Promise<{ items: Schedule[]; timeZone: string }> {
  const { db, viewer, registry } = context
  const rows = await store.visible(db, viewer, { of })
  return {
    items: rows.filter((row) => what === undefined || row.what === what).map((row) => shown(row, viewer)),
    timeZone: registry.company.timeZone,
  }
}

/**
 * Refuses `reports.not-found`, `reports.dashboard-not-found`, `reports.bad-rhythm`, `reports.too-many`, `reports.too-many-receivers`,
 * `reports.receiver-unreachable`, `reports.receiver-cannot-read`.
 */
export async function create(context: Context, input: CreateInput): Promise<Schedule> {
  const { viewer, now, registry } = context
  requireRight(viewer, 'opportunity', 'see')
  await (input.what === 'report' ? reports.read(context, input.of) : dashboards.read(context, input.of))
  checkRhythm(input.rhythm)
  return context.transaction(async (tx) => {
    await checkReceivers(tx, context, input, input.receivers)
    if ((await store.countOf(tx, viewer.personId)) >= MOST_SCHEDULES)
      throw errors.tooMany({ most: MOST_SCHEDULES })
    const next = nextAt(input.rhythm, now, registry.company.timeZone)
    const values = { rhythm: input.rhythm, receivers: input.receivers, paused: false, nextAt: next }
    const id = await store.insert(tx, viewer.personId, input, values, now)
    await note(tx, context, 'schedule.created', id, { after: { ...input } })
    return one(tx, viewer, id)
  })
}

/** Refuses `reports.schedule-not-found`, `reports.not-yours`, `reports.stale`, `reports.schedule-stopped`, and what `create` refuses. */
export async function change(
  context: Context,
  id: string,
  version: number,
  input: ChangeInput,
): Promise<Schedule> {
  const { now, viewer, registry } = context
  return context.transaction(async (tx) => {
    const row = await locked(tx, viewer, id, version)
    if (row.stopped) throw errors.stopped({ owner: row.owner.name })
    const { rhythm = row.rhythm, paused = row.paused } = input
    checkRhythm(rhythm)
    const before = new Set(row.receivers.map((one) => one.id))
    const receivers = input.receivers ?? [...before]
    if (input.receivers)
      await checkReceivers(
        tx,
        context,
        row,
        receivers.filter((person) => !before.has(person)),
        receivers.length,
      )
    const next = paused ? null : nextAt(rhythm, now, registry.company.timeZone)
    await store.update(tx, id, { rhythm, receivers, paused, nextAt: next }, now)
    await note(tx, context, 'schedule.changed', id, { after: { ...input } })
    return one(tx, viewer, id)
  })
}

export async function remove(context: Context, id: string, version: number): Promise<undefined> {
  await context.transaction(async (tx) => {
    const { what, of } = await locked(tx, context.viewer, id, version)
    await store.remove(tx, id)
    await note(tx, context, 'schedule.removed', id, { before: { what, of } })
  })
}

/** Refuses `reports.schedule-not-found` where the viewer does not receive it. */
export async function leave(context: Context, id: string): Promise<undefined> {
  await context.transaction(async (tx) => {
    if (!(await store.leave(tx, id, context.viewer.personId))) throw errors.scheduleNotFound({ id })
  })
}

/** What was sent: everything to whoever may change it, to a receiver their own. */
export async function mailings(
  { db, viewer }: Context,
  id: string,
  { limit }: z.output<NonNullable<typeof listMailings.query>>,
): Promise<{ items: Mailing[] }> {
  const { editable } = await one(db, viewer, id)
  return { items: await store.mailings(db, id, editable ? null : viewer.personId, limit) }
}

async function locked(tx: Queryable, viewer: Viewer, id: string, version: number): Promise<Schedule> {
  await store.lock(tx, id)
  const row = await one(tx, viewer, id)
  if (!row.editable) throw errors.notYours({ name: row.label[viewer.language], owner: row.owner.name })
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
  return row
}

async function one(db: Queryable, viewer: Viewer, id: string): Promise<Schedule> {
  const [row] = await store.visible(db, viewer, { id })
  if (!row) throw errors.scheduleNotFound({ id })
  return shown(row, viewer)
}

function shown({ name, ...row }: store.ScheduleRow, { personId, admin }: Viewer): Schedule {
  const own = row.what === 'report' ? builtInReport(row.of) : builtInDashboard(row.of)
  return {
    ...row,
    label: own?.label ?? { zh: name ?? '', en: name ?? '' },
    editable: admin || row.owner.id === personId,
  }
}

function checkRhythm(rhythm: Rhythm): void {
  if (!isRhythm(rhythm)) throw errors.badRhythm({ every: rhythm.every, on: rhythm.on })
}

/** Whoever is to get it is there, has an address, and may read it by their own rights. */
async function checkReceivers(
  tx: Queryable,
  { registry }: Context,
  subject: Subject,
  receivers: readonly string[],
  given = receivers.length,
): Promise<void> {
  if (given > MOST_RECEIVERS) throw errors.tooManyReceivers({ most: MOST_RECEIVERS, given })
  const people = await store.people(tx, receivers)
  const unreachable = people.filter(({ active, email }) => !active || !email)
  const strangers = receivers.filter((id) => !people.some((person) => person.id === id))
  if (unreachable.length > 0 || strangers.length > 0)
    throw errors.receiverUnreachable({ names: [...unreachable.map(({ name }) => name), ...strangers] })
  if (!isId(subject.of)) return
  const names: string[] = []
  for (const { id, name } of people) {
    const viewer = await viewerOf(tx, registry, id)
    if (!viewer || !(await mayRead(tx, viewer, subject))) names.push(name)
  }
  if (names.length > 0) throw errors.receiverCannotRead({ names })
}

async function mayRead(tx: Queryable, viewer: Viewer, { what, of }: Subject): Promise<boolean> {
  return what === 'report'
    ? (await readableReports(tx, viewer, [of])).has(of)
    : (await readableDashboards(tx, viewer, of)).length > 0
}
