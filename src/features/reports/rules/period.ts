import { addDays, type Day } from '../../../kernel/time.ts'
import type { Period } from '../../insights/contract/query.ts'
import type { Span, WantedPeriod } from '../contract.ts'

/** The days a wanted period comes to on `today` of the company's calendar. Weeks begin on Monday; a stretch under way is whole. */
export function daysOf(wanted: WantedPeriod, today: Day): Period {
  if ('span' in wanted) return { ...spanDays(wanted.span, today), of: wanted.of }
  if ('lastDays' in wanted) return { from: addDays(today, 1 - wanted.lastDays), to: today, of: wanted.of }
  return wanted
}

type Unit = 'week' | 'month' | 'quarter' | 'year'
const MONTHS: Readonly<Partial<Record<Unit, number>>> = { month: 1, quarter: 3, year: 12 }

function unitOf(span: Span): Unit {
  return span.slice(5) as Unit
}

function spanDays(span: Span, today: Day): { from: Day; to: Day } {
  const isLast = span.startsWith('last-')
  const unit = unitOf(span)
  if (unit === 'week') {
    const monday = addDays(today, -((weekdayOf(today) + 6) % 7) - (isLast ? 7 : 0))
    return { from: monday, to: addDays(monday, 6) }
  }
  const months = MONTHS[unit] ?? 1
  const month = Number(today.slice(5, 7)) - 1
  const first = `${today.slice(0, 5)}${two(month - (month % months) + 1)}-01`
  const from = isLast ? monthsLater(first, -months) : first
  return { from, to: addDays(monthsLater(from, months), -1) }
}

/** Sunday is 0. */
export function weekdayOf(day: Day): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay()
}

/** The first day of a month so many months later. */
function monthsLater(first: Day, months: number): Day {
  const count = Number(first.slice(0, 4)) * 12 + Number(first.slice(5, 7)) - 1 + months
  return `${String(Math.floor(count / 12)).padStart(4, '0')}-${two((count % 12) + 1)}-01`
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}
