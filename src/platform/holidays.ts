import { readdirSync, readFileSync } from 'node:fs'
import {
  type AnnouncedYear,
  type ChinaHolidays,
  chinaHolidays,
  type Holiday,
} from '../engines/calendar/index.ts'

const FOLDER = new URL('../../data/china_holidays/', import.meta.url)
const CHINA = 'CN'
const MS_PER_DAY = 86_400_000

/** The holidays of a country or one of its regions, year by year. */
export type HolidaySource = {
  of(year: number): readonly Holiday[]
  /** Whether the days of a year are known: China's are announced a year ahead, others follow rules. */
  isPublished(year: number): boolean
}

export type HolidayCountry = { code: string; regions: { code: string; name: string }[] }

let china: ChinaHolidays | undefined
const sources = new Map<string, Promise<HolidaySource | undefined>>()

/** China's public holidays with their make-up days, read from the project's data at first use and kept. */
export function chinaYears(): ChinaHolidays {
  const files = readdirSync(FOLDER).filter((name) => /^\d{4}\.json$/.test(name))
  china ??= chinaHolidays(
    files.sort().map((name): AnnouncedYear => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))),
  )
  return china
}

/** The holidays of a country, `DE`, or a region of it, `BY`; undefined where there is no such place. The library is loaded when first needed. */
export function holidaysOf(country: string, region: string | null): Promise<HolidaySource | undefined> {
  const key = `${country} ${region ?? ''}`
  const known = sources.get(key)
  if (known) return known
  const made =
    country === CHINA ? Promise.resolve(region ? undefined : chinaYears()) : byRules(country, region)
  sources.set(key, made)
  return made
}

/** Every country whose holidays are known, with its regions, in the order of codes. */
export async function holidayCountries(): Promise<HolidayCountry[]> {
  const { default: Holidays } = await import('date-holidays')
  const all = new Holidays()
  return Object.keys(all.getCountries())
    .sort()
    .map((code) => {
      const regions = code === CHINA ? {} : (all.getStates(code) ?? {})
      return { code, regions: Object.entries(regions).map(([region, name]) => ({ code: region, name })) }
    })
}

async function byRules(country: string, region: string | null): Promise<HolidaySource | undefined> {
  const { default: Holidays } = await import('date-holidays')
  const all = new Holidays()
  if (!Object.hasOwn(all.getCountries(), country)) return undefined
  if (region !== null && !Object.hasOwn(all.getStates(country) ?? {}, region)) return undefined
  const place = region === null ? new Holidays(country) : new Holidays(country, region)
  const years = new Map<number, Holiday[]>()
  return {
    of: (year) => {
      const known = years.get(year)
      if (known) return known
      // what begins in December may go on in January
      const begun = [year - 1, year].flatMap((one) => publicDays(place, one))
      const made = begun.filter(({ day }) => day.startsWith(`${year}-`))
      years.set(year, made)
      return made
    },
    isPublished: () => true,
  }
}

/** Whole public holidays only: half days and bank holidays are a company's own exceptions. */
function publicDays(place: InstanceType<typeof import('date-holidays').default>, year: number): Holiday[] {
  const local = new Map(place.getHolidays(year, 'zh').map((one) => [`${one.rule} ${one.date}`, one.name]))
  return place.getHolidays(year, 'en').flatMap(({ date, start, end, name, type, rule }) => {
    const days = Math.floor((end.getTime() - start.getTime()) / MS_PER_DAY + 0.05) // a day on which clocks are set forward has 23 hours
    if (type !== 'public') return []
    return Array.from({ length: days }, (_, i): Holiday => {
      const day = new Date(Date.parse(`${date.slice(0, 10)}T00:00:00Z`) + i * MS_PER_DAY)
        .toISOString()
        .slice(0, 10)
      return { day, off: true, name: { zh: local.get(`${rule} ${date}`) ?? name, en: name } }
    })
  })
}
