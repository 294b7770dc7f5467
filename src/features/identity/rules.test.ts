import { expect, test } from 'vitest'
import { isStrongEnough } from './rules.ts'

test('a password of ten different characters is enough', () => {
  expect(isStrongEnough('correct horse', 'anna@example.com')).toBe(true)
  expect(isStrongEnough('长城汽车二零二六年十一月', 'anna@example.com')).toBe(true)
})
test('short, repeated, common or borrowed from the e-mail is not', () => {
  for (const weak of ['short', 'aaaaaaaaaaaa', 'password123', 'Password12!', 'anna.lee2026']) {
    expect(isStrongEnough(weak, 'anna.lee@example.com'), weak).toBe(false)
  }
  expect(isStrongEnough('anna.lee@example.com', 'anna.lee@example.com')).toBe(false)
})
