import { detectEncoding, encodingNamed } from './encodings.ts'
import { kindOfFile } from './file-kind.ts'
import type { Row } from './table.ts'
import { bodyRows, findHeadings } from './table.ts'
import { textForm, textRows } from './text-table.ts'
import { openWorkbook } from './xlsx/workbook.ts'

export type SheetOptions = {
  /** Workbooks: the sheet to read; default the first visible one with data. */
  sheet?: string
  /** Text: default found by looking at every byte. */
  encoding?: string
  /** Text: default found by looking at the first records. */
  delimiter?: string
  /** The line of the headings, from 1; default found. */
  headingLine?: number
}

/** A table of text cells or of workbook cells; both are read in constant memory, as often as wanted. */
export type Sheet = {
  format: 'csv' | 'tsv' | 'xlsx'
  encoding?: string
  delimiter?: string
  /** Workbooks: how bare numbers count days; hand it to the date readers as `serials`. */
  serials?: '1900' | '1904'
  /** Names of all sheets in their order; a text file has none. */
  sheets: string[]
  /** The sheet read; empty for a text file. */
  sheet: string
  headings: string[]
  headingLine: number
  /**
   * The rows below the headings whose line is at least `from` (default all). Blank rows are left out.
   * Refuses, with its line, where the file turns out to be damaged; rows given before stay valid.
   */
  rows(from?: number): AsyncIterable<Row>
}

/**
 * Opens a CSV, TSV or XLSX file by what its bytes are, not by its name, and finds its headings.
 *
 * Refuses with the codes of errors.ts. Text is read through once to prove its encoding.
 */
export async function openSheet(path: string, options: SheetOptions = {}): Promise<Sheet> {
  return (await kindOfFile(path)) === 'zip' ? workbookSheet(path, options) : textSheet(path, options)
}

async function textSheet(path: string, options: SheetOptions): Promise<Sheet> {
  const encoding =
    options.encoding === undefined ? await detectEncoding(path) : encodingNamed(options.encoding)
  const form = await textForm(path, encoding, options.delimiter)
  const top = await findHeadings(textRows(path, form), options.headingLine)
  return {
    format: form.delimiter === '\t' ? 'tsv' : 'csv',
    encoding,
    delimiter: form.delimiter,
    sheets: [],
    sheet: '',
    headings: top.headings,
    headingLine: top.line,
    rows: (from = 0) => bodyRows(textRows(path, form), top, from),
  }
}

async function workbookSheet(path: string, options: SheetOptions): Promise<Sheet> {
  const workbook = await openWorkbook(path)
  const sheet = options.sheet === undefined ? await workbook.firstWithData() : workbook.named(options.sheet)
  const top = await findHeadings(workbook.rows(sheet), options.headingLine)
  return {
    format: 'xlsx',
    serials: workbook.serials,
    sheets: workbook.sheets,
    sheet,
    headings: top.headings,
    headingLine: top.line,
    rows: (from = 0) => bodyRows(workbook.rows(sheet), top, from),
  }
}
