import { halfWidth } from './cell.ts'

/** Which part of `1/2/2026` is the day. */
export type DateOrder = 'day-first' | 'month-first'

/** A date as written, its numbers not yet judged. `order` is needed only where two parts could change places. */
export type WrittenDate =
  | { kind: 'fixed'; year: number; month: number; day: number }
  | { kind: 'either'; first: number; second: number; year: number }

/** A date-time as written: the date, what stands behind it, and the zone if one is named. */
export type WrittenTime = {
  date: WrittenDate
  time?: { hour: number; minute: number; second: number; ms: number }
  /** Minutes east of UTC. */
  offset?: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const LONG_MONTHS = 'january february march april may june july august september october november december'

const WEEKDAY = /^(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)[,.]?\s*/i
const WEEKDAY_AFTER = /\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?/

const LONGEST_DATE = 100

/** Takes a text apart; undefined where it has not the form of a date. Says nothing of whether the day exists. */
export function writtenTime(text: string): WrittenTime | undefined {
  if (text.length > LONGEST_DATE && text.trim().length > LONGEST_DATE) return undefined
  const clean = halfWidth(text).trim().replace(WEEKDAY, '').replace(WEEKDAY_AFTER, ' ').trim()
  const found = leadingDate(clean)
  if (!found) return undefined
  const rest = clean.slice(found.length)
  if (rest.trim() === '') return { date: found.date }
  // `2026-01-0512:00` is a slip, `2026年1月5日12:00` is not.
  if (!/^(\s|T|,)/i.test(rest) && !clean.slice(0, found.length).endsWith('日')) return undefined
  const time = timeOfDay(rest.replace(/^[\sT,]+/i, ''))
  return time ? { date: found.date, ...time } : undefined
}

type Found = { date: WrittenDate; length: number }

function leadingDate(text: string): Found | undefined {
  return chinese(text) ?? yearFirst(text) ?? compact(text) ?? yearLast(text) ?? worded(text)
}

function chinese(text: string): Found | undefined {
  const match = /^(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]/.exec(text)
  if (!match) return undefined
  return found(match, fixed(fullYear(match[1]), Number(match[2]), Number(match[3])))
}

function yearFirst(text: string): Found | undefined {
  const match = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(text)
  return match ? found(match, fixed(Number(match[1]), Number(match[3]), Number(match[4]))) : undefined
}

function compact(text: string): Found | undefined {
  const match = /^((?:19|20|21)\d{2})(\d{2})(\d{2})(?!\d)/.exec(text)
  return match ? found(match, fixed(Number(match[1]), Number(match[2]), Number(match[3]))) : undefined
}

function yearLast(text: string): Found | undefined {
  const match = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(text)
  if (!match) return undefined
  const date: WrittenDate = {
    kind: 'either',
    first: Number(match[1]),
    second: Number(match[3]),
    year: fullYear(match[4]),
  }
  return found(match, date)
}

/** `5 Jan 2026`, `Jan 5, 2026`, `05-Jan-26`. */
function worded(text: string): Found | undefined {
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})(?!\d)/i.exec(text)
  if (dayFirst) return wordedDate(dayFirst, dayFirst[2], dayFirst[1], dayFirst[3])
  const monthFirst = /^([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s-]+(\d{4})(?!\d)/i.exec(text)
  return monthFirst ? wordedDate(monthFirst, monthFirst[1], monthFirst[2], monthFirst[3]) : undefined
}

function wordedDate(
  match: RegExpExecArray,
  word: string | undefined,
  day: string | undefined,
  year: string | undefined,
): Found | undefined {
  const name = (word ?? '').toLowerCase()
  const month = MONTHS.indexOf(name.slice(0, 3))
  const known = MONTHS.includes(name) || LONG_MONTHS.split(' ').includes(name) || name === 'sept'
  return month < 0 || !known ? undefined : found(match, fixed(fullYear(year), month + 1, Number(day)))
}

const TIME =
  /^(上午|下午|晚上|凌晨|中午|am|pm)?\s*(\d{1,2})(?::|时|点)(\d{1,2})?(?:(?::|分)(\d{1,2})?(?:[.,](\d{1,9}))?秒?)?分?\s*(am|pm)?\s*(z|utc|gmt|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?$/i

function timeOfDay(text: string): Omit<WrittenTime, 'date'> | undefined {
  const match = TIME.exec(text)
  if (!match) return undefined
  if (match[3] === undefined && !/[时点]/.test(text)) return undefined
  const hour = hourOf(Number(match[2]), (match[1] ?? match[6] ?? '').toLowerCase())
  const minute = Number(match[3] ?? 0)
  const second = Number(match[4] ?? 0)
  if (hour === undefined || minute > 59 || second > 59) return undefined
  const time = { hour, minute, second, ms: Number((match[5] ?? '').slice(0, 3).padEnd(3, '0')) }
  const offset = offsetOf(match[7])
  return offset === undefined ? { time } : { time, offset }
}

function hourOf(hour: number, half: string): number | undefined {
  if (half === '') return hour <= 23 ? hour : undefined
  if (hour > 12) return half === '下午' || half === '晚上' ? (hour <= 23 ? hour : undefined) : undefined
  if (half === 'am' || half === '上午' || half === '凌晨') return hour === 12 ? 0 : hour
  if (half === '中午') return hour === 1 ? 13 : hour >= 11 ? hour : undefined
  return hour === 12 ? 12 : hour + 12
}

function offsetOf(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}

/** Two digits mean 1970–2069, as spreadsheets and POSIX read them. */
function fullYear(digits: string | undefined): number {
  const year = Number(digits)
  if ((digits ?? '').length !== 2) return year
  return year < 70 ? 2000 + year : 1900 + year
}

function fixed(year: number, month: number, day: number): WrittenDate {
  return { kind: 'fixed', year, month, day }
}

function found(match: RegExpExecArray, date: WrittenDate): Found {
  return { date, length: match[0].length }
}
