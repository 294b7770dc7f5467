import type { Holiday } from './model.ts'

/** A year as the State Council announced it; days may lie in the neighbouring year. */
export type AnnouncedYear = {
  year: number
  days: readonly { name: string; date: string; isOffDay: boolean }[]
}

export type ChinaHolidays = {
  /** The days off and the make-up days that fall into a year, in their order. */
  of(year: number): readonly Holiday[]
  /** Whether the year has been announced. */
  isPublished(year: number): boolean
  /** The first and the last announced year. */
  years: { first: number; last: number }
}

const ENGLISH: Readonly<Record<string, string>> = {
  元旦: 'New Year’s Day',
  春节: 'Spring Festival',
  清明节: 'Tomb-Sweeping Day',
  劳动节: 'Labour Day',
  '“五一”': 'Labour Day',
  '“五一”国际劳动节': 'Labour Day',
  端午节: 'Dragon Boat Festival',
  中秋节: 'Mid-Autumn Festival',
  国庆节: 'National Day',
  '“十一”': 'National Day',
  '国庆节、中秋节': 'National Day and Mid-Autumn Festival',
  '中秋节、国庆节': 'Mid-Autumn Festival and National Day',
  抗日战争暨世界反法西斯战争胜利70周年纪念日: 'Victory Day, 70th anniversary',
}

/** The public holidays of China with their make-up days, from the years announced. Refuses (as a fault) a day announced twice. */
export function chinaHolidays(announced: readonly AnnouncedYear[]): ChinaHolidays {
  const byDay = new Map<string, Holiday>()
  for (const { days } of announced) {
    for (const { name, date, isOffDay } of days) {
      if (byDay.has(date)) throw new Error(`${date} is announced twice`)
      byDay.set(date, { day: date, off: isOffDay, name: { zh: name, en: ENGLISH[name] ?? name } })
    }
  }
  const byYear = Map.groupBy(byDay.values(), ({ day }) => Number(day.slice(0, 4)))
  for (const list of byYear.values()) list.sort((a, b) => (a.day < b.day ? -1 : 1))
  const years = announced.filter(({ days }) => days.length > 0).map(({ year }) => year)
  const published = new Set(years)
  return {
    of: (year) => byYear.get(year) ?? [],
    isPublished: (year) => published.has(year),
    years: { first: Math.min(...years), last: Math.max(...years) },
  }
}
