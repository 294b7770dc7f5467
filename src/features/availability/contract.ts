import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { isDay } from '../../kernel/time.ts'

const name = z.string().trim().min(1).max(100)
const byId = z.object({ id: z.uuid() })
const day = z.string().refine((text) => isDay(text) && text >= '2000-01-01' && text <= '2199-12-31')
const country = z.string().regex(/^[A-Z]{2}$/)
const region = z.string().min(1).max(20)

/** Minutes after midnight; work across midnight ends at 1440 and goes on the next day at 0. */
const minute = z.int().min(0).max(1440)
/** The hours of a day in their order; none: off. */
export const hours = z.array(z.strictObject({ from: minute, until: minute })).max(12)

/** A dated day that is not as its weekday is. `weekday`: 1 is Monday. */
export const exception = z.discriminatedUnion('kind', [
  z.strictObject({ day, name: z.string().trim().max(100), kind: z.literal('off') }),
  z.strictObject({ day, name: z.string().trim().max(100), kind: z.literal('hours'), hours }),
  z.strictObject({
    day,
    name: z.string().trim().max(100),
    kind: z.literal('like'),
    weekday: z.int().min(1).max(7),
  }),
])
export type ExceptionInput = z.infer<typeof exception>

export const calendarInput = z.strictObject({
  name,
  timeZone: z.string().min(1).max(60),
  /** Monday first. */
  week: z.array(hours).length(7),
  /** Whose public holidays are off; null: none. China's come with the days that make up for them. */
  holidays: z.strictObject({ country, region: region.nullable() }).nullable(),
  exceptions: z.array(exception).max(1000),
})
export type CalendarInput = z.infer<typeof calendarInput>

export const workingCalendar = calendarInput.extend({
  id: z.uuid(),
  version: z.int(),
  isDefault: z.boolean(),
  /** To whom it is given itself; whom it reaches by department or as the company's is not counted. */
  people: z.int(),
  departments: z.int(),
})
export type WorkingCalendar = z.infer<typeof workingCalendar>

export const listCalendars = endpoint({
  method: 'GET',
  path: '/availability/calendars',
  summary: 'The working calendars, the company’s first (administrators)',
  result: z.object({ items: z.array(workingCalendar) }),
})
export const createCalendar = endpoint({
  method: 'POST',
  path: '/availability/calendars',
  summary: 'Adds a working calendar: zone, hours by weekday, holidays, exceptions',
  body: calendarInput,
  result: workingCalendar,
})
export const changeCalendar = endpoint({
  method: 'PUT',
  path: '/availability/calendars/:id',
  summary: 'Changes a working calendar',
  ifMatch: true,
  params: byId,
  body: calendarInput,
  result: workingCalendar,
})
export const deleteCalendar = endpoint({
  method: 'DELETE',
  path: '/availability/calendars/:id',
  summary: 'Deletes a working calendar that nobody has',
  ifMatch: true,
  params: byId,
})
export const makeDefault = endpoint({
  method: 'PUT',
  path: '/availability/default',
  summary: 'Names the company’s calendar: of all who have no other',
  body: z.strictObject({ calendar: z.uuid() }),
  result: workingCalendar,
})

const holiday = z.object({
  day: z.string(),
  /** False: a day that is worked to make up for a holiday. */
  off: z.boolean(),
  name: z.object({ zh: z.string(), en: z.string() }),
})
export const listHolidays = endpoint({
  method: 'GET',
  path: '/availability/holidays',
  summary: 'The public holidays and make-up days of a year',
  query: z.object({ country, region: region.optional(), year: z.coerce.number().int().min(2000).max(2199) }),
  result: z.object({
    /** False where the days of the year have not been announced: then only weekends are off. */
    published: z.boolean(),
    items: z.array(holiday),
  }),
})
export const listCountries = endpoint({
  method: 'GET',
  path: '/availability/countries',
  summary: 'The countries whose holidays are known, with their regions',
  result: z.object({
    items: z.array(
      z.object({ code: z.string(), regions: z.array(z.object({ code: z.string(), name: z.string() })) }),
    ),
  }),
})

const named = z.object({ id: z.uuid(), name: z.string() })
export const listAssignments = endpoint({
  method: 'GET',
  path: '/availability/assignments',
  summary: 'Which departments and people have a calendar of their own (administrators)',
  result: z.object({
    departments: z.array(named.extend({ calendar: z.uuid() })),
    people: z.array(named.extend({ calendar: z.uuid() })),
  }),
})
const given = z.strictObject({ calendar: z.uuid().nullable() })
export const giveDepartment = endpoint({
  method: 'PUT',
  path: '/availability/departments/:id/calendar',
  summary: 'Gives a department and all below it a calendar; null takes it away',
  params: byId,
  body: given,
  result: given,
})
export const givePerson = endpoint({
  method: 'PUT',
  path: '/availability/people/:id/calendar',
  summary: 'Gives a person a calendar; null takes it away',
  params: byId,
  body: given,
  result: given,
})

export const shift = z.strictObject({ day, hours })
export type Shift = z.infer<typeof shift>
const period = { from: day, until: day }

/** Why a day's hours are as they are. */
export const BECAUSE = ['week', 'holiday', 'make-up', 'exception', 'shift'] as const
export const personTimes = z.object({
  calendar: named.extend({ timeZone: z.string() }),
  because: z.enum(['person', 'department', 'company']),
  department: named.nullable(),
  workingNow: z.boolean(),
  /** The next working moment; now where they are at work; null where none is ahead. */
  nextWorkingAt: z.string().nullable(),
  days: z.array(
    z.object({
      day: z.string(),
      hours,
      because: z.enum(BECAUSE),
      name: z.object({ zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
})
export type PersonTimes = z.infer<typeof personTimes>
export const readPersonTimes = endpoint({
  method: 'GET',
  path: '/availability/people/:id',
  summary: 'A person’s working time, day by day: one’s own, one’s reports’, everybody’s for administrators',
  params: byId,
  query: z.object({ from: day.optional(), until: day.optional() }),
  result: personTimes,
})
export const putShifts = endpoint({
  method: 'PUT',
  path: '/availability/people/:id/shifts',
  summary:
    'Sets a person’s rota in a period: its days take the place of the calendar’s, days left out follow it',
  params: byId,
  body: z.strictObject({ ...period, shifts: z.array(shift).max(400) }),
  result: z.object({ shifts: z.array(shift) }),
})
