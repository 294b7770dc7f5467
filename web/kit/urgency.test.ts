import { expect, test } from 'vitest'
import { urgencyOf } from './urgency.ts'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString()

test('a limit far away is calm, one within four hours is due, one reached is late', () => {
  expect(urgencyOf(at(12), at(2))).toBe('calm')
  expect(urgencyOf(at(12), at(8))).toBe('due')
  expect(urgencyOf(at(12), at(12))).toBe('late')
  expect(urgencyOf(at(12), at(20))).toBe('late')
})

test('where the start is known the last quarter is due, however long the whole is', () => {
  expect(urgencyOf(at(48), at(30), at(0))).toBe('calm')
  expect(urgencyOf(at(48), at(36), at(0))).toBe('due')
  expect(urgencyOf(at(1), at(0), at(0))).toBe('calm')
})
