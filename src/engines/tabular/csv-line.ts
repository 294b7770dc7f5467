import type { Cell } from './cell.ts'
import { cellText } from './cell.ts'

export type CsvStyle = {
  /** Default `,`. */
  delimiter?: string
  /**
   * Text that a spreadsheet would run as a formula gets a leading `'`. Numbers stay numbers.
   * Wanted wherever people open the file in a spreadsheet; not where a program reads it back.
   */
  excelSafe?: boolean
}

/** What a spreadsheet takes for the start of a formula, full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/**
 * One line of delimited text without its line break; `null` is empty.
 * Read back by `csvReader` it gives the same texts (one empty field alone is written `""`, so that the line is not blank).
 */
export function csvLine(values: readonly Cell[], style: CsvStyle = {}): string {
  const delimiter = style.delimiter ?? ','
  const line = values.map((value) => field(value, delimiter, style.excelSafe === true)).join(delimiter)
  return line.trim() === '' && values.length === 1 ? `"${line}"` : line
}

function field(value: Cell, delimiter: string, excelSafe: boolean): string {
  let text = cellText(value)
  if (excelSafe && typeof value === 'string' && FORMULA_START.test(text)) text = `'${text}`
  return needsQuotes(text, delimiter) ? `"${text.replaceAll('"', '""')}"` : text
}

function needsQuotes(text: string, delimiter: string): boolean {
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter)
}
