import { type Calendar, daysOfYear, type Stretch, workingTimes } from '../../src/engines/calendar/index.ts'
import { chinaYears } from '../../src/platform/holidays.ts'
import type { Figure } from '../measure.ts'
import { Chance } from '../world/random.ts'

const QUESTIONS = 100_000
const ROUNDS = 20
const WALKED = 20_000 // a walk by days is slower: fewer questions say as much
const MINUTE = 60_000
const DAY = 86_400_000
const SHANGHAI = 8 * 60 * MINUTE
const OFFICE = [
  { from: 540, until: 720 },
  { from: 810, until: 1080 },
]
const CALENDAR: Calendar = {
  zone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [],
  holidaysOf: chinaYears().of,
}

/** Adding working minutes, up to a quarter's, by the engine and by a plain walk from day to day over the same days; answers must agree. */
export async function calendar(): Promise<Figure[]> {
  const chance = new Chance(11)
  const first = Date.parse('2024-01-01T00:00:00Z')
  const asked = Array.from({ length: QUESTIONS }, () => ({
    from: first + chance.below(2 * 365 * 1440) * MINUTE,
    minutes: 1 + chance.below(60 * 450),
  }))
  const times = workingTimes(CALENDAR)
  const mine = times.withAbsences([{ from: first + 100 * DAY, until: first + 120 * DAY }])
  const walk = walker()
  for (const { from, minutes } of asked.slice(0, WALKED)) {
    if (times.add(from, minutes) !== walk(from, minutes)) throw new Error('the walk and the engine disagree')
  }
  const rates = {
    add: rate(asked, ROUNDS, ({ from, minutes }) => times.add(from, minutes) ?? 0),
    between: rate(asked, ROUNDS, ({ from, minutes }) => times.between(from, from + minutes * MINUTE)),
    absent: rate(asked, ROUNDS, ({ from, minutes }) => mine.add(from, minutes) ?? 0),
    walk: rate(asked.slice(0, WALKED), 5, ({ from, minutes }) => walk(from, minutes)),
  }
  const figure = (name: string, value: number, atLeast?: number, note?: string): Figure => ({
    name: `working time: ${name}`,
    value,
    unit: '/s',
    ...(atLeast ? { atLeast } : {}),
    ...(note ? { note } : {}),
  })
  return [
    figure(
      'minutes added',
      rates.add,
      2_000_000,
      `${Math.round(rates.add / rates.walk)} times a walk by days`,
    ),
    figure('minutes between', rates.between, 2_000_000),
    figure('minutes added for somebody with an absence', rates.absent, 2_000_000),
    figure('minutes added by a plain walk from day to day', rates.walk),
  ]
}

function rate<T>(asked: readonly T[], rounds: number, work: (one: T) => number): number {
  let sum = 0
  for (const one of asked) sum += work(one)
  const began = performance.now()
  for (let round = 0; round < rounds; round++) for (const one of asked) sum += work(one)
  const took = performance.now() - began
  if (!Number.isFinite(sum)) throw new Error('no answer')
  return (asked.length * rounds) / (took / 1000)
}

/** What one would write first: look each day's hours up and go on to the next day until the minutes are used up. */
function walker(): (from: number, minutes: number) => number {
  const hours = new Map<number, readonly Stretch[]>()
  for (let year = 2023; year < 2028; year++)
    for (const day of daysOfYear(CALENDAR, year))
      hours.set(Date.parse(`${day.day}T00:00:00Z`) / DAY, day.hours)
  return (from, minutes) => {
    let left = minutes * MINUTE
    for (let day = Math.floor((from + SHANGHAI) / DAY); ; day++) {
      for (const stretch of hours.get(day) ?? []) {
        const start = Math.max(day * DAY - SHANGHAI + stretch.from * MINUTE, from)
        const end = day * DAY - SHANGHAI + stretch.until * MINUTE
        if (end <= start) continue
        if (end - start >= left) return start + left
        left -= end - start
      }
    }
  }
}
