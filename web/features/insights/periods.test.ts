import { expect, test } from 'vitest'
import { daysOfSpan } from './periods.ts'

test('spans are whole months, quarters and years, and go over the turn of a year', () => {
  expect(daysOfSpan('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(daysOfSpan('last-month', '2026-01-05')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  expect(daysOfSpan('quarter', '2026-11-27')).toEqual({ from: '2026-10-01', to: '2026-12-31' })
  expect(daysOfSpan('last-quarter', '2026-02-27')).toEqual({ from: '2025-10-01', to: '2025-12-31' })
  expect(daysOfSpan('last-year', '2026-11-27')).toEqual({ from: '2025-01-01', to: '2025-12-31' })
  expect(daysOfSpan('days-90', '2026-03-31')).toEqual({ from: '2026-01-01', to: '2026-03-31' })
  expect(daysOfSpan('all', '2026-03-31')).toBeUndefined()
})
