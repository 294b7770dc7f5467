const FIRST = 1024 // places; a power of two
const MOST_FULL = 0.6

/**
 * Texts seen before, by 63 bits of each: 13 to 27 bytes a text however long it is, so that a file of twenty million keys is held.
 * Two different texts are taken for one with a chance of n² / 2⁶⁴: one in fifty thousand for those twenty million.
 */
export class KeySet {
  private high = new Uint32Array(FIRST)
  private low = new Uint32Array(FIRST)
  private count = 0

  /** True where the text was not seen before. */
  add(text: string): boolean {
    const high = hashed(text, 0x811c9dc5, 0x01000193)
    const low = hashed(text, 0x9e3779b9, 0x85ebca77) | 1 // never nothing: an empty place is a zero
    const place = this.placeOf(high, low)
    if (this.low[place] !== 0) return false
    this.high[place] = high
    this.low[place] = low
    this.count += 1
    if (this.count > this.low.length * MOST_FULL) this.grow()
    return true
  }

  private placeOf(high: number, low: number): number {
    const mask = this.low.length - 1
    let place = (high ^ (low >>> 7)) & mask
    while (this.low[place] !== 0 && (this.low[place] !== low >>> 0 || this.high[place] !== high >>> 0))
      place = (place + 1) & mask
    return place
  }

  private grow(): void {
    const { high, low } = this
    this.high = new Uint32Array(low.length * 2)
    this.low = new Uint32Array(low.length * 2)
    for (let i = 0; i < low.length; i++) {
      if (low[i] === 0) continue
      const place = this.placeOf(high[i] ?? 0, low[i] ?? 0)
      this.high[place] = high[i] ?? 0
      this.low[place] = low[i] ?? 0
    }
  }
}

/** FNV-1a over the letters, mixed at the end (murmur3's finaliser). */
function hashed(text: string, seed: number, factor: number): number {
  let hash = seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), factor)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
