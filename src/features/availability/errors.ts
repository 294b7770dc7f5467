import { refusal } from '../../kernel/refusal.ts'

/** There is no such calendar, person or department. */
export const notFound = refusal<{ what: string; id: string }>('availability.not-found', 404)
/** The calendar was changed since you looked. */
export const stale = refusal<{ yours: number; current: number }>('availability.stale', 412)
/** Another calendar is called so. */
export const nameTaken = refusal<{ name: string }>('availability.name-taken', 409)
/** There is no such time zone. */
export const unknownZone = refusal<{ timeZone: string }>('availability.unknown-zone', 422)
/** The hours of a day (a weekday's number or a date) end before they begin or overlap. */
export const badHours = refusal<{ day: string; fault: string }>('availability.bad-hours', 422)
/** Nobody would ever work by this calendar. */
export const neverWorks = refusal('availability.never-works', 422)
/** No holidays are known of this country or region. */
export const unknownHolidays = refusal<{ country: string; region: string | null }>(
  'availability.unknown-holidays',
  422,
)
/** A day has two exceptions, or two shifts. */
export const dayTwice = refusal<{ day: string }>('availability.day-twice', 422)
/** People or departments have the calendar; give them another one first. */
export const inUse = refusal<{ people: number; departments: number }>('availability.in-use', 409)
/** The company always has a calendar; name another one first. */
export const defaultStays = refusal('availability.default-stays', 409)
/** The working time of others is their managers' and the administrators' to see and to plan. */
export const notYours = refusal('availability.not-yours', 403)
/** A shift lies outside of the period that is set. */
export const outsidePeriod = refusal<{ day: string; from: string; until: string }>(
  'availability.outside-the-period',
  422,
)
/** The period ends before it begins or is longer than can be looked at. */
export const badPeriod = refusal<{ most: number }>('availability.bad-period', 422)
