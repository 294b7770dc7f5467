import { addDays, type Day, daysBetween } from '../../../kernel/time.ts'
import type { Asked, Period } from '../contract/query.ts'
import { type Span, timeOf } from './dimensions.ts'

/** A stretch of days; `until` is the day after the last. */
export type Days = { from: Day; until: Day }

const MONTHS: Readonly<Record<Exclude<Span, 'week'>, number>> = { month: 1, quarter: 3, year: 12 }

/** The days of `2017-03`, `2017Q1`, `2017W09` or `2017`; undefined where it is none of these. */
export function daysOf(span: Span, key: string): Days | undefined {
  if (span === 'week') {
    const [, year, week] = /^(\d{4})W(\d\d)$/.exec(key) ?? []
    if (year === undefined) return undefined
    const from = addDays(firstMonday(Number(year)), (Number(week) - 1) * 7)
    return { from, until: addDays(from, 7) }
  }
  const [, year, inside] =
    (span === 'month' ? /^(\d{4})-(\d\d)$/ : span === 'quarter' ? /^(\d{4})Q([1-4])$/ : /^(\d{4})()$/).exec(
      key,
    ) ?? []
  if (year === undefined) return undefined
  const from = `${year}-${twoDigits((Number(inside || 1) - 1) * MONTHS[span] + 1)}-01`
  return { from, until: monthsLater(from, MONTHS[span]) }
}

/** The key of the span a day lies in. */
export function keyOf(span: Span, day: Day): string {
  const [year = '', month = ''] = day.split('-')
  if (span === 'year') return year
  if (span === 'month') return `${year}-${month}`
  if (span === 'quarter') return `${year}Q${Math.ceil(Number(month) / 3)}`
  // a week belongs to the year of its Thursday
  const weekday = ((daysBetween('1970-01-05', day) % 7) + 7) % 7
  const thursday = addDays(day, 3 - weekday)
  const ofYear = Number(thursday.slice(0, 4))
  return `${ofYear}W${twoDigits(Math.floor(daysBetween(firstMonday(ofYear), thursday) / 7) + 1)}`
}

/** What a period is compared with: as many months or days directly before it, or the same days a year earlier. */
export function periodBefore(period: Period, compare: NonNullable<Asked['compare']>): Period {
  const { from, to, of } = period
  if (compare === 'year-before') return { of, from: yearEarlier(from), to: yearEarlier(to) }
  const until = addDays(to, 1)
  const months = wholeMonths(from, until)
  return months === undefined
    ? { of, from: addDays(from, -daysBetween(from, until)), to: addDays(from, -1) }
    : { of, from: monthsLater(from, -months), to: addDays(from, -1) }
}

/**
 * The key under which the figures of what came before stand: of a time, the one that lies as far back; of anything else the same.
 * Undefined where there is none, since times do not shift by whole spans.
 */
export function keyBefore(
  dimension: string,
  key: string | null,
  period: Period,
  compare: NonNullable<Asked['compare']>,
): string | null | undefined {
  const time = timeOf(dimension)
  if (!time || key === null) return key
  const days = daysOf(time.span, key)
  if (!days) return undefined
  const months = compare === 'year-before' ? 12 : wholeMonths(period.from, addDays(period.to, 1))
  if (time.span === 'week') {
    const back =
      compare === 'year-before' ? 364 : daysBetween(periodBefore(period, compare).from, period.from)
    return back % 7 === 0 ? keyOf('week', addDays(days.from, -back)) : undefined
  }
  if (months === undefined || months % MONTHS[time.span] !== 0) return undefined
  return keyOf(time.span, monthsLater(days.from, -months))
}

function wholeMonths(from: Day, until: Day): number | undefined {
  if (!from.endsWith('-01') || !until.endsWith('-01')) return undefined
  return monthNumber(until) - monthNumber(from)
}

function monthNumber(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
}

/** Of the first of a month. */
function monthsLater(day: Day, months: number): Day {
  const number = monthNumber(day) + months
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${twoDigits((number % 12) + 1)}-01`
}

/** The last of February is compared with the last of February. */
function yearEarlier(day: Day): Day {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, '0')
  if (day.slice(5) === '02-29') return `${year}-02-28`
  if (day.slice(5) === '02-28' && addDays(`${year}-02-28`, 1).slice(5) === '02-29') return `${year}-02-29`
  return year + day.slice(4)
}

/** The Monday of the week with the year’s first Thursday. */
function firstMonday(year: number): Day {
  const fourth = `${String(year).padStart(4, '0')}-01-04`
  return addDays(fourth, -(((daysBetween('1970-01-05', fourth) % 7) + 7) % 7))
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
