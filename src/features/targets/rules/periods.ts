import { addDays, type Day } from '../../../kernel/time.ts'

export const PERIODS = ['month', 'quarter', 'year'] as const
export type PeriodKind = (typeof PERIODS)[number]
export type Period = { period: PeriodKind; startsOn: Day }

const MONTHS: Readonly<Record<PeriodKind, number>> = { month: 1, quarter: 3, year: 12 }

/** The first day of the month so many months later. */
export function monthsAfter(day: Day, months: number): Day {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`
}

/** The period of a kind that a day lies in. */
export function periodOf(day: Day, period: PeriodKind): Period {
  const month = Number(day.slice(5, 7)) - 1
  return { period, startsOn: monthsAfter(`${day.slice(0, 4)}-01-01`, month - (month % MONTHS[period])) }
}

export function isStart({ period, startsOn }: Period): boolean {
  return periodOf(startsOn, period).startsOn === startsOn
}

/** Its last day. */
export function endOf({ period, startsOn }: Period): Day {
  return addDays(monthsAfter(startsOn, MONTHS[period]), -1)
}

/** The one so many later; earlier where negative. */
export function periodsAfter({ period, startsOn }: Period, count: number): Period {
  return { period, startsOn: monthsAfter(startsOn, MONTHS[period] * count) }
}

/** The next smaller kind within it, in order; none within a month. */
export function partsOf({ period, startsOn }: Period): Period[] {
  if (period === 'month') return []
  const part: PeriodKind = period === 'year' ? 'quarter' : 'month'
  return Array.from({ length: MONTHS[period] / MONTHS[part] }, (_, i) => ({
    period: part,
    startsOn: monthsAfter(startsOn, i * MONTHS[part]),
  }))
}
