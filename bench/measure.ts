/** One measured figure against what it has to meet. */
export type Figure = {
  name: string
  value: number
  unit: 'x' | 'ms' | '/s' | 'MB' | 's' | 'KB'
  /** What it has to be at most, or at least; undefined where it is only told. */
  atMost?: number
  atLeast?: number
  /** What it was measured against or over, in words. */
  note?: string
}

export function isMet({ value, atMost, atLeast }: Figure): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast)
}

/** A value as people read it. */
export function shown({ value, unit }: Figure): string {
  const text =
    Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1)
  return unit === '/s' ? `${text}/s` : unit === 'x' ? `${text} ×` : `${text} ${unit}`
}

export type Work = (i: number) => Promise<unknown>

/** Milliseconds each of `runs` calls took, sorted; `warm` calls before are not counted. */
export async function timed(work: Work, runs: number, warm = Math.ceil(runs / 5)): Promise<number[]> {
  for (let i = 0; i < warm; i++) await work(i)
  const took: number[] = []
  for (let i = 0; i < runs; i++) took.push(await once(work, i + warm))
  return took.sort((a, b) => a - b)
}

/** The median time of two works, taken in turns so that both see the same machine. */
export async function inTurns(a: Work, b: Work, runs: number, warm = 30): Promise<{ a: number; b: number }> {
  const times = { a: [] as number[], b: [] as number[] }
  for (let i = 0; i < runs + warm; i++) {
    const first = await once(a, i)
    const second = await once(b, i)
    if (i < warm) continue
    times.a.push(first)
    times.b.push(second)
  }
  return { a: quantile(times.a.sort(ascending), 0.5), b: quantile(times.b.sort(ascending), 0.5) }
}

/** Calls finished a second with `width` of them under way, for `seconds`; the better of two rounds, `a` and `b` in turns. */
export async function throughputs(
  a: Work,
  b: Work,
  width: number,
  seconds = 3,
): Promise<{ a: number; b: number }> {
  const best = { a: 0, b: 0 }
  for (let round = 0; round < 2; round++) {
    best.a = Math.max(best.a, await throughput(a, width, seconds))
    best.b = Math.max(best.b, await throughput(b, width, seconds))
  }
  return best
}

async function throughput(work: Work, width: number, seconds: number): Promise<number> {
  let done = 0
  let next = 0
  const until = performance.now() + seconds * 1000
  const lane = async () => {
    while (performance.now() < until) {
      await work(next++)
      done += 1
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: width }, lane))
  return done / ((performance.now() - began) / 1000)
}

export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN
}

const ascending = (a: number, b: number) => a - b

async function once(work: Work, i: number): Promise<number> {
  const began = performance.now()
  await work(i)
  return performance.now() - began
}
