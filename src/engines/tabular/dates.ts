import type { Day, Instant } from '../../kernel/time.ts'
import { addDays, instantOf, isDay, isInstant } from '../../kernel/time.ts'
import type { BlankMarks, Cell, Reading } from './cell.ts'
import { cellText, isBlank, read, unread } from './cell.ts'
import type { DateOrder, WrittenDate, WrittenTime } from './date-parts.ts'
import { writtenTime } from './date-parts.ts'
import { instantInZone, isZone, localParts } from './zones.ts'

/** Which day a workbook counts from. */
export type DaySystem = '1900' | '1904'

export type DateHints = BlankMarks & {
  /** Order of `1/2/2026` in this column: from `dateOrderOf` or from the user. Without it such a date is refused. */
  order?: DateOrder
  /** IANA zone in which times without a zone are meant: `Asia/Shanghai`. */
  zone?: string
  /** The workbook's day system: only then a bare number is a day. Never set for text files. */
  serials?: DaySystem
}

const FIRST_YEAR = 1900
const LAST_YEAR = 2199

/**
 * Reads a cell as a calendar day; a time of day is left out with the note `time-left-out`.
 *
 * Problems: `not-a-date`, `no-such-day`, `year-out-of-range`, `ambiguous-date`, `order-contradicted`,
 * `number-not-a-date`, `needs-zone`, `cell-error`.
 */
export function readDay(cell: Cell, hints: DateHints = {}): Reading<Day> {
  const wall = wallTime(cell, hints)
  if (wall.kind !== 'value') return wall
  const { day, time, offset } = wall.value
  if (offset !== undefined) {
    if (hints.zone === undefined) return unread('needs-zone', { text: cellText(cell) })
    const local = localParts(instantOf(utcMs(day, time) - offset * 60_000), hints.zone)
    return read(local.slice(0, 10), { code: 'time-left-out', facts: { text: cellText(cell) } })
  }
  const hasTime = time !== undefined && msOfDay(time) !== 0
  return hasTime ? read(day, { code: 'time-left-out', facts: { text: cellText(cell) } }) : read(day)
}

/**
 * Reads a cell as an instant. A day alone is its first moment in `hints.zone`, with the note `time-assumed`;
 * of two moments with the same wall time the earlier is taken.
 *
 * Problems: those of `readDay`, and `no-such-time` for a wall time the clocks skipped.
 */
export function readInstant(cell: Cell, hints: DateHints = {}): Reading<Instant> {
  const wall = wallTime(cell, hints)
  if (wall.kind !== 'value') return wall
  const { day, time, offset } = wall.value
  if (offset !== undefined) return read(instantOf(utcMs(day, time) - offset * 60_000))
  if (hints.zone === undefined || !isZone(hints.zone)) return unread('needs-zone', { text: cellText(cell) })
  const instant = instantInZone(utcMs(day, time), hints.zone)
  if (instant === undefined) return unread('no-such-time', { text: cellText(cell), zone: hints.zone })
  return time ? read(instant) : read(instant, { code: 'time-assumed', facts: { text: cellText(cell) } })
}

type WallTime = { day: Day; time?: WrittenTime['time']; offset?: number }

function wallTime(cell: Cell, hints: DateHints): Reading<WallTime> {
  if (isBlank(cell, hints.blanks)) return { kind: 'blank' }
  if (typeof cell === 'string') return wallTimeOfText(cell, hints)
  if (typeof cell === 'number') return wallTimeOfSerial(cell, hints)
  if (typeof cell !== 'object' || cell === null) return unread('not-a-date', { text: cellText(cell) })
  if ('error' in cell) return unread('cell-error', { text: cell.error })
  if ('day' in cell)
    return isDay(cell.day) ? read({ day: cell.day }) : unread('no-such-day', { text: cell.day })
  const text = 'local' in cell ? cell.local : cell.instant
  if ('instant' in cell && !isInstant(text)) return unread('not-a-date', { text })
  return wallTimeOfText(text, hints)
}

function wallTimeOfText(text: string, hints: DateHints): Reading<WallTime> {
  const written = writtenTime(text)
  if (!written) {
    const looksLikeSerial = /^[2-6]\d{4}(\.\d+)?$/.test(text.trim())
    return unread(looksLikeSerial ? 'number-not-a-date' : 'not-a-date', { text })
  }
  const day = dayOf(written.date, hints.order, text)
  if (day.kind !== 'value') return day
  return read({
    day: day.value,
    ...(written.time ? { time: written.time } : {}),
    ...(written.offset === undefined ? {} : { offset: written.offset }),
  })
}

