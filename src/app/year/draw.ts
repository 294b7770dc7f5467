import { chance } from '../../engines/statistics/index.ts'

/** A seeded stream of draws: the same seed gives the same year on every machine. */
export class Draw {
  readonly next: () => number

  constructor(seed: number) {
    this.next = chance(seed)
  }

  /** A whole number, 0 ≤ n < most. */
  below(most: number): number {
    return Math.floor(this.next() * most)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  yes(probability: number): boolean {
    return this.next() < probability
  }

  /** One of several, by their weights. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const all = Object.entries<number>(weights) as [T, number][]
    let left = this.next() * all.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [one, weight] of all) {
      left -= weight
      if (left < 0) return one
    }
    return (all.at(-1) as [T, number])[0]
  }

  /** Log-normal: half of the draws are below `median`; `spread` is the deviation of the logarithm. */
  around(median: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.next()))
  }

  /** A UUID of version 7 made at `at` (milliseconds): ids grow with time, as in production. */
  uuid(at: number): string {
    const time = at.toString(16).padStart(12, '0')
    const tail = () => this.below(0x10000).toString(16).padStart(4, '0')
    const variant = (0x8000 | this.below(0x4000)).toString(16)
    const version = (0x7000 | this.below(0x1000)).toString(16)
    return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${tail()}${tail()}${tail()}`
  }
}
