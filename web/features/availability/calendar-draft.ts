import type {
  CalendarInput,
  ExceptionInput,
  WorkingCalendar,
} from '../../../src/features/availability/contract.ts'
import { hoursFrom, hoursInWords, isSame } from '../../../src/features/availability/rules.ts'

/** A calendar while it is written: the hours of the week as the words in their fields. */
export type CalendarDraft = Omit<CalendarInput, 'week'> & { week: readonly string[] }

export function draftOf({ name, timeZone, week, holidays, exceptions }: CalendarInput): CalendarDraft {
  return { name, timeZone, week: week.map(hoursInWords), holidays, exceptions }
}

/** What is wrong with each weekday's hours; undefined where nothing is. */
export function faultsOf({ week }: CalendarDraft): (string | undefined)[] {
  return week.map((text) => {
    const read = hoursFrom(text)
    return read.ok ? undefined : read.fault
  })
}

/** What is sent; a weekday that cannot be read is off until it can. */
export function inputOf(draft: CalendarDraft): CalendarInput {
  const week = draft.week.map((text) => {
    const read = hoursFrom(text)
    return read.ok ? read.hours.map((one) => ({ ...one })) : []
  })
  return { ...draft, name: draft.name.trim(), week }
}

/** Whether the draft says something else than the calendar does. */
export function differs(
  draft: CalendarDraft,
  { name, timeZone, week, holidays, exceptions }: CalendarInput,
): boolean {
  return (
    faultsOf(draft).some((fault) => fault !== undefined) ||
    !isSame(inputOf(draft), { name, timeZone, week, holidays, exceptions })
  )
}

/** The draft with a day made an exception, or as usual again. In the order of days. */
export function withException(
  draft: CalendarDraft,
  day: string,
  exception: ExceptionInput | null,
): CalendarDraft {
  const others = draft.exceptions.filter((one) => one.day !== day)
  const exceptions = exception ? [...others, exception] : others
  return { ...draft, exceptions: exceptions.toSorted((a, b) => (a.day < b.day ? -1 : 1)) }
}

/** A new calendar like the one there is. */
export function copyOf(calendar: WorkingCalendar | undefined, name: string): CalendarInput | undefined {
  if (!calendar) return undefined
  const { timeZone, week, holidays } = calendar
  return { name, timeZone, week, holidays, exceptions: [] }
}
