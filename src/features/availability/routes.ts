import { route } from '../../objects/route.ts'
import * as calendars from './actions/calendars.ts'
import * as people from './actions/people.ts'
import * as contract from './contract.ts'

export const routes = [
  route(contract.listCalendars, (context) => calendars.listCalendars(context)),
  route(contract.createCalendar, (context, { body }) => calendars.createCalendar(context, body)),
  route(contract.changeCalendar, (context, { params, body, ifMatch }) =>
    calendars.changeCalendar(context, params.id, ifMatch, body),
  ),
  route(contract.deleteCalendar, (context, { params, ifMatch }) =>
    calendars.deleteCalendar(context, params.id, ifMatch),
  ),
  route(contract.makeDefault, (context, { body }) => calendars.makeDefault(context, body.calendar)),
  route(contract.listHolidays, (_context, { query }) =>
    calendars.listHolidays(query.country, query.region ?? null, query.year),
  ),
  route(contract.listCountries, () => calendars.listCountries()),
  route(contract.listAssignments, (context) => people.listAssignments(context)),
  route(contract.giveDepartment, (context, { params, body }) =>
    people.giveDepartment(context, params.id, body.calendar),
  ),
  route(contract.givePerson, (context, { params, body }) =>
    people.givePerson(context, params.id, body.calendar),
  ),
  route(contract.readPersonTimes, (context, { params, query }) =>
    people.readPersonTimes(context, params.id, query),
  ),
  route(contract.putShifts, (context, { params, body }) => people.putShifts(context, params.id, body)),
]