function wallTimeOfSerial(serial: number, hints: DateHints): Reading<WallTime> {
  if (hints.serials === undefined) return unread('number-not-a-date', { text: String(serial) })
  const wall = localOfSerial(serial, hints.serials)
  return wall === undefined ? unread('no-such-day', { text: String(serial) }) : wallTimeOfText(wall, hints)
}

function dayOf(date: WrittenDate, order: DateOrder | undefined, text: string): Reading<Day> {
  if (date.kind === 'fixed') return existing(date.year, date.month, date.day, text)
  const { first, second, year } = date
  const dayFirst = existing(year, second, first, text)
  const monthFirst = existing(year, first, second, text)
  if (order === 'day-first') return second > 12 && first <= 12 ? contradicted(text, order) : dayFirst
  if (order === 'month-first') return first > 12 && second <= 12 ? contradicted(text, order) : monthFirst
  if (monthFirst.kind !== 'value' || first === second) return dayFirst
  return dayFirst.kind === 'value' ? unread('ambiguous-date', { text }) : monthFirst
}

function contradicted(text: string, order: DateOrder): Reading<never> {
  return unread('order-contradicted', { text, order })
}

function existing(year: number, month: number, day: number, text: string): Reading<Day> {
  const iso = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`
  if (!isDay(iso)) return unread('no-such-day', { text })
  if (year < FIRST_YEAR || year > LAST_YEAR) return unread('year-out-of-range', { text, year })
  return read(iso)
}

/** What a column says about the order of `1/2/2026`. `examples` are texts of the column that show it. */
export type OrderFinding =
  | { kind: 'certain'; order: DateOrder; examples: string[] }
  | { kind: 'ambiguous'; examples: string[] }
  | { kind: 'contradictory'; examples: string[] }
  | { kind: 'not-needed' }

/**
 * Decides the order of day and month by looking at the whole column: one `13/1/2026` settles it for all.
 * Contradictory where the column holds both orders; not needed where every date names its parts.
 */
export function dateOrderOf(samples: Iterable<Cell>): OrderFinding {
  const seen: Record<'day-first' | 'month-first' | 'either', string | undefined> = {
    'day-first': undefined,
    'month-first': undefined,
    either: undefined,
  }
  for (const cell of samples) {
    if (typeof cell !== 'string') continue
    const date = writtenTime(cell)?.date
    if (date?.kind !== 'either') continue
    seen[orderShownBy(date)] ??= cell
  }
  const { 'day-first': dayFirst, 'month-first': monthFirst, either } = seen
  if (dayFirst !== undefined && monthFirst !== undefined) {
    return { kind: 'contradictory', examples: [dayFirst, monthFirst] }
  }
  if (dayFirst !== undefined) return { kind: 'certain', order: 'day-first', examples: [dayFirst] }
  if (monthFirst !== undefined) return { kind: 'certain', order: 'month-first', examples: [monthFirst] }
  return either === undefined ? { kind: 'not-needed' } : { kind: 'ambiguous', examples: [either] }
}

function orderShownBy(date: { first: number; second: number }): DateOrder | 'either' {
  if (date.first > 12 && date.second <= 12) return 'day-first'
  if (date.second > 12 && date.first <= 12) return 'month-first'
  return 'either'
}

/** The last day a workbook can hold, 9999-12-31, in the 1900 system. */
const LAST_SERIAL = 2_958_465
const DAYS_1904 = 1462

/**
 * The wall time of a workbook's day number, `2026-01-05T14:30:00.000`, to the millisecond.
 * Undefined for numbers no workbook shows as a date: negative, past 9999, and 1900-02-29, which never was.
 */
export function localOfSerial(serial: number, system: DaySystem): string | undefined {
  const serial1900 = system === '1904' ? serial + DAYS_1904 : serial
  const ms = Math.round(serial1900 * 86_400_000)
  const whole = Math.floor(ms / 86_400_000)
  if (!Number.isFinite(serial) || whole < 1 || whole > LAST_SERIAL || whole === 60) return undefined
  const day = addDays(whole < 60 ? '1899-12-31' : '1899-12-30', whole)
  return day + instantOf(ms - whole * 86_400_000).slice(10, 23)
}

function utcMs(day: Day, time: WrittenTime['time']): number {
  return Date.parse(`${day}T00:00:00Z`) + (time ? msOfDay(time) : 0)
}

function msOfDay(time: { hour: number; minute: number; second: number; ms: number }): number {
  return ((time.hour * 60 + time.minute) * 60 + time.second) * 1000 + time.ms
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
