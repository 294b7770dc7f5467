import type { Reason } from '../../kernel/explain.ts'
import { SAME } from './score.ts'

/**
 * The highest score wins; of equal ones who waited longest, then the draw. `scores` go with `eligible`, which are indexes of a ground's
 * fit. Where one is `kept`, it is theirs whatever the scores, and the runner-up is who would have got it else.
 */
export function best(
  scores: readonly number[],
  eligible: readonly number[],
  lastOf: (i: number) => number,
  draw: number,
  kept?: number,
) {
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > top) top = score
  const tied = eligible.filter((_, n) => (scores[n] ?? 0) >= top - SAME)
  let waiting = tied
  if (kept === undefined && tied.length > 1) {
    const earliest = Math.min(...tied.map(lastOf))
    waiting = tied.filter((i) => lastOf(i) === earliest)
  }
  const winner = kept ?? waiting[Math.floor(draw * waiting.length)] ?? waiting[0] ?? eligible[0] ?? 0
  const isTie = kept === undefined && tied.length > 1
  const tieBreak = isTie ? (waiting.length === 1 ? 'waited-longest' : 'draw') : null
  let second: number | undefined
  let runnerUp = Number.NEGATIVE_INFINITY
  eligible.forEach((i, n) => {
    if (i === winner || (second !== undefined && (scores[n] ?? 0) <= runnerUp)) return
    second = i
    runnerUp = scores[n] ?? 0
  })
  return { winner, second, tieBreak }
}

/** 0 … count − 1 without the capped ones. */
export function without(count: number, capped: readonly [number, Reason[]][]): number[] {
  const left: number[] = []
  let next = 0
  for (let i = 0; i < count; i++) {
    if (capped[next]?.[0] === i) next += 1
    else left.push(i)
  }
  return left
}

/** What loads are measured by: how much those who can get it have for each unit of their weight, at least 1. */
export function scaleOf(
  load: readonly number[],
  weights: ArrayLike<number>,
  eligible: readonly number[],
): number {
  let sum = 0
  for (const i of eligible) sum += (load[i] ?? 0) / (weights[i] ?? 1)
  return Math.max(1, sum / Math.max(1, eligible.length))
}
