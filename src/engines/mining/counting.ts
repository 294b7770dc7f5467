/** Counts things by number; says the most frequent first, and of equals whoever was seen first. */
export class Tally {
  private readonly counts = new Map<number, number>()

  add(id: number, by = 1): void {
    this.counts.set(id, (this.counts.get(id) ?? 0) + by)
  }

  get size(): number {
    return this.counts.size
  }

  total(): number {
    let sum = 0
    for (const n of this.counts.values()) sum += n
    return sum
  }

  most(limit = Number.POSITIVE_INFINITY): [id: number, n: number][] {
    return [...this.counts].sort((a, b) => b[1] - a[1]).slice(0, limit)
  }

  get(id: number): number {
    return this.counts.get(id) ?? 0
  }
}

/** The value of rank `share` × (n − 1), rounded half up, of values in rising order; 0 of none. */
export function rankOf(rising: ArrayLike<number>, share: number): number {
  if (rising.length === 0) return 0
  return rising[Math.floor(share * (rising.length - 1) + 0.5)] ?? 0
}

/** The mean of the middle two, or the middle one. */
export function medianOf(rising: ArrayLike<number>): number {
  const middle = rising.length >> 1
  const upper = rising[middle] ?? 0
  return rising.length % 2 === 1 ? upper : ((rising[middle - 1] ?? 0) + upper) / 2
}

/** To so many decimals, exact ties to the even neighbour, as statisticians round. */
export function rounded(value: number, decimals: number): number {
  const halves = value * 2 ** (decimals + 1)
  // only a multiple of 2^-(decimals + 1) lies exactly in the middle of two neighbours
  if (!Number.isInteger(halves) || halves % 2 === 0) return Number(value.toFixed(decimals))
  const lower = Math.floor(value * 10 ** decimals)
  return (lower % 2 === 0 ? lower : lower + 1) / 10 ** decimals
}
