import type { Cell } from '../../engines/tabular/cell.ts'
import { cellText, columnLetters, isBlank } from '../../engines/tabular/cell.ts'
import type { Reason } from '../../kernel/explain.ts'
import { fold } from '../../kernel/text.ts'
import { blankHeadings, duplicateHeadings, emptyFile, noHeadingLine, tooManyColumns } from './errors.ts'

/** A row as its source gives it. */
export type RawRow = { line: number; cells: Cell[] }

/** A row of a table: exactly as many cells as there are headings. `problem` concerns the row as a whole. */
export type Row = { line: number; cells: Cell[]; problem?: Reason }

export type HeadingRow = { line: number; headings: string[] }

export const MAX_COLUMNS = 500
/** Lines above the headings (a title, a date of print) that are looked past. */
const MOST_TITLE_ROWS = 5

/**
 * Finds the row of headings: the first that is not blank, or, where that has a single cell (a title) and one of the
 * next rows at least three, that one; or the line asked for. Refuses duplicate and blank headings.
 */
export async function findHeadings(rows: AsyncIterable<RawRow>, line?: number): Promise<HeadingRow> {
  const first: RawRow[] = []
  for await (const row of rows) {
    if (!row.cells.some((cell) => !isBlank(cell))) continue
    if (line !== undefined) {
      if (row.line < line) continue
      if (row.line > line) break
      return checkedHeadings(row)
    }
    first.push(row)
    if (filled(row) > 1 || first.length > MOST_TITLE_ROWS) break
  }
  if (line !== undefined) throw noHeadingLine({ line })
  const top = first[0]
  if (!top) throw emptyFile({ bytes: 0 })
  const last = first[first.length - 1] ?? top
  return checkedHeadings(filled(top) === 1 && filled(last) >= 3 ? last : top)
}

function filled(row: RawRow): number {
  return row.cells.reduce<number>((count, cell) => count + (isBlank(cell) ? 0 : 1), 0)
}

function checkedHeadings(row: RawRow): HeadingRow {
  const texts = row.cells.map((cell) => cellText(cell).replace(/\s+/g, ' ').trim())
  while (texts.at(-1) === '') texts.pop()
  if (texts.length > MAX_COLUMNS) throw tooManyColumns({ columns: texts.length, limit: MAX_COLUMNS })
  const blank = texts.flatMap((text, column) => (text === '' ? [columnLetters(column)] : []))
  if (blank.length > 0) throw blankHeadings({ line: row.line, columns: blank })
  refuseDuplicates(texts)
  return { line: row.line, headings: texts }
}

function refuseDuplicates(texts: readonly string[]): void {
  const columns = new Map<string, number[]>()
  texts.forEach((text, column) => {
    const key = fold(text)
    columns.set(key, [...(columns.get(key) ?? []), column])
  })
  const twice = [...columns.values()].filter((same) => same.length > 1)
  if (twice.length === 0) return
  throw duplicateHeadings({
    headings: twice.map((same) => ({
      heading: texts[same[0] ?? 0] ?? '',
      columns: same.map(columnLetters),
    })),
  })
}

/**
 * The rows below the headings, from line `from` on: blank rows left out, short rows filled up with nothing,
 * rows with more cells than headings cut and marked `extra-cells`.
 */
export async function* bodyRows(
  rows: AsyncIterable<RawRow>,
  top: HeadingRow,
  from: number,
): AsyncGenerator<Row> {
  const width = top.headings.length
  for await (const row of rows) {
    if (row.line <= top.line || row.line < from) continue
    if (row.cells.every((cell) => isBlank(cell))) continue
    const extra = row.cells.slice(width).filter((cell) => !isBlank(cell))
    const cells = row.cells.slice(0, width)
    while (cells.length < width) cells.push(null)
    yield extra.length === 0
      ? { line: row.line, cells }
      : { line: row.line, cells, problem: extraCells(row, width) }
  }
}

function extraCells(row: RawRow, width: number): Reason {
  const extra = row.cells.slice(width).filter((cell) => !isBlank(cell))
  return {
    code: 'extra-cells',
    facts: { headings: width, cells: row.cells.length, extra: extra.slice(0, 5).map(cellText) },
  }
}
