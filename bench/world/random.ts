/** A seeded stream of chance: the same seed gives the same world on every machine. */
export class Chance {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** 0 ≤ n < 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number, 0 ≤ n < most. */
  below(most: number): number {
    return Math.floor(this.next() * most)
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** A whole number below `most`, small ones far more often: a few customers have most of the business. */
  skewed(most: number): number {
    return Math.floor(this.next() ** 2.5 * most)
  }

  yes(probability: number): boolean {
    return this.next() < probability
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
