import { type Calendar, type Exception, type Holiday, type Hours, numberOfDay, weekdayOf } from './model.ts'

/** Why a day's hours are as they are. */
export type Because = 'week' | 'holiday' | 'make-up' | 'exception'
export type DayHours = { hours: Hours; because: Because; holiday?: Holiday | undefined }

const NONE: Hours = []
const DAY = 86_400_000

/** The hours of every day of a calendar: its own exceptions first, then holidays, then the week. Years are looked up once. */
export function hoursByDay(calendar: Calendar): (day: number) => DayHours {
  const week = Array.from(
    { length: 7 },
    (_, i): DayHours => ({ hours: calendar.week[i] ?? NONE, because: 'week' }),
  )
  const makeUp = calendar.week.find((hours) => hours.length > 0) ?? NONE
  const own = new Map(
    calendar.exceptions.map((one): [number, DayHours] => [
      numberOfDay(one.day),
      { hours: hoursOf(one, calendar), because: 'exception' },
    ]),
  )
  const years = new Map<number, ReadonlyMap<number, DayHours>>()
  const ofYear = (year: number) => {
    const known = years.get(year)
    if (known) return known
    const made = new Map(
      (calendar.holidaysOf?.(year) ?? []).map((holiday): [number, DayHours] => {
        const day = numberOfDay(holiday.day)
        const usual = week[weekdayOf(day)]?.hours ?? NONE
        return [day, dayOf(holiday, usual, makeUp)]
      }),
    )
    years.set(year, made)
    return made
  }
  return (day) => {
    const found = own.get(day) ?? ofYear(new Date(day * DAY).getUTCFullYear()).get(day)
    return found ?? (week[weekdayOf(day)] as DayHours)
  }
}

function hoursOf(exception: Exception, { week }: Calendar): Hours {
  return 'hours' in exception ? exception.hours : (week[exception.like - 1] ?? NONE)
}

/** A day that makes up for a holiday is worked like the first working day of the week, whatever a Saturday's own hours are. */
function dayOf(holiday: Holiday, usual: Hours, makeUp: Hours): DayHours {
  if (holiday.off) return { hours: NONE, because: usual.length > 0 ? 'holiday' : 'week', holiday }
  return { hours: makeUp, because: 'make-up', holiday }
}
