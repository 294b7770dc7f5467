import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Calendar, type Hours, hoursFault, type WorkingTimes, workingTimes } from './index.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Both hemispheres; half an hour (Lord Howe), at a quarter to three (Chatham), at midnight (Santiago, Cairo), for Ramadan (Casablanca). */
const ZONES = [
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Pacific/Apia',
]
/** Around days on which clocks are set forward or back in some of the zones, around a turn of the year, and a day Apia did not have. */
const MOMENTS = [
  '2011-12-30',
  '2026-02-15',
  '2026-03-22',
  '2026-04-24',
  '2026-09-06',
  '2026-09-27',
  '2026-10-30',
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
  '2025-12-31',
  '1986-01-01',
]

const OFFICE: Hours = [
  { from: 540, until: 720 },
  { from: 810, until: 1080 },
]
const office = (more: Partial<Calendar> = {}): Calendar => ({
  zone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [],
  ...more,
})
const at = (text: string) => Date.parse(text)
const shown = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

describe('a week in an office in Shanghai', () => {
  const times = workingTimes(office())
  test('an hour before closing on Friday and two hours of work end on Monday morning', () => {
    expect(shown(times.add(at('2026-11-27T17:00+08:00'), 120))).toBe('2026-11-30T02:00:00.000Z')
  })
  test('work that ends with the day ends at its closing, not at the next opening', () => {
    expect(shown(times.add(at('2026-11-27T17:00+08:00'), 60))).toBe('2026-11-27T10:00:00.000Z')
  })
  test('nothing added outside of work is the next opening, within work the moment itself', () => {
    expect(shown(times.add(at('2026-11-28T12:00+08:00'), 0))).toBe('2026-11-30T01:00:00.000Z')
    expect(times.add(at('2026-11-27T09:00+08:00'), 0)).toBe(at('2026-11-27T09:00+08:00'))
  })
  test('lunch and closing are no working moments, opening is one', () => {
    const is = (text: string) => times.isWorking(at(`2026-11-27T${text}+08:00`))
    expect(['08:59', '09:00', '11:59', '12:00', '13:30', '18:00'].map(is)).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
    ])
  })
  test('a working day later is the same time by the clock', () => {
    expect(shown(times.addWorkingDays(at('2026-11-27T17:30+08:00'), 1))).toBe('2026-11-30T09:30:00.000Z')
    expect(shown(times.addWorkingDays(at('2026-11-29T17:30+08:00'), -1))).toBe('2026-11-27T09:30:00.000Z')
  })
  test('seconds count', () => {
    expect(times.between(at('2026-11-27T11:59:30+08:00'), at('2026-11-27T13:30:15+08:00'))).toBe(0.75)
  })
  test('a year far away and ten years of work are answered', () => {
    expect(times.workdaysOfYear(2150)).toBe(261)
    const end = times.add(at('2026-01-05T09:00+08:00'), 10 * 261 * 450)
    expect(times.between(at('2026-01-05T09:00+08:00'), end ?? 0)).toBe(10 * 261 * 450)
  })
  test('where nobody ever works nothing is ever due', () => {
    const never = workingTimes(office({ week: [] }))
    const now = at('2026-11-27T12:00Z')
    expect([
      never.add(now, 1),
      never.nextWorking(now),
      never.addWorkingDays(now, 1),
      never.subtract(now, 1),
    ]).toEqual([null, null, null, null])
    expect(never.between(now, now + 900 * DAY)).toBe(0)
  })
  test('somebody who is away for good works until then', () => {
    const left = times.withAbsences([{ from: at('2026-11-27T14:00+08:00'), until: Number.POSITIVE_INFINITY }])
    expect(left.add(at('2026-11-27T13:00+08:00'), 30)).toBe(at('2026-11-27T14:00+08:00'))
    expect(left.add(at('2026-11-27T13:00+08:00'), 31)).toBe(null)
    expect(left.nextWorking(at('2026-11-28T13:00+08:00'))).toBe(null)
    expect(left.addWorkingDays(at('2026-11-27T13:00+08:00'), 1)).toBe(null)
    expect(left.workdaysOfYear(2027)).toBe(0)
    expect(left.isWorkingDay('2026-11-27')).toBe(true)
  })
})

