import { expect, test } from 'vitest'
import { untilWhen } from './until-when.ts'

const now = new Date(2026, 10, 27, 10, 0)

test('what ends at midnight ends with the day before; the year is said where it is another', () => {
  const midnight = new Date(2026, 11, 6).toISOString()
  expect(untilWhen(midnight, now, 'zh')).toBe('12月5日')
  expect(untilWhen(midnight, now, 'en')).toBe('5 Dec')
  expect(untilWhen(new Date(2027, 0, 8).toISOString(), now, 'zh')).toBe('2027年1月7日')
})
test('anything else has its time of day', () => {
  expect(untilWhen(new Date(2026, 11, 5, 14, 30).toISOString(), now, 'zh')).toBe('2026/12/05 14:30')
})
