import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workingTimes } from '../../engines/calendar/index.ts'
import { leftAfter, nextWorkingDay, stretchesOf } from './rules.ts'

const office = [
  { from: 540, until: 720 },
  { from: 810, until: 1080 },
]
const times = workingTimes({
  zone: 'Asia/Shanghai',
  week: [office, office, office, office, office, [], []],
  exceptions: [{ day: '2026-11-30', hours: [] }],
})

describe('what Today looks at', () => {
  test('on a Friday the next working day is not tomorrow, and a day off is skipped as well', () => {
    expect(nextWorkingDay(times, '2026-11-26')).toBe('2026-11-27')
    expect(nextWorkingDay(times, '2026-11-27')).toBe('2026-12-01')
  })
  test('whoever never works again has no next working day', () => {
    expect(nextWorkingDay({ isWorkingDay: () => false }, '2026-11-27')).toBeNull()
  })
})

describe('time left goes by only while one works', () => {
  const at = (local: string) => new Date(`${local}+08:00`).toISOString()
  const from = at('2026-11-27T11:00:00')
  const working = stretchesOf(times, from, at('2026-12-01T23:59:00'))
  test('the stretches are the hours of the calendar', () => {
    expect(working).toEqual([
      { from, until: at('2026-11-27T12:00:00') },
      { from: at('2026-11-27T13:30:00'), until: at('2026-11-27T18:00:00') },
      { from: at('2026-12-01T09:00:00'), until: at('2026-12-01T12:00:00') },
      { from: at('2026-12-01T13:30:00'), until: at('2026-12-01T18:00:00') },
    ])
  })
  test('over lunch nothing goes by', () => {
    const left = (local: string) => leftAfter(90, working, from, at(local))
    expect([left('2026-11-27T11:30:00'), left('2026-11-27T12:00:00'), left('2026-11-27T13:20:00')]).toEqual([
      60, 30, 30,
    ])
    expect(left('2026-11-27T14:00:00')).toBe(0)
    expect(left('2026-11-28T14:00:00')).toBe(0)
  })
  test('counted down by stretches it is what the calendar says, at any minute', () => {
    const start = Date.parse(from)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 6000 }), (a, b) => {
        const [now, due] = [start + Math.min(a, b) * 60_000, start + Math.max(a, b) * 60_000]
        const left = leftAfter(times.between(start, due), working, from, new Date(now).toISOString())
        expect(left).toBeCloseTo(times.between(now, due), 6)
      }),
    )
  })
})
