import { MAX_RECORD_LENGTH } from '../../engines/tabular/csv-records.ts'
import { lineTooLong } from './errors.ts'
import { kindOfBytes } from './file-kind.ts'

const HEAD = 512
/** A record has at most a million characters, a character at most four bytes. */
const MAX_LINE_BYTES = MAX_RECORD_LENGTH * 4
const LF = 10
const CR = 13

/**
 * Passes the bytes of an upload on, and refuses at once what no amount of waiting makes a table: another kind of file,
 * and text without a line break for longer than any record is.
 */
export async function* firstLook(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0)
  let kind: 'zip' | 'text' | undefined
  const lines = new LineWatch()
  for await (const piece of pieces) {
    if (kind === undefined) {
      head = Buffer.concat([head, piece.subarray(0, HEAD - head.length)])
      if (head.length === HEAD) kind = kindOfBytes(head)
    }
    if (kind !== 'zip') lines.see(piece)
    yield piece
  }
}

/** Counts lines as they pass. */
class LineWatch {
  private line = 1
  private length = 0
  private afterCr = false

  see(piece: Buffer): void {
    let { line, length, afterCr } = this
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i]
      if (byte === CR || (byte === LF && !afterCr)) {
        line++
        length = 0
      } else length++
      afterCr = byte === CR
    }
    Object.assign(this, { line, length, afterCr })
    if (this.length > MAX_LINE_BYTES) throw lineTooLong({ line: this.line, limit: MAX_RECORD_LENGTH })
  }
}