test('own exceptions count before holidays, and a make-up day is worked as the week begins', () => {
  const saturdays = office({
    week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [{ from: 540, until: 720 }], []],
    holidaysOf: (year) =>
      year === 2026
        ? [
            { day: '2026-10-01', off: true, name: { zh: '国庆节', en: 'National Day' } },
            { day: '2026-10-02', off: true, name: { zh: '国庆节', en: 'National Day' } },
            { day: '2026-10-10', off: false, name: { zh: '国庆节', en: 'National Day' } },
          ]
        : [],
    exceptions: [
      { day: '2026-10-02', like: 6 },
      { day: '2026-10-12', hours: [] },
    ],
  })
  const times = workingTimes(saturdays)
  const worked = (day: string) => times.between(at(`${day}T00:00+08:00`), at(`${day}T24:00+08:00`))
  expect(['2026-10-01', '2026-10-02', '2026-10-03', '2026-10-10', '2026-10-12'].map(worked)).toEqual([
    0, 180, 180, 450, 0,
  ])
})

test('an hour that clocks skip is not worked, one they show twice is worked twice', () => {
  const night = workingTimes(
    office({ zone: 'Europe/Berlin', week: Array(7).fill([{ from: 60, until: 240 }]) }),
  )
  const worked = (from: string, until: string) => night.between(at(from), at(until))
  expect(worked('2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00')).toBe(120)
  expect(worked('2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00')).toBe(240)
  expect(shown(night.addWorkingDays(at('2026-03-28T02:30+01:00'), 1))).toBe('2026-03-29T01:00:00.000Z')
})

test('bad hours are told by what is wrong with them', () => {
  const fault = (...hours: [number, number][]) => hoursFault(hours.map(([from, until]) => ({ from, until })))
  expect(fault([0, 1440])).toBe(undefined)
  expect(fault([540, 720], [720, 1080])).toBe(undefined)
  expect(fault([-1, 60])).toBe('outside-the-day')
  expect(fault([0, 1441])).toBe('outside-the-day')
  expect(fault([0.5, 60])).toBe('outside-the-day')
  expect(fault([60, 60])).toBe('ends-before-it-begins')
  expect(fault([60, 180], [120, 240])).toBe('overlap')
  expect(fault([600, 660], [60, 120])).toBe('overlap')
})

// ---- random calendars against an oracle that asks every minute ----

const hours = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 6 }).map((cuts): Hours => {
  const sorted = cuts.toSorted((a, b) => a - b)
  return sorted.flatMap((from, i) =>
    i % 2 === 0 && sorted[i + 1] !== undefined ? [{ from, until: sorted[i + 1] ?? 0 }] : [],
  )
})
const nearby = fc.integer({ min: -6, max: 6 })
const world = fc.record({
  zone: fc.constantFrom(...ZONES),
  moment: fc.constantFrom(...MOMENTS),
  week: fc.array(hours, { minLength: 7, maxLength: 7 }),
  exceptions: fc.uniqueArray(
    fc.record({ on: nearby, own: fc.option(hours), like: fc.integer({ min: 1, max: 7 }) }),
    { selector: ({ on }) => on, maxLength: 3 },
  ),
  shifts: fc.uniqueArray(fc.record({ on: nearby, hours }), { selector: ({ on }) => on, maxLength: 4 }),
  absences: fc.array(
    fc.record({ from: fc.integer({ min: -9000, max: 9000 }), minutes: fc.integer({ min: 0, max: 5000 }) }),
    {
      maxLength: 3,
    },
  ),
})
type RandomWorld = typeof world extends fc.Arbitrary<infer T> ? T : never

const dayNear = (moment: string, on: number) =>
  new Date(at(`${moment}T00:00Z`) + on * DAY).toISOString().slice(0, 10)

function made({ zone, moment, week, exceptions, shifts, absences }: RandomWorld) {
  const middle = at(`${moment}T00:00Z`)
  const away = absences.map(({ from, minutes }) => ({
    from: middle + from * MINUTE,
    until: middle + (from + minutes) * MINUTE,
  }))
  const own = exceptions.map(({ on, own, like }) => ({
    day: dayNear(moment, on),
    ...(own ? { hours: own } : { like }),
  }))
  const rota = shifts.map((one) => ({ day: dayNear(moment, one.on), hours: one.hours }))
  const times = workingTimes({ zone, week, exceptions: own }).withShifts(rota).withAbsences(away)
  const hoursOf = new Map([
    ...own.map((one) => [one.day, 'hours' in one ? one.hours : (week[one.like - 1] ?? [])] as const),
    ...rota.map((one) => [one.day, one.hours] as const),
  ])
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  /** Asked of the clock on the wall: nothing else. */
  const isWorked = (ms: number): boolean => {
    const [day = '', clock = ''] = format.format(ms).split(' ')
    const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
    const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7
    const today = hoursOf.get(day) ?? week[weekday] ?? []
    if (away.some(({ from, until }) => ms >= from && ms < until)) return false
    return today.some(({ from, until }) => minute >= from && minute < until)
  }
  return { times, middle, isWorked, dayOf: (ms: number) => format.format(ms).split(' ')[0] ?? '' }
}

