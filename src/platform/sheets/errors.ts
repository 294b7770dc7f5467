import { refusal } from '../../kernel/refusal.ts'

/** There is no file at this path, or it is not a file. */
export const noSuchFile = refusal<{ path: string }>('sheets.no-such-file', 404)
/** The file has no bytes, or nothing but blank lines. */
export const emptyFile = refusal<{ bytes: number }>('sheets.empty-file', 422)
/** The bytes are of another kind of file: a picture, a PDF, an archive … */
export const notATable = refusal<{ looksLike: string }>('sheets.not-a-table', 422)
/** A workbook of the old binary kind, or one locked with a password: save it as xlsx or csv. */
export const oldOrLockedWorkbook = refusal<{ looksLike: string }>('sheets.old-or-locked-workbook', 422)
/** Zero bytes stand in the text: no table of text. */
export const binaryContent = refusal<{ line: number }>('sheets.binary-content', 422)
/** An encoding that cannot be read was asked for. */
export const unknownEncoding = refusal<{ encoding: string; known: readonly string[] }>(
  'sheets.unknown-encoding',
  422,
)
/** Bytes on this line are not text of the encoding that the rest of the file has. */
export const badBytes = refusal<{ line: number; encoding: string }>('sheets.bad-bytes', 422)
/** Only one sign, neither a quote nor a line break, can part columns. */
export const unknownDelimiter = refusal<{ delimiter: string }>('sheets.unknown-delimiter', 422)
/** The quote opened on this line is never closed: the file is cut short, or a quote is not doubled. */
export const openQuote = refusal<{ line: number }>('sheets.open-quote', 422)
/** Text follows a closing quote on this line. */
export const textAfterQuote = refusal<{ line: number }>('sheets.text-after-quote', 422)
/** The record that starts on this line is longer than any table has. */
export const lineTooLong = refusal<{ line: number; limit: number }>('sheets.line-too-long', 422)
export const tooManyColumns = refusal<{ columns: number; limit: number }>('sheets.too-many-columns', 422)
/** Several columns have the same heading. */
export const duplicateHeadings = refusal<{ headings: readonly { heading: string; columns: string[] }[] }>(
  'sheets.duplicate-headings',
  422,
)
/** Columns between others have no heading. */
export const blankHeadings = refusal<{ line: number; columns: readonly string[] }>(
  'sheets.blank-headings',
  422,
)
/** No row stands on the line said to hold the headings. */
export const noHeadingLine = refusal<{ line: number }>('sheets.no-heading-line', 422)
/** The workbook has no sheet of this name. */
export const noSuchSheet = refusal<{ sheet: string; sheets: readonly string[] }>('sheets.no-such-sheet', 422)
/** The workbook is cut short or its parts contradict each other. */
export const damagedWorkbook = refusal<{ part: string; reason: string }>('sheets.damaged-workbook', 422)
/** The workbook unpacks to more than is reasonable. */
export const oversizedWorkbook = refusal<{ what: string; limit: number }>('sheets.oversized-workbook', 413)
/** A part of the workbook carries declarations (DTD) that workbooks never have. */
export const forbiddenMarkup = refusal<{ part: string }>('sheets.forbidden-markup', 422)
