import { type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/availability/contract.ts'
import type { Day } from '../../../src/kernel/time.ts'
import { call } from '../../client/call.ts'

const ABOUT = ['about', 'availability'] as const

export const calendarsQuery = queryOptions({
  queryKey: [...ABOUT, 'calendars'],
  queryFn: ({ signal }) => call(contract.listCalendars, { signal }),
})

export const assignmentsQuery = queryOptions({
  queryKey: [...ABOUT, 'assignments'],
  queryFn: ({ signal }) => call(contract.listAssignments, { signal }),
})

export const countriesQuery = queryOptions({
  queryKey: ['holidays', 'countries'],
  queryFn: ({ signal }) => call(contract.listCountries, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The holidays of a year; they stay as they are while the page is open. */
export function holidaysQuery(country: string, region: string | null, year: number) {
  return queryOptions({
    queryKey: ['holidays', country, region, year],
    queryFn: ({ signal }) =>
      call(contract.listHolidays, { query: { country, year, ...(region ? { region } : {}) }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A person's working time; from one day to another where they are given. */
export function personTimesQuery(id: string, period?: { from: Day; until: Day }) {
  return queryOptions({
    queryKey: [...ABOUT, 'person', id, period?.from, period?.until],
    queryFn: ({ signal }) => call(contract.readPersonTimes, { params: { id }, query: { ...period }, signal }),
  })
}

/** Makes everything stale that shows when people work. */
export function availabilityChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ABOUT })
}

export function createCalendar(input: contract.CalendarInput) {
  return call(contract.createCalendar, { body: input, idempotencyKey: crypto.randomUUID() })
}

export function changeCalendar(
  { id, version }: Pick<contract.WorkingCalendar, 'id' | 'version'>,
  input: contract.CalendarInput,
) {
  return call(contract.changeCalendar, { params: { id }, body: input, ifMatch: version })
}

export function deleteCalendar({ id, version }: Pick<contract.WorkingCalendar, 'id' | 'version'>) {
  return call(contract.deleteCalendar, { params: { id }, ifMatch: version })
}

export function makeDefault(calendar: string) {
  return call(contract.makeDefault, { body: { calendar } })
}

export function giveDepartment(id: string, calendar: string | null) {
  return call(contract.giveDepartment, { params: { id }, body: { calendar } })
}

export function givePerson(id: string, calendar: string | null) {
  return call(contract.givePerson, { params: { id }, body: { calendar } })
}

export function putShifts(id: string, from: Day, until: Day, shifts: contract.Shift[]) {
  return call(contract.putShifts, { params: { id }, body: { from, until, shifts } })
}
