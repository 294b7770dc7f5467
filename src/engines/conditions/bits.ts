/** A set of cells by their numbers, 32 to a word. */
export type Bits = Uint32Array

/** No cell of `cells`. */
export function none(cells: number): Bits {
  return new Uint32Array((cells + 31) >>> 5)
}

/** Every cell of `cells`. */
export function all(cells: number): Bits {
  const bits = none(cells).fill(0xffffffff)
  const over = cells & 31
  if (over > 0) bits[bits.length - 1] = 0xffffffff >>> (32 - over)
  return bits
}

/** Adds the cells `from` up to, not including, `to`. */
export function addRange(bits: Bits, from: number, to: number): void {
  for (let i = from; i < to; ) {
    const word = i >>> 5
    const low = i & 31
    const high = Math.min(32, low + to - i)
    const mask = high - low === 32 ? 0xffffffff : (((1 << (high - low)) - 1) << low) >>> 0
    bits[word] = ((bits[word] ?? 0) | mask) >>> 0
    i += high - low
  }
}

export function both(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word & (b[i] ?? 0))
}

export function either(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word | (b[i] ?? 0))
}

export function butNot(a: Bits, b: Bits): Bits {
  return a.map((word, i) => word & ~(b[i] ?? 0))
}

export function isEmpty(bits: Bits): boolean {
  return bits.every((word) => word === 0)
}

export function count(bits: Bits): number {
  let sum = 0
  for (let word of bits) {
    word -= (word >>> 1) & 0x55555555
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
    sum += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return sum
}

/** The numbers in it, rising, at most `most` of them. */
export function members(bits: Bits, most = Number.POSITIVE_INFINITY): number[] {
  const found: number[] = []
  for (let word = 0; word < bits.length && found.length < most; word++) {
    let left = bits[word] ?? 0
    while (left !== 0 && found.length < most) {
      const low = 31 - Math.clz32(left & -left)
      found.push(word * 32 + low)
      left &= left - 1
    }
  }
  return found
}
