import type { Cell } from './cell.ts'
import { cellText } from './cell.ts'

export type CsvStyle = {
  /** Default `,`. */
  delimiter?: string
  /**
   * Text that a spreadsheet would run as a formula gets a leading `'`, which `withoutMark` takes away again. Numbers stay numbers.
   * Wanted wherever people open the file in a spreadsheet.
   */
  excelSafe?: boolean
}

/** What a spreadsheet takes for the start of a formula, full-width forms included; marked already, it is marked once more. */
const FORMULA_START = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NEGATIVE = /^-\d{1,20}(\.\d{1,20})?%?$/

/**
 * One line of delimited text without its line break; `null` is empty.
 * Read back by `csvReader` it gives the same texts (one empty field alone is written `""`, so that the line is not blank).
 */
export function csvLine(values: readonly Cell[], style: CsvStyle = {}): string {
  const delimiter = style.delimiter ?? ','
  const line = values.map((value) => field(value, delimiter, style.excelSafe === true)).join(delimiter)
  return line.trim() === '' && values.length === 1 ? `"${line}"` : line
}

/** The text that was meant: a mark set before a would-be formula, by us or by a spreadsheet, is no part of it. */
export function withoutMark(text: string): string {
  return text.startsWith("'") && FORMULA_START.test(text) ? text.slice(1) : text
}

function field(value: Cell, delimiter: string, excelSafe: boolean): string {
  let text = cellText(value)
  if (excelSafe && typeof value === 'string' && FORMULA_START.test(text) && !NEGATIVE.test(text))
    text = `'${text}`
  return needsQuotes(text, delimiter) ? `"${text.replaceAll('"', '""')}"` : text
}

function needsQuotes(text: string, delimiter: string): boolean {
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter)
}
