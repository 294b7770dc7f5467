import type { Day } from '../../kernel/time.ts'
import { type Because, hoursByDay } from './hours.ts'
import {
  type Calendar,
  dayOfNumber,
  type Holiday,
  type Hours,
  minutesOf,
  numberOfDay,
  weekdayOf,
} from './model.ts'

/** One day of a year as a calendar has it. */
export type YearDay = {
  day: Day
  /** 0 for Monday … 6 for Sunday. */
  weekday: number
  hours: Hours
  minutes: number
  because: Because
  holiday: Holiday | undefined
}

export type YearCount = {
  workdays: number
  offdays: number
  /** Days of the week's work that are off for a holiday or by an exception. */
  daysTaken: number
  /** Days otherwise off that are worked. */
  daysAdded: number
  minutes: number
}

/** Every day of a year in its order, as people read it: what is worked, and why. */
export function daysOfYear(calendar: Calendar, year: number): YearDay[] {
  const hoursOn = hoursByDay(calendar)
  const [first, next] = [numberOfDay(`${year}-01-01`), numberOfDay(`${year + 1}-01-01`)]
  return Array.from({ length: next - first }, (_, i): YearDay => {
    const { hours, because, holiday } = hoursOn(first + i)
    const day = dayOfNumber(first + i)
    return { day, weekday: weekdayOf(first + i), hours, minutes: minutesOf(hours), because, holiday }
  })
}

/** How many days of a year are worked, and how that differs from its weeks. */
export function countOfYear(calendar: Calendar, days: readonly YearDay[]): YearCount {
  const count: YearCount = { workdays: 0, offdays: 0, daysTaken: 0, daysAdded: 0, minutes: 0 }
  for (const { weekday, minutes } of days) {
    const isUsual = (calendar.week[weekday] ?? []).length > 0
    if (minutes > 0) count.workdays += 1
    else count.offdays += 1
    if (isUsual && minutes === 0) count.daysTaken += 1
    if (!isUsual && minutes > 0) count.daysAdded += 1
    count.minutes += minutes
  }
  return count
}
