import { oversizedWorkbook } from '../errors.ts'
import { readXml } from './xml.ts'
import { damaged } from './zip.ts'

/** Bytes of text all shared strings together may have. */
export const MAX_SHARED = 64 * 1024 ** 2
const MAX_COUNT = 4_000_000
/** XML without text that is read, and how often as much of it as of text: fonts and colours inside a cell are long, not endless. */
const MARKUP_FREE = 32 * 1024 ** 2
const MARKUP_SHARE = 64

/** A workbook's shared strings, packed as bytes: a string per object would cost several times the text. */
export class SharedStrings {
  private bytes = Buffer.alloc(64 * 1024)
  private used = 0
  private readonly ends: number[] = []

  /** Bytes of text kept. */
  get size(): number {
    return this.used
  }

  /** Keeps one more string. Refuses beyond the bounds. */
  add(text: string): void {
    const length = Buffer.byteLength(text)
    if (this.used + length > MAX_SHARED || this.ends.length >= MAX_COUNT) {
      throw oversizedWorkbook({ what: 'shared-strings', limit: MAX_SHARED })
    }
    if (this.used + length > this.bytes.length) this.grow(this.used + length)
    this.used += this.bytes.write(text, this.used)
    this.ends.push(this.used)
  }

  /** The string at a position; undefined where there is none. */
  at(index: number): string | undefined {
    const end = this.ends[index]
    if (end === undefined) return undefined
    return this.bytes.toString('utf8', index === 0 ? 0 : (this.ends[index - 1] ?? 0), end)
  }

  private grow(needed: number): void {
    const larger = Buffer.alloc(Math.min(MAX_SHARED, Math.max(needed, this.bytes.length * 2)))
    this.bytes.copy(larger, 0, 0, this.used)
    this.bytes = larger
  }
}

/** Reads the part of shared strings: runs joined, readings for pronunciation left out. */
export async function readSharedStrings(part: string, pieces: AsyncIterable<Buffer>): Promise<SharedStrings> {
  const strings = new SharedStrings()
  let text = ''
  let inText = false
  let inReading = false
  let read = 0
  const counted = async function* () {
    for await (const piece of pieces) {
      read += piece.length
      yield piece
    }
  }
  const events = readXml(part, counted(), {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') inReading = true
      else if (name === 't') inText = !inReading
    },
    text(piece) {
      if (inText) text += piece
    },
    close(name) {
      if (name === 't') inText = false
      else if (name === 'rPh') inReading = false
      else if (name === 'si') strings.add(unescaped(text))
    },
  })
  for await (const _ of events) {
    if (text.length > MAX_SHARED) throw damaged(part, 'text')
    if (read > MARKUP_FREE + MARKUP_SHARE * strings.size)
      throw oversizedWorkbook({ what: 'markup', limit: MARKUP_FREE })
  }
  return strings
}

/** Signs that XML cannot hold are written `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
