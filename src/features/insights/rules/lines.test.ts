import { expect, test } from 'vitest'
import { conversionOf, drillDown, rate } from './lines.ts'

test('a share of nothing is unknown, not zero', () => {
  expect(rate(0, 0)).toBeNull()
  expect(rate(1, 4)).toBe(0.25)
})
test('the first stage has no conversion', () => {
  expect(conversionOf(10, null)).toBeNull()
  expect(conversionOf(5, 10)).toBe(0.5)
})
test('every line lists its own rows', () => {
  expect(drillDown('holder', 'p1')).toBe('holder == "p1"')
  expect(drillDown('series', null)).toBe('product.series == null')
  expect(drillDown('manager', 'm')).toBe('holder.manager == "m"')
  expect(drillDown('closed-month', '2017-12')).toBe(
    '(closedAt >= timestamp("2017-12-01T00:00:00Z") && closedAt < timestamp("2018-01-01T00:00:00Z"))',
  )
})
