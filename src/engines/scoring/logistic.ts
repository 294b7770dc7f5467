/** Rows that look alike, put together: which columns are one in them, how much of them was won and how much in all. */
export type Pattern = { on: readonly number[]; won: number; all: number }
export type Fitted = { intercept: number; effects: number[]; steps: number }

const MOST_STEPS = 60
const CLOSE = 1e-10
const HALVINGS = 30

/**
 * The effects that make what was won most likely, each drawn towards nought by `ridge` (half of it times its square is taken off the log
 * likelihood); the intercept is not drawn. Newton's steps (IRLS), halved where one would lead away. The same patterns give the same
 * effects to the last bit. O(steps × (patterns × on² + columns³)).
 */
export function fitted(patterns: readonly Pattern[], columns: number, ridge: number): Fitted {
  const size = columns + 1 // the intercept comes last
  let at: number[] = new Array(size).fill(0)
  let value = objective(patterns, at, ridge)
  for (let step = 1; step <= MOST_STEPS; step++) {
    const { slope, curve } = derivatives(patterns, at, ridge)
    const move = solved(curve, slope)
    let share = 1
    let next = at
    let reached = value
    for (let i = 0; i < HALVINGS; i++, share /= 2) {
      next = at.map((each, k) => each + share * (move[k] ?? 0))
      reached = objective(patterns, next, ridge)
      if (reached >= value) break
    }
    const furthest = Math.max(...move.map((each) => Math.abs(each) * share))
    if (reached < value) return shaped(at, step)
    at = next
    value = reached
    if (furthest < CLOSE) return shaped(at, step)
  }
  return shaped(at, MOST_STEPS)
}

function shaped(at: readonly number[], steps: number): Fitted {
  return { intercept: at.at(-1) ?? 0, effects: at.slice(0, -1), steps }
}

/** How likely what happened is, less what the ridge takes off. */
export function objective(patterns: readonly Pattern[], at: readonly number[], ridge: number): number {
  let sum = 0
  for (const { on, won, all } of patterns) {
    const z = scoreOf(on, at)
    sum += won * z - all * softplus(z)
  }
  for (let k = 0; k < at.length - 1; k++) sum -= (ridge / 2) * (at[k] ?? 0) ** 2
  return sum
}

function derivatives(patterns: readonly Pattern[], at: readonly number[], ridge: number) {
  const size = at.length
  const slope: number[] = new Array(size).fill(0)
  const curve = Array.from({ length: size }, () => new Float64Array(size))
  const last = size - 1
  for (const { on, won, all } of patterns) {
    const p = sigmoid(scoreOf(on, at))
    const pull = won - all * p
    const weight = all * p * (1 - p)
    const touched = [...on, last]
    for (const i of touched) {
      slope[i] = (slope[i] ?? 0) + pull
      const row = curve[i] as Float64Array
      for (const j of touched) row[j] = (row[j] ?? 0) + weight
    }
  }
  for (let k = 0; k < last; k++) {
    slope[k] = (slope[k] ?? 0) - ridge * (at[k] ?? 0)
    const row = curve[k] as Float64Array
    row[k] = (row[k] ?? 0) + ridge
  }
  const row = curve[last] as Float64Array
  row[last] = (row[last] ?? 0) + 1e-9 // where everything is certain already
  return { slope, curve }
}

/** Solves a symmetric positive system by Cholesky's factors. */
function solved(matrix: readonly Float64Array[], right: readonly number[]): number[] {
  const n = right.length
  const lower = matrix.map((row) => Float64Array.from(row))
  const cell = (i: number, j: number) => lower[i]?.[j] ?? 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = cell(i, j)
      for (let k = 0; k < j; k++) sum -= cell(i, k) * cell(j, k)
      const row = lower[i] as Float64Array
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / cell(j, j)
    }
  }
  const half: number[] = []
  for (let i = 0; i < n; i++) {
    let sum = right[i] ?? 0
    for (let k = 0; k < i; k++) sum -= cell(i, k) * (half[k] ?? 0)
    half.push(sum / cell(i, i))
  }
  const answer: number[] = new Array(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    let sum = half[i] ?? 0
    for (let k = i + 1; k < n; k++) sum -= cell(k, i) * (answer[k] ?? 0)
    answer[i] = sum / cell(i, i)
  }
  return answer
}

function scoreOf(on: readonly number[], at: readonly number[]): number {
  let z = at.at(-1) ?? 0
  for (const column of on) z += at[column] ?? 0
  return z
}

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

function softplus(z: number): number {
  return z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))
}
