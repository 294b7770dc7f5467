import type { Context } from '../../../objects/context.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { sqlState } from '../../../platform/db/transaction.ts'
import { record } from '../../../platform/events/journal.ts'
import { holidayCountries, holidaysOf } from '../../../platform/holidays.ts'
import { bumpAccess, requireAdmin } from '../../permissions/index.ts'
import type { CalendarInput, WorkingCalendar } from '../contract.ts'
import * as errors from '../errors.ts'
import { type CalendarFault, calendarFault, isSame, usualCalendar } from '../rules.ts'
import * as store from '../store.ts'

export async function listCalendars(context: Context): Promise<{ items: WorkingCalendar[] }> {
  requireAdmin(context.viewer)
  return { items: await store.calendars(context.db) }
}

/** Adds a calendar. Refuses bad hours, unknown zones and holidays, taken names, and calendars by which nobody ever works. */
export async function createCalendar(context: Context, input: CalendarInput): Promise<WorkingCalendar> {
  requireAdmin(context.viewer)
  await requireSound(input)
  return changing(context, input.name, async (tx) => {
    const id = await store.insertCalendar(tx, input, false, context.viewer.personId, context.now)
    await journal(tx, context, 'calendar.created', id, { after: input })
    return oneCalendar(tx, id)
  })
}

export async function changeCalendar(
  context: Context,
  id: string,
  version: number,
  input: CalendarInput,
): Promise<WorkingCalendar> {
  requireAdmin(context.viewer)
  await requireSound(input)
  return changing(context, input.name, async (tx) => {
    const before = await ofVersion(tx, id, version)
    await store.updateCalendar(tx, id, input, context.viewer.personId, context.now)
    await journal(tx, context, 'calendar.updated', id, changesOf(before, input))
    return oneCalendar(tx, id)
  })
}

export async function deleteCalendar(context: Context, id: string, version: number): Promise<undefined> {
  requireAdmin(context.viewer)
  await changing(context, '', async (tx) => {
    const { name, people, departments, isDefault } = await ofVersion(tx, id, version)
    if (isDefault) throw errors.defaultStays({})
    if (people + departments > 0) throw errors.inUse({ people, departments })
    await store.deleteCalendar(tx, id)
    await journal(tx, context, 'calendar.deleted', id, { before: { name } })
  })
}

export async function makeDefault(context: Context, id: string): Promise<WorkingCalendar> {
  requireAdmin(context.viewer)
  return changing(context, '', async (tx) => {
    const { isDefault } = await oneCalendar(tx, id)
    if (!isDefault) {
      await store.makeDefault(tx, id, context.viewer.personId, context.now)
      await journal(tx, context, 'calendar.made-default', id, {})
    }
    return oneCalendar(tx, id)
  })
}

export async function listHolidays(country: string, region: string | null, year: number) {
  const source = await holidaysOf(country, region)
  if (!source) throw errors.unknownHolidays({ country, region })
  return { published: source.isPublished(year), items: [...source.of(year)] }
}

export async function listCountries() {
  return { items: await holidayCountries() }
}

/** The calendar a company begins with; part of its set-up. */
export async function createUsualCalendar(
  tx: Tx,
  company: { language: 'zh' | 'en'; timeZone: string },
  by: string,
  at: string,
): Promise<void> {
  await store.insertCalendar(tx, usualCalendar(company.language, company.timeZone), true, by, at)
}

/** A change of calendars: the access counter moves first, tells every process, and lets one such change happen at a time. */
export async function changing<T>(context: Context, name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await context.transaction(async (tx) => {
      await bumpAccess(tx)
      return work(tx)
    })
  } catch (thrown) {
    if (sqlState(thrown) === '23505') throw errors.nameTaken({ name })
    throw thrown
  }
}

/** The calendar of this id. Refuses `availability.not-found`. */
export async function oneCalendar(tx: Queryable, id: string): Promise<WorkingCalendar> {
  const found = await store.calendarById(tx, id)
  if (!found) throw errors.notFound({ what: 'calendar', id })
  return found
}

/** Throws the refusal that a fault of hours or days is. */
export function refuse(fault: CalendarFault, timeZone = ''): never {
  if (fault.code === 'unknown-zone') throw errors.unknownZone({ timeZone })
  if (fault.code === 'never-works') throw errors.neverWorks({})
  if (fault.code === 'day-twice') throw errors.dayTwice({ day: fault.day })
  throw errors.badHours({ day: fault.day, fault: fault.fault })
}

async function requireSound(input: CalendarInput): Promise<void> {
  const fault = calendarFault(input)
  if (fault) refuse(fault, input.timeZone)
  const { holidays } = input
  if (holidays && !(await holidaysOf(holidays.country, holidays.region)))
    throw errors.unknownHolidays(holidays)
}

async function ofVersion(tx: Tx, id: string, version: number): Promise<WorkingCalendar> {
  const found = await oneCalendar(tx, id)
  if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
  return found
}

/** What a change makes otherwise, setting by setting. */
function changesOf(before: WorkingCalendar, after: CalendarInput) {
  const names = (Object.keys(after) as (keyof CalendarInput)[]).filter(
    (name) => !isSame(before[name], after[name]),
  )
  const of = (from: CalendarInput) => Object.fromEntries(names.map((name) => [name, from[name]]))
  return { before: of(before), after: of(after) }
}

async function journal(
  tx: Tx,
  context: Context,
  kind: string,
  recordId: string,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
): Promise<void> {
  await record(tx, context.actor, context.now, [{ kind, object: 'working-calendar', recordId, ...change }])
}
