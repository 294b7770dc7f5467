/** One record of a text table; `line` is the physical line on which it starts, counted from 1. */
export type CsvRecord = { line: number; fields: string[] }

export type CsvFault = {
  code: 'open-quote' | 'text-after-quote' | 'line-too-long' | 'too-many-cells'
  line: number
}

export type CsvReader = {
  /** The records that `text` completes. Stops for good at a fault. */
  push(text: string): CsvRecord[]
  /** The last record, where the text ended without a line break. */
  end(): CsvRecord[]
  /** Why reading stopped; undefined while all is well. */
  fault(): CsvFault | undefined
}

const QUOTE = 34
const CR = 13
const LF = 10

/** Longest record in characters: one cell of text is at most 32,767 in a workbook; a longer record is a lost quote. */
export const MAX_RECORD_LENGTH = 1_000_000

/** Most cells of a record: as many columns as a spreadsheet has. */
export const MAX_CELLS = 16_384

/**
 * Reads delimited text (RFC 4180) piece by piece; where the pieces are cut makes no difference.
 *
 * CRLF, LF and CR end a record; a quote opens only at the start of a field (`12" screen` is text); `""` is a quote.
 * Blank lines give no record. Memory is bounded by `maxLength`, whatever the size of the text. O(characters).
 */
export function csvReader(delimiter: string, maxLength: number = MAX_RECORD_LENGTH): CsvReader {
  const machine = new Machine(delimiter.charCodeAt(0), maxLength)
  return {
    push: (text) => machine.push(text),
    end: () => machine.end(),
    fault: () => machine.fault,
  }
}

type Place = 'start' | 'plain' | 'quoted' | 'closed'

class Machine {
  fault: CsvFault | undefined
  private readonly delimiter: number
  private readonly maxLength: number
  private place: Place = 'start'
  private fields: string[] = []
  private field = ''
  private length = 0
  private line = 1
  private startLine = 1
  private quoteLine = 1
  private afterCr = false
  private wasQuoted = false
  private done: CsvRecord[] = []

  constructor(delimiter: number, maxLength: number) {
    this.delimiter = delimiter
    this.maxLength = maxLength
  }

  push(text: string): CsvRecord[] {
    let at = 0
    while (at < text.length && !this.fault) {
      at = this.place === 'quoted' ? this.inQuotes(text, at) : this.outside(text, at)
      if (this.length + this.field.length > this.maxLength) this.stop('line-too-long', this.startLine)
    }
    return this.taken()
  }

  end(): CsvRecord[] {
    if (this.fault) return []
    if (this.place === 'quoted') this.stop('open-quote', this.quoteLine)
    else if (this.place !== 'start' || this.fields.length > 0) this.endRecord()
    return this.taken()
  }

  private taken(): CsvRecord[] {
    const records = this.done
    this.done = []
    return records
  }

  private stop(code: CsvFault['code'], line: number): void {
    this.fault = { code, line }
  }

  /** Text up to the next quote; line breaks inside quotes belong to the field. */
  private inQuotes(text: string, from: number): number {
    const quote = text.indexOf('"', from)
    const to = quote < 0 ? text.length : quote
    const piece = text.slice(from, to)
    this.countLines(piece)
    this.field += piece
    if (quote < 0) return text.length
    this.place = 'closed'
    this.afterCr = false
    return quote + 1
  }

  private countLines(piece: string): void {
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i)
      if (code === CR || (code === LF && !this.afterCr)) this.line++
      this.afterCr = code === CR
    }
  }

  private outside(text: string, at: number): number {
    const code = text.charCodeAt(at)
    if (code === QUOTE && this.place !== 'plain') return this.quote(at)
    if (code === this.delimiter) {
      this.endField()
      this.place = 'start'
      this.afterCr = false
      return at + 1
    }
    if (code === LF || code === CR) return this.lineBreak(code, at)
    if (this.place === 'closed') {
      this.stop('text-after-quote', this.line)
      return at
    }
    return this.plainRun(text, at)
  }

  private quote(at: number): number {
    if (this.place === 'closed') {
      this.field += '"'
    } else {
      this.quoteLine = this.line
      this.wasQuoted = true
    }
    this.place = 'quoted'
    this.afterCr = false
    return at + 1
  }

  private lineBreak(code: number, at: number): number {
    if (code === LF && this.afterCr) {
      this.afterCr = false
      this.startLine = this.line
      return at + 1
    }
    if (this.place !== 'start' || this.fields.length > 0) this.endRecord()
    this.line++
    this.startLine = this.line
    this.afterCr = code === CR
    return at + 1
  }

  private plainRun(text: string, from: number): number {
    let to = from + 1
    while (to < text.length) {
      const code = text.charCodeAt(to)
      if (code === this.delimiter || code === LF || code === CR) break
      to++
    }
    this.field += text.slice(from, to)
    this.place = 'plain'
    this.afterCr = false
    return to
  }

  private endField(): void {
    this.fields.push(this.field)
    this.length += this.field.length + 1
    this.field = ''
    if (this.fields.length > MAX_CELLS) this.stop('too-many-cells', this.startLine)
  }

  private endRecord(): void {
    const blank = this.fields.length === 0 && this.field.trim() === '' && !this.wasQuoted
    this.endField()
    if (!blank) this.done.push({ line: this.startLine, fields: this.fields })
    this.fields = []
    this.length = 0
    this.place = 'start'
    this.wasQuoted = false
  }
}
