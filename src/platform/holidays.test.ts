import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Calendar, countOfYear, daysOfYear, workingTimes } from '../engines/calendar/index.ts'
import { chinaYears, holidayCountries, holidaysOf } from './holidays.ts'

const FOLDER = new URL('../../data/china_holidays/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
type Reference = {
  entries: number
  years: Record<string, { days: number; workdays: number; weekday_offdays: number; weekend_workdays: number }>
}
const reference: Reference = JSON.parse(read('REFERENCE.json'))

const day = [{ from: 540, until: 1080 }]
const office = (holidaysOf: Calendar['holidaysOf']): Calendar => ({
  zone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  exceptions: [],
  holidaysOf,
})

describe('the holidays of China', () => {
  test('are as many as the reference has, and every year has its working days, days off and make-up days', () => {
    const china = chinaYears()
    const calendar = office(china.of)
    const times = workingTimes(calendar)
    const years = Object.keys(reference.years).map(Number)
    expect(years.length).toBe(20)
    const counted = Object.fromEntries(
      years.map((year) => {
        const days = daysOfYear(calendar, year)
        const { workdays, daysTaken, daysAdded } = countOfYear(calendar, days)
        expect(times.workdaysOfYear(year)).toBe(workdays)
        return [
          year,
          { days: days.length, workdays, weekday_offdays: daysTaken, weekend_workdays: daysAdded },
        ]
      }),
    )
    expect(counted).toEqual(reference.years)
    const entries = Array.from({ length: 30 }, (_, i) => china.of(2005 + i).length)
    expect(entries.reduce((sum, one) => sum + one, 0)).toBe(reference.entries)
  })
  test('are known for the years that were announced, and for no others', () => {
    const { years, isPublished, of } = chinaYears()
    expect(years).toEqual({ first: 2007, last: 2026 })
    expect([isPublished(2026), isPublished(2027), of(2028)]).toEqual([true, false, []])
  })
  test('have names in both languages', () => {
    const [first] = chinaYears().of(2026)
    expect(first).toEqual({ day: '2026-01-01', off: true, name: { zh: '元旦', en: 'New Year’s Day' } })
    for (let year = 2007; year <= 2026; year++)
      for (const { name } of chinaYears().of(year)) expect(name.en).toMatch(/^[\w’\-, ]+$/)
  })
  test('are the files that their provenance describes', () => {
    const listed = [...read('PROVENANCE.md').matchAll(/^- `([^`]+)` \d+ bytes `([0-9a-f]{64})`$/gm)]
    expect(listed.length).toBe(23)
    for (const [, name = '', hash] of listed)
      expect([name, createHash('sha256').update(read(name)).digest('hex')]).toEqual([name, hash])
  })
})

describe('the holidays of other countries', () => {
  test('follow their rules, region by region, whole public days only', async () => {
    const [germany, bavaria] = [await holidaysOf('DE', null), await holidaysOf('DE', 'BY')]
    const days = (of: typeof germany) => of?.of(2026).map((one) => one.day)
    expect(days(germany)).toHaveLength(9)
    expect(days(bavaria)).toContain('2026-06-04')
    expect(days(germany)).not.toContain('2026-12-24')
    expect(germany?.of(2026)[0]).toEqual({
      day: '2026-01-01',
      off: true,
      name: { zh: '元旦', en: "New Year's Day" },
    })
    expect(germany?.isPublished(2040)).toBe(true)
  })
  test('that last several days take them all', async () => {
    const days = (await holidaysOf('SA', null))?.of(2026).map((one) => one.day)
    expect(days).toEqual(expect.arrayContaining(['2026-03-19', '2026-03-20', '2026-03-21', '2026-03-22']))
  })
  test('are not made up: a place nobody knows has none', async () => {
    for (const [country, region] of [
      ['XX', null],
      ['DE', 'XX'],
      ['toString', null],
      ['CN', 'SH'],
    ] as const)
      expect(await holidaysOf(country, region)).toBe(undefined)
  })
  test('are listed with their regions, China without', async () => {
    const all = await holidayCountries()
    expect(all.length).toBeGreaterThan(150)
    expect(all.find(({ code }) => code === 'DE')?.regions).toContainEqual({ code: 'BY', name: 'Bayern' })
    expect(all.find(({ code }) => code === 'CN')).toEqual({ code: 'CN', regions: [] })
  })
})
