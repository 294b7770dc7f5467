import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Cell } from '../../engines/tabular/cell.ts'
import type { CsvStyle } from '../../engines/tabular/csv-line.ts'
import { csvLine } from '../../engines/tabular/csv-line.ts'

export type CsvFileStyle = CsvStyle & {
  /** Starts with the UTF-8 mark, without which spreadsheets in Chinese show gibberish. */
  bom?: boolean
}

type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>

/** Characters gathered before they are passed on. */
const PIECE = 64 * 1024

/** The text of a CSV file, piece by piece: headings, rows, CRLF after each. For an HTTP answer or a file. */
export async function* csvText(
  headings: readonly string[],
  rows: Rows,
  style: CsvFileStyle = {},
): AsyncGenerator<string> {
  let piece = `${style.bom === true ? '\ufeff' : ''}${csvLine(headings, style)}\r\n`
  for await (const row of rows) {
    piece += `${csvLine(row, style)}\r\n`
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** Writes a CSV file in UTF-8, in constant memory; waits for the disk, not for the whole. */
export async function writeCsv(
  path: string,
  headings: readonly string[],
  rows: Rows,
  style: CsvFileStyle = {},
): Promise<void> {
  await pipeline(Readable.from(csvText(headings, rows, style)), createWriteStream(path))
}
