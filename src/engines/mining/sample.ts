import { meanInterval, quantile } from '../statistics/index.ts'

/** Figures of a sample; null of nothing. The interval is of the mean, 95 %. */
export type Summary = {
  n: number
  mean: number | null
  low: number | null
  high: number | null
  median: number | null
  p90: number | null
  total: number
}

/** Numbers that are gathered one by one, eight bytes each, and summed up at the end. */
export class Sample {
  #values = new Float64Array(8)
  #count = 0

  add(value: number): void {
    if (this.#count === this.#values.length) {
      const wider = new Float64Array(this.#count * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.#count++] = value
  }

  get size(): number {
    return this.#count
  }

  /** O(n log n). */
  summary(): Summary {
    const rising = this.#values.slice(0, this.#count).sort()
    let total = 0
    let squares = 0
    for (const value of rising) {
      total += value
      squares += value * value
    }
    const interval = meanInterval(total, squares, this.#count)
    return {
      n: this.#count,
      mean: this.#count === 0 ? null : total / this.#count,
      low: interval === null ? null : Math.max(0, interval.low),
      high: interval?.high ?? null,
      median: quantile(rising, 0.5),
      p90: quantile(rising, 0.9),
      total,
    }
  }
}

/** A map that makes what it does not have. */
export class Kept<V> extends Map<string, V> {
  readonly #make: (key: string) => V

  constructor(make: (key: string) => V) {
    super()
    this.#make = make
  }

  of(key: string): V {
    const known = this.get(key)
    if (known !== undefined) return known
    const fresh = this.#make(key)
    this.set(key, fresh)
    return fresh
  }
}
