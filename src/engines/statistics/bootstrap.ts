import { chance } from './chance.ts'
import type { Interval } from './intervals.ts'
import { quantile } from './quantile.ts'

const ROUNDS = 1000
const CONFIDENCE = 0.95

/**
 * The interval of any figure of a sample, by drawing samples of its size from it again and again.
 *
 * Null below two values. The same seed gives the same interval. O(rounds × (n + cost of `figureOf`)).
 */
export function bootstrap<T>(
  seed: number,
  sample: readonly T[],
  figureOf: (drawn: readonly T[]) => number,
  { rounds = ROUNDS, confidence = CONFIDENCE }: { rounds?: number; confidence?: number } = {},
): Interval | null {
  if (sample.length < 2) return null
  const draw = chance(seed)
  const drawn = sample.slice()
  const figures = new Float64Array(rounds)
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < drawn.length; i++) drawn[i] = sample[Math.floor(draw() * sample.length)] as T
    figures[round] = figureOf(drawn)
  }
  figures.sort()
  const tail = (1 - confidence) / 2
  return { low: quantile(figures, tail) ?? 0, high: quantile(figures, 1 - tail) ?? 0 }
}
