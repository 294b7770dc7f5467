/** Walks GB18030 byte by byte: one, two and four-byte forms. */
export class Gb18030Scan {
  private offset = 0
  private startedAt = 0
  private lead = 0
  private place = 0
  private badAt: number | undefined

  /** Takes the next bytes; stops looking at the first that cannot be. */
  push(chunk: Uint8Array): void {
    if (this.badAt !== undefined) return
    for (let i = 0; i < chunk.length; i++) {
      const next = this.step(chunk[i] ?? 0)
      if (next < 0) {
        this.badAt = this.place === 0 ? this.offset + i : this.startedAt
        return
      }
      if (this.place === 0) {
        this.startedAt = this.offset + i
        this.lead = chunk[i] ?? 0
      }
      this.place = next
    }
    this.offset += chunk.length
  }

  /** Offset of the first bad byte, counting a character cut off at the end; undefined where all is well. */
  end(): number | undefined {
    return this.badAt ?? (this.place === 0 ? undefined : this.startedAt)
  }

  /** 0 between characters; 1 after a lead byte; 2 and 3 inside a four-byte form; below 0: cannot be. */
  private step(byte: number): number {
    switch (this.place) {
      case 0:
        if (byte <= 0x80) return 0
        return byte <= 0xfe ? 1 : -1
      case 1:
        if (byte >= 0x30 && byte <= 0x39) return this.leadsFour() ? 2 : -1
        return byte >= 0x40 && byte <= 0xfe && byte !== 0x7f ? 0 : -1
      case 2:
        return byte >= 0x81 && byte <= 0xfe ? 3 : -1
      default:
        return byte >= 0x30 && byte <= 0x39 ? 0 : -1
    }
  }

  /** Four-byte forms exist for the rest of the first plane and for the planes above it only. */
  private leadsFour(): boolean {
    return this.lead <= 0x84 || (this.lead >= 0x90 && this.lead <= 0xe3)
  }
}

/** Length of the UTF-8 sequence that starts with `lead`; 0 where none can. */
function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead >= 0xc2 && lead <= 0xdf) return 2
  if (lead >= 0xe0 && lead <= 0xef) return 3
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
}

/** Lowest and highest second byte after `lead`: no overlong forms, no surrogates, nothing past U+10FFFF. */
function secondByteFits(lead: number, byte: number): boolean {
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
  return byte >= low && byte <= high
}

/** Walks bytes as UTF-8 and tells each well-formed sequence and each byte that is none. */
class Utf8Walk {
  private offset = 0
  private lead = 0
  private leadAt = 0
  private missing = 0
  private readonly onGood: (length: number) => void
  private readonly onBad: (offset: number, end: number) => void

  constructor(onGood: (length: number) => void, onBad: (offset: number, end: number) => void) {
    this.onGood = onGood
    this.onBad = onBad
  }

  push(chunk: Uint8Array): void {
    for (let i = 0; i < chunk.length; i++) this.step(chunk[i] ?? 0, this.offset + i)
    this.offset += chunk.length
  }

  end(): void {
    if (this.missing > 0) this.onBad(this.leadAt, this.offset)
  }

  private step(byte: number, at: number): void {
    if (this.missing > 0) {
      const first = this.missing === sequenceLength(this.lead) - 1
      if (byte >= 0x80 && byte <= 0xbf && (!first || secondByteFits(this.lead, byte))) {
        this.missing--
        if (this.missing === 0) this.onGood(sequenceLength(this.lead))
        return
      }
      this.missing = 0
      this.onBad(this.leadAt, at)
    }
    const length = sequenceLength(byte)
    if (length === 0) this.onBad(at, at + 1)
    else if (length > 1) {
      this.lead = byte
      this.leadAt = at
      this.missing = length - 1
    }
  }
}

/** How much of the text beyond ASCII is well-formed UTF-8: whole characters against places where it breaks. */
export class Utf8Share {
  private good = 0
  private bad = 0
  private badEnd = -1
  private readonly walk = new Utf8Walk(
    (length) => {
      // Two-byte sequences come about by chance in Chinese legacy text; longer ones hardly.
      if (length > 2) this.good++
    },
    (offset, end) => {
      // One lost byte leaves its neighbours without a lead: together they are one fault.
      if (offset !== this.badEnd) this.bad++
      this.badEnd = end
    },
  )

  push(chunk: Uint8Array): void {
    this.walk.push(chunk)
  }

  /** 0 to 1; 0 where nothing but ASCII and bad bytes was seen. */
  share(): number {
    return this.good === 0 ? 0 : this.good / (this.good + this.bad)
  }
}

/** Offset of the first byte that is not UTF-8; the length where all are. */
export async function firstBadUtf8(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let badAt: number | undefined
  let length = 0
  const walk = new Utf8Walk(
    () => undefined,
    (offset) => {
      badAt ??= offset
    },
  )
  for await (const chunk of chunks) {
    walk.push(chunk)
    length += chunk.length
    if (badAt !== undefined) return badAt
  }
  walk.end()
  return badAt ?? length
}
