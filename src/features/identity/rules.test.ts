import { expect, test } from 'vitest'
import { isStrongEnough, minutesLocked } from './rules.ts'

test('a password of twelve characters is enough', () => {
  expect(isStrongEnough('correct hors', 'anna@example.com')).toBe(true)
  expect(isStrongEnough('correct hor', 'anna@example.com')).toBe(false)
  expect(isStrongEnough('correct horse', 'anna@example.com')).toBe(true)
  expect(isStrongEnough('长城汽车二零二六年十一月', 'anna@example.com')).toBe(true)
})
test('short, repeated, common or borrowed from the e-mail is not', () => {
  for (const weak of ['short', 'aaaaaaaaaaaa', 'password123', 'Password12!', 'anna.lee2026']) {
    expect(isStrongEnough(weak, 'anna.lee@example.com'), weak).toBe(false)
  }
  expect(isStrongEnough('anna.lee@example.com', 'anna.lee@example.com')).toBe(false)
})
test('the company with a year behind it is none', () => {
  expect(isStrongEnough('Chenguang2026', 'anna@example.com', 'Chenguang')).toBe(false)
  expect(isStrongEnough('Chenguang has 3 boats', 'anna@example.com', 'Chenguang')).toBe(true)
})
test('a lock says how many minutes are left, never none', () => {
  expect(minutesLocked('2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z')).toBe(15)
  expect(minutesLocked('2026-11-23T08:14:30.000Z', '2026-11-23T08:00:00.000Z')).toBe(1)
  expect(minutesLocked('2026-11-23T08:16:00.000Z', '2026-11-23T08:00:00.000Z')).toBe(1)
})
