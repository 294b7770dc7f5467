import {
  type Calendar,
  type Exception,
  type Holiday,
  type Hours,
  hoursFault,
  isCalendarZone,
} from '../../engines/calendar/index.ts'
import type { CalendarInput, ExceptionInput, Shift } from './contract.ts'

/** The hours a company begins with. */
export const OFFICE: Hours = [
  { from: 540, until: 720 },
  { from: 810, until: 1080 },
]
export const OFFICE_WEEK: CalendarInput['week'] = [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
  weekday <= 5 ? OFFICE.map((one) => ({ ...one })) : [],
)

/** The first calendar of a company: office hours in its zone, with China's holidays where that is Shanghai's. */
export function usualCalendar(language: 'zh' | 'en', timeZone: string): CalendarInput {
  return {
    name: language === 'zh' ? '标准工时' : 'Office hours',
    timeZone,
    week: OFFICE_WEEK,
    holidays: timeZone === 'Asia/Shanghai' ? { country: 'CN', region: null } : null,
    exceptions: [],
  }
}

export type CalendarFault =
  | { code: 'unknown-zone' }
  | { code: 'bad-hours'; day: string; fault: string }
  | { code: 'never-works' }
  | { code: 'day-twice'; day: string }

/** The first thing that is wrong with a calendar; undefined where nothing is. Whether its holidays are known is not asked. */
export function calendarFault({ timeZone, week, exceptions }: CalendarInput): CalendarFault | undefined {
  if (!isCalendarZone(timeZone)) return { code: 'unknown-zone' }
  const own = exceptions.flatMap((one) => (one.kind === 'hours' ? [{ day: one.day, hours: one.hours }] : []))
  const bad =
    faultIn(week.map((hours, i) => ({ day: String(i + 1), hours }))) ?? faultIn(own) ?? twiceIn(exceptions)
  if (bad) return bad
  return week.every((hours) => hours.length === 0) ? { code: 'never-works' } : undefined
}

/** The first thing that is wrong with the days of a rota. */
export function shiftsFault(shifts: readonly Shift[]): CalendarFault | undefined {
  return faultIn(shifts) ?? twiceIn(shifts)
}

function faultIn(days: readonly { day: string; hours: Hours }[]): CalendarFault | undefined {
  for (const { day, hours } of days) {
    const fault = hoursFault(hours)
    if (fault) return { code: 'bad-hours', day, fault }
  }
  return undefined
}

function twiceIn(days: readonly { day: string }[]): CalendarFault | undefined {
  const seen = new Set<string>()
  for (const { day } of days) {
    if (seen.has(day)) return { code: 'day-twice', day }
    seen.add(day)
  }
  return undefined
}

/** A calendar as the engine wants it; `holidaysOf` are those of the country it names. */
export function engineCalendar(
  { timeZone, week, exceptions }: Pick<CalendarInput, 'timeZone' | 'week' | 'exceptions'>,
  holidaysOf?: (year: number) => readonly Holiday[],
): Calendar {
  return { zone: timeZone, week, exceptions: exceptions.map(engineException), holidaysOf }
}

function engineException(one: ExceptionInput): Exception {
  if (one.kind === 'hours') return { day: one.day, hours: one.hours }
  return one.kind === 'like' ? { day: one.day, like: one.weekday } : { day: one.day, hours: [] }
}

/** Whether two settings say the same, whatever the order of their names. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [mine, theirs] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    mine.length === theirs.size &&
    mine.every(([name, value]) => theirs.has(name) && isSame(value, theirs.get(name)))
  )
}

/** A time of day in minutes, `9:00` · `9` · `24:00`; undefined where it is none. */
function minuteOf(text: string): number | undefined {
  const match = /^(\d{1,2})(?:[:：](\d{2}))?$/.exec(text)
  const minute = Number(match?.[2] ?? 0)
  return match && minute < 60 ? Number(match[1]) * 60 + minute : undefined
}

/** The hours of a day as people write them, `9:00-12:00, 13:30-18:00`; empty is off. What cannot be read is `unreadable`. */
export function hoursFrom(text: string): { ok: true; hours: Hours } | { ok: false; fault: string } {
  const parts = text
    .trim()
    .split(/[,，、;；]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const hours: { from: number; until: number }[] = []
  for (const part of parts) {
    const [from, until, ...more] = part.split(/[-–—~～到至]/).map((one) => minuteOf(one.trim()))
    if (from === undefined || until === undefined || more.length > 0)
      return { ok: false, fault: 'unreadable' }
    hours.push({ from, until })
  }
  const fault = hoursFault(hours)
  return fault ? { ok: false, fault } : { ok: true, hours }
}

/** Hours as they are written: `9:00–12:00, 13:30–18:00`; empty where the day is off. */
export function hoursInWords(hours: Hours): string {
  return hours.map(({ from, until }) => `${clock(from)}–${clock(until)}`).join(', ')
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
}
