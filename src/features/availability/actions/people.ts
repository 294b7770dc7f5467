import { hoursByDay } from '../../../engines/calendar/index.ts'
import { localParts } from '../../../engines/tabular/zones.ts'
import { addDays, type Day, daysBetween, type Instant } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { record } from '../../../platform/events/journal.ts'
import { holidaysOf } from '../../../platform/holidays.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type { PersonTimes, Shift } from '../contract.ts'
import * as errors from '../errors.ts'
import { engineCalendar, shiftsFault } from '../rules.ts'
import * as store from '../store.ts'
import { changing, oneCalendar, refuse } from './calendars.ts'
import { availableWithin } from './times.ts'

const MOST_DAYS = 400
const SHOWN_DAYS = 14

export async function listAssignments(context: Context) {
  requireAdmin(context.viewer)
  const [departments, people] = await Promise.all([
    store.givenDepartments(context.db),
    store.givenPeople(context.db),
  ])
  return { departments, people }
}

/** Gives a department and all below it a calendar; the nearest one counts. */
export async function giveDepartment(context: Context, id: string, calendar: string | null) {
  requireAdmin(context.viewer)
  return changing(context, '', async (tx) => {
    if ((await store.nameOfDepartment(tx, id)) === undefined)
      throw errors.notFound({ what: 'department', id })
    if (calendar !== null) await oneCalendar(tx, calendar)
    const before = await store.giveDepartment(tx, id, calendar)
    await record(tx, context.actor, context.now, [
      {
        kind: 'department.calendar-given',
        object: 'department',
        recordId: id,
        before: { calendar: before },
        after: { calendar },
      },
    ])
    return { calendar }
  })
}

export async function givePerson(context: Context, id: string, calendar: string | null) {
  requireAdmin(context.viewer)
  return changing(context, '', async (tx) => {
    if ((await store.nameOfPerson(tx, id)) === undefined) throw errors.notFound({ what: 'person', id })
    if (calendar !== null) await oneCalendar(tx, calendar)
    const before = await store.givePerson(tx, id, calendar)
    await record(tx, context.actor, context.now, [
      {
        kind: 'person.calendar-given',
        object: 'person',
        recordId: id,
        before: { calendar: before },
        after: { calendar },
      },
    ])
    return { calendar }
  })
}

/** A person's working time from one day to another, both included; the next two weeks where no day is given. */
export async function readPersonTimes(
  context: Context,
  id: string,
  asked: { from?: string | undefined; until?: string | undefined },
): Promise<PersonTimes> {
  if (id !== context.viewer.personId) requireManagerOf(context, id)
  const whose = await store.calendarOf(context.db, id)
  if (!whose) throw errors.notFound({ what: 'person', id })
  const { name, ...row } = await oneCalendar(context.db, whose.calendar)
  const source = row.holidays && (await holidaysOf(row.holidays.country, row.holidays.region))
  const calendar = engineCalendar(row, source?.of)
  const from = asked.from ?? dayIn(row.timeZone, context.now)
  const until = asked.until ?? addDays(from, SHOWN_DAYS - 1)
  requirePeriod(from, until)
  const shifts = await store.shiftsOf(context.db, [id], from, until)
  const next = (await availableWithin(context.db, context, [id], context.now, 0)).get(id)
  const own = new Map(shifts.map(({ day, hours }) => [day, hours]))
  const usual = hoursByDay(calendar)
  const days = Array.from({ length: daysBetween(from, until) + 1 }, (_, i) => {
    const day = addDays(from, i)
    const shift = own.get(day)
    if (shift) return { day, hours: shift, because: 'shift' as const, name: null }
    const { hours, because, holiday } = usual(daysBetween('1970-01-01', day))
    const exception =
      because === 'exception' ? row.exceptions.find((one) => one.day === day)?.name : undefined
    return {
      day,
      hours: [...hours],
      because,
      name: exception ? { zh: exception, en: exception } : (holiday?.name ?? null),
    }
  })
  const { because, department } = whose
  return {
    calendar: { id: whose.calendar, name, timeZone: row.timeZone },
    because,
    department,
    workingNow: next?.isWithin ?? false,
    nextWorkingAt: next?.nextWorkingAt ?? null,
    days,
  }
}

/** Sets a person's rota from one day to another. Refuses days outside, twice, or with hours that cannot be. */
export async function putShifts(
  context: Context,
  id: string,
  { from, until, shifts }: { from: string; until: string; shifts: Shift[] },
): Promise<{ shifts: Shift[] }> {
  requireManagerOf(context, id)
  requirePeriod(from, until)
  const outside = shifts.find(({ day }) => day < from || day > until)
  if (outside) throw errors.outsidePeriod({ day: outside.day, from, until })
  const fault = shiftsFault(shifts)
  if (fault) refuse(fault)
  return changing(context, '', async (tx) => {
    if ((await store.nameOfPerson(tx, id)) === undefined) throw errors.notFound({ what: 'person', id })
    const before = (await store.shiftsOf(tx, [id], from, until)).map(({ day, hours }) => ({ day, hours }))
    await store.replaceShifts(tx, id, from, until, shifts)
    await record(tx, context.actor, context.now, [
      {
        kind: 'person.shifts-set',
        object: 'person',
        recordId: id,
        before: { shifts: before },
        after: { shifts },
        cause: { from, until },
      },
    ])
    return { shifts: shifts.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }
  })
}

function requireManagerOf({ viewer }: Context, id: string): void {
  if (!viewer.admin && !viewer.reports.includes(id)) throw errors.notYours({})
}

function requirePeriod(from: string, until: string): void {
  const days = daysBetween(from, until) + 1
  if (days < 1 || days > MOST_DAYS) throw errors.badPeriod({ most: MOST_DAYS })
}

function dayIn(timeZone: string, now: Instant): Day {
  return localParts(now, timeZone).slice(0, 10)
}
