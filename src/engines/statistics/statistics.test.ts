import { describe, expect, test } from 'vitest'
import { bootstrap, chance, meanInterval, medianOfRising, quantile, ratioInterval, wilson } from './index.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('shares', () => {
  test('an interval of a share is that of Wilson', () => {
    // 15 of 20: 0.5313–0.8881, as published tables have it
    expect(wilson(15, 20)?.low).toBeCloseTo(0.5313, 4)
    expect(wilson(15, 20)?.high).toBeCloseTo(0.8881, 4)
  })
  test('none of few is not surely nothing, and all of few not surely everything', () => {
    expect(wilson(0, 5)).toMatchObject({ low: 0 })
    expect(wilson(0, 5)?.high).toBeCloseTo(0.4345, 4)
    expect(wilson(5, 5)?.high).toBe(1)
    expect(wilson(0, 0)).toBeNull()
  })
  test('more of the same is narrower', () => {
    const width = (n: number) => (wilson(n / 2, n)?.high ?? 0) - (wilson(n / 2, n)?.low ?? 0)
    expect(width(10)).toBeGreaterThan(width(100))
    expect(width(100)).toBeGreaterThan(width(1000))
  })
})

describe('means', () => {
  const interval = (values: number[]) =>
    meanInterval(
      values.reduce((sum, value) => sum + value, 0),
      values.reduce((sum, value) => sum + value * value, 0),
      values.length,
    )
  test('a mean has an interval by Student', () => {
    // 1…5: mean 3, standard error 0.7071, t(4) 2.776
    expect(interval([1, 2, 3, 4, 5])?.low).toBeCloseTo(3 - 2.776 * Math.sqrt(0.5), 6)
    expect(interval([1, 2, 3, 4, 5])?.high).toBeCloseTo(3 + 2.776 * Math.sqrt(0.5), 6)
  })
  test('one value has none, and equal values have no width', () => {
    expect(interval([7])).toBeNull()
    expect(interval([7, 7, 7])).toEqual({ low: 7, high: 7 })
  })
  test('a ratio over ones is a mean, and one that is always the same has no width', () => {
    const values = [1, 2, 3, 4, 5]
    const asRatio = ratioInterval({ n: 5, s: 15, x: 5, ss: 55, xx: 5, sx: 15 })
    expect(asRatio?.low).toBeCloseTo(interval(values)?.low ?? 0, 9)
    expect(asRatio?.high).toBeCloseTo(interval(values)?.high ?? 0, 9)
    expect(ratioInterval({ n: 3, s: 12, x: 6, ss: 56, xx: 14, sx: 28 })).toEqual({ low: 2, high: 2 })
    expect(ratioInterval({ n: 3, s: 0, x: 0, ss: 0, xx: 0, sx: 0 })).toBeNull()
  })
  test('t comes near to the normal distribution without a step', () => {
    const reach = (n: number) => {
      const both = interval(Array.from({ length: n }, (_, i) => i % 2))
      return (((both?.high ?? 0) - (both?.low ?? 0)) / 2) * Math.sqrt(n)
    }
    // t(30) 2.042, t(32) 2.037, t(1000) 1.962
    expect(reach(32) / Math.sqrt(0.25 * (32 / 31))).toBeCloseTo(2.0395, 3)
    expect(reach(1000) / Math.sqrt(0.25 * (1000 / 999))).toBeCloseTo(1.9623, 3)
  })
})

describe('quantiles', () => {
  test('between two values by proportion', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
    expect([quantile([5], 0.9), quantile([1, 9], 0), quantile([1, 9], 1)]).toEqual([5, 1, 9])
    expect([quantile([], 0.5), medianOfRising([1, 2, 9])]).toEqual([null, 2])
  })
})

describe('chance', () => {
  test('the same seed says the same again, another seed something else', () => {
    const first = Array.from({ length: 5 }, chance(7))
    expect(Array.from({ length: 5 }, chance(7))).toEqual(first)
    expect(Array.from({ length: 5 }, chance(8))).not.toEqual(first)
  })
  test('a bootstrap interval holds the mean, comes again by its seed, and agrees with Student on many', () => {
    const draw = chance(3)
    const sample = Array.from({ length: 200 }, () => draw() * 10)
    const found = bootstrap(1, sample, mean)
    expect(found).toEqual(bootstrap(1, sample, mean))
    const sum = mean(sample) * 200
    const byT = meanInterval(
      sum,
      sample.reduce((all, value) => all + value * value, 0),
      200,
    )
    expect(Math.abs((found?.low ?? 0) - (byT?.low ?? 9))).toBeLessThan(0.15)
    expect(Math.abs((found?.high ?? 0) - (byT?.high ?? 9))).toBeLessThan(0.15)
    expect(bootstrap(1, [4], mean)).toBeNull()
  })
})