const DAYS = 5 // on either side
function everyMinute({ middle, isWorked, dayOf }: ReturnType<typeof made>) {
  const first = middle - DAYS * DAY
  const worked: number[] = [0]
  const days = new Map<string, boolean>()
  for (let i = 0; i < 2 * DAYS * 1440; i++) {
    const is = isWorked(first + i * MINUTE)
    const day = dayOf(first + i * MINUTE)
    days.set(day, (days.get(day) ?? false) || is)
    worked.push((worked[i] ?? 0) + Number(is))
  }
  return { first, worked, days: [...days].slice(1, -1) }
}

test('every question has the answer of asking every minute', () => {
  fc.assert(
    fc.property(
      world,
      fc.array(fc.nat(2 * DAYS * 1440 - 1), { minLength: 12, maxLength: 12 }),
      fc.nat(3000),
      (random, places, minutes) => {
        const one = made(random)
        const { first, worked, days } = everyMinute(one)
        const { times } = one
        const total = worked.length - 1
        for (const [k, i] of places.entries()) {
          const from = first + i * MINUTE
          const is = (worked[i + 1] ?? 0) > (worked[i] ?? 0)
          expect(times.isWorking(from)).toBe(is)
          const j = places[(k + 1) % places.length] ?? 0
          expect(times.between(from, first + j * MINUTE)).toBe((worked[j] ?? 0) - (worked[i] ?? 0))
          const end = worked.findIndex((sum) => sum >= (worked[i] ?? 0) + minutes)
          if (minutes > 0 && end >= 0) expect(times.add(from, minutes)).toBe(first + end * MINUTE)
          const begin = worked.findLastIndex((sum) => sum <= (worked[i] ?? 0) - minutes)
          if (minutes > 0 && begin >= 0) expect(times.subtract(from, minutes)).toBe(first + begin * MINUTE)
          const opening = worked.findLastIndex((sum) => sum <= (worked[i] ?? 0))
          if (opening < total) expect(times.nextWorking(from)).toBe(first + opening * MINUTE)
        }
        for (const [day, is] of days) expect(times.isWorkingDay(day)).toBe(is)
      },
    ),
    { numRuns: 80 },
  )
}, 120_000)

const instant = fc.integer({ min: at('2010-01-01T00:00Z'), max: at('2045-01-01T00:00Z') })
const some = fc.integer({ min: 1, max: 400_000 })

test('what is added is what lies between, and what is taken away again leads back to the work it began with', () => {
  fc.assert(
    fc.property(world, instant, some, (random, from, minutes) => {
      const { times } = made(random)
      const end = times.add(from, minutes)
      if (end === null) return
      expect(times.between(from, end)).toBe(minutes)
      expect(times.between(from, end - 1)).toBeLessThan(minutes)
      expect(times.subtract(end, minutes)).toBe(times.nextWorking(from))
      const begin = times.subtract(from, minutes)
      if (begin !== null) expect(times.between(begin, from)).toBe(minutes)
    }),
    { numRuns: 300 },
  )
}, 120_000)

test('working days are counted one by one, back and forth', () => {
  const walked = (times: WorkingTimes, day: string, days: number) => {
    let [here, left] = [day, Math.abs(days)]
    for (let i = 0; left > 0 && i < 5000; i++) {
      here = dayNear(here, Math.sign(days))
      if (times.isWorkingDay(here)) left -= 1
    }
    return left === 0 ? here : null
  }
  fc.assert(
    fc.property(world, nearby, fc.integer({ min: -300, max: 300 }), (random, on, days) => {
      const { times, dayOf } = made(random)
      if (random.week.every((one) => one.length === 0)) return
      const noon = times.addWorkingDays(at(`${dayNear(random.moment, on)}T12:00Z`), days)
      const from = dayOf(at(`${dayNear(random.moment, on)}T12:00Z`))
      expect(noon === null ? null : dayOf(noon)).toBe(days === 0 ? from : walked(times, from, days))
    }),
    { numRuns: 200 },
  )
}, 120_000)

test('answers do not depend on what was asked before', () => {
  fc.assert(
    fc.property(world, fc.array(fc.tuple(instant, some), { minLength: 2, maxLength: 6 }), (random, asked) => {
      const answers = (list: typeof asked) => {
        const { times } = made(random)
        return new Map(
          list.map(([from, minutes]) => [
            `${from} ${minutes}`,
            [times.add(from, minutes), times.addWorkingDays(from, 3)],
          ]),
        )
      }
      expect(answers(asked.toReversed())).toEqual(answers(asked))
    }),
    { numRuns: 60 },
  )
}, 120_000)
