import { expect, test } from 'vitest'
import { isInShare } from './share.ts'

const ids = Array.from(
  { length: 10_000 },
  (_, i) => `018f3c5a-${(i * 7919).toString(16).padStart(4, '0')}-7000-8000-00000000${i}`,
)

test('a share of so many is about so many, another for every key, and a larger one has all of a smaller one', () => {
  const inShare = (key: string, share: number) => ids.filter((id) => isInShare({ key, share }, id))
  const half = inShare('a', 0.5)
  expect(half.length / ids.length).toBeCloseTo(0.5, 1)
  expect(inShare('a', 0.1).length / ids.length).toBeCloseTo(0.1, 1)
  expect(inShare('a', 0.3).every((id) => half.includes(id))).toBe(true)
  expect(inShare('b', 0.5).filter((id) => half.includes(id)).length / half.length).toBeCloseTo(0.5, 1)
  expect([inShare('a', 1).length, inShare('a', 1e-12).length]).toEqual([ids.length, 0])
})
