import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOf, isStart, type Period, partsOf, periodOf, periodsAfter } from './periods.ts'
import { areInOrder, cellsOf, type Levels, paceOf, spread, standingOf, textOf, valueFrom } from './targets.ts'

const levels = (target: bigint, stretch: bigint | null = null, challenge: bigint | null = null): Levels => ({
  target,
  stretch,
  challenge,
})

test('a day lies in its month, quarter and year, which begin and end where the calendar says', () => {
  expect(periodOf('2026-11-30', 'month').startsOn).toBe('2026-11-01')
  expect(periodOf('2026-11-30', 'quarter').startsOn).toBe('2026-10-01')
  expect(endOf({ period: 'quarter', startsOn: '2026-10-01' })).toBe('2026-12-31')
  expect(endOf({ period: 'month', startsOn: '2028-02-01' })).toBe('2028-02-29')
  expect(isStart({ period: 'quarter', startsOn: '2026-11-01' })).toBe(false)
  expect(partsOf({ period: 'year', startsOn: '2026-01-01' }).map(({ startsOn }) => startsOn)).toEqual([
    '2026-01-01',
    '2026-04-01',
    '2026-07-01',
    '2026-10-01',
  ])
  expect(periodsAfter({ period: 'quarter', startsOn: '2026-10-01' }, 2).startsOn).toBe('2027-04-01')
  expect(periodsAfter({ period: 'month', startsOn: '2026-01-01' }, -1).startsOn).toBe('2025-12-01')
})

test('a period without a target of its own is the sum of its parts; one that has it shows both', () => {
  const set = new Map<string, Levels>([
    ['month 2026-10-01', levels(100n, 120n)],
    ['month 2026-11-01', levels(200n)],
    ['quarter 2026-01-01', levels(1000n, null, 1500n)],
  ])
  const of = (one: Period) => set.get(`${one.period} ${one.startsOn}`)
  const standing = (period: Period) => standingOf(period, of)
  expect(standing({ period: 'quarter', startsOn: '2026-10-01' })).toEqual({
    levels: levels(300n, 320n, 320n),
    parts: 300n,
  })
  expect(standing({ period: 'year', startsOn: '2026-01-01' }).levels?.target).toBe(1300n)
  set.set('year 2026-01-01', levels(2000n))
  expect(standing({ period: 'year', startsOn: '2026-01-01' })).toEqual({
    levels: levels(2000n),
    parts: 1300n,
  })
  expect(standing({ period: 'month', startsOn: '2026-12-01' })).toEqual({ levels: null, parts: null })
})

test('numbers are exact, never below nothing, and no finer than their currency', () => {
  expect(valueFrom('1234.50', 'CNY')).toBe(123450n)
  expect(valueFrom('1234', 'JPY')).toBe(1234n)
  for (const wrong of ['-1', '1.234', '', 'abc', '1e9']) expect(valueFrom(wrong, 'CNY')).toBeUndefined()
  expect(valueFrom('12', null)).toBe(12n)
  for (const wrong of ['1.5', '-1', '']) expect(valueFrom(wrong, null)).toBeUndefined()
  expect(textOf(123450n, 'CNY')).toBe('1234.50')
  expect(areInOrder(levels(10n, 12n, 15n))).toBe(true)
  expect(areInOrder(levels(10n, 9n))).toBe(false)
  expect(areInOrder(levels(10n, 12n, 11n))).toBe(false)
})

test('a year is spread evenly or by a shape, in whole steps, together the whole', () => {
  expect(spread(1200n, Array(12).fill(0n))).toEqual(Array(12).fill(100n))
  expect(spread(1000n, [0n, 0n, 0n], 100n)).toEqual([300n, 300n, 400n])
  expect(spread(1000n, [1n, 3n], 100n)).toEqual([200n, 800n])
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 15n }),
      fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 }),
      (whole, shape) => {
        const pieces = spread(whole, shape, 100n)
        expect(pieces.reduce((sum, one) => sum + one, 0n)).toBe(whole)
        expect(pieces.every((piece) => piece >= 0n)).toBe(true)
      },
    ),
  )
})

test('the pace is by working days; what is missing is shared by those that are left', () => {
  expect(paceOf(1000n, 300n, { days: 20, over: 8, left: 13 })).toEqual({
    elapsed: 0.4,
    expected: 400n,
    gap: 700n,
    perDay: 54n,
  })
  expect(paceOf(1000n, 1200n, { days: 20, over: 8, left: 13 })).toMatchObject({ gap: 0n, perDay: null })
  expect(paceOf(1000n, 300n, { days: 20, over: 20, left: 0 })).toMatchObject({ gap: 700n, perDay: null })
  expect(paceOf(1000n, 0n, { days: 0, over: 0, left: 0 }).expected).toBe(1000n)
})

test('a pasted sheet is read by rows and columns, whatever signs its numbers carry', () => {
  expect(cellsOf('¥1,200\t300\r\n\t￥ 4，500.50\r\n')).toEqual([
    ['1200', '300'],
    ['', '4500.50'],
  ])
})
