import { describe, expect, test } from 'vitest'
import { growthOf } from './growth.ts'

const over = (seconds: number, mb: (second: number) => number) =>
  Array.from({ length: seconds }, (_, i) => ({ second: i + 1, mb: mb(i + 1) }))
const saw = (second: number) => (second % 7) * 4

describe('memory of a long run', () => {
  test('that climbs while it warms up and stays is steady', () => {
    const found = growthOf(over(240, (second) => 150 + Math.min(second, 55) * 2 + saw(second)))
    expect(found.kind).toBe('steady')
  })

  test('that climbs on and on grows', () => {
    const found = growthOf(over(240, (second) => 150 + second / 10 + saw(second)))
    expect(found).toMatchObject({ kind: 'grows' })
    expect(found.kind === 'grows' && found.mbPerMinute).toBeCloseTo(6, 0)
  })

  test('that is high once and low again is steady, as is one that creeps', () => {
    expect(growthOf(over(240, (second) => (second > 120 && second < 170 ? 300 : 150))).kind).toBe('steady')
    expect(growthOf(over(240, (second) => 150 + second / 60)).kind).toBe('steady')
  })

  test('of less than two minutes after the warm-up says nothing', () => {
    expect(growthOf(over(150, (second) => second)).kind).toBe('too-short')
    expect(growthOf([]).kind).toBe('too-short')
  })
})
