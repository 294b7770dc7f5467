import { type Cell, isBlank } from '../../../engines/tabular/cell.ts'
import { MAX_RECORD_LENGTH } from '../../../engines/tabular/csv-records.ts'
import type { DaySystem } from '../../../engines/tabular/dates.ts'
import { localOfSerial } from '../../../engines/tabular/dates.ts'
import { decimalOf, timesPowerOfTen } from '../../../engines/tabular/decimals.ts'
import { lineTooLong, oversizedWorkbook } from '../errors.ts'
import type { RawRow } from '../table.ts'
import { MAX_COLUMNS } from '../table.ts'
import type { FormatKind } from './number-formats.ts'
import type { SharedStrings } from './shared-strings.ts'
import { unescaped } from './shared-strings.ts'
import { readXml } from './xml.ts'
import { damaged } from './zip.ts'

export type SheetContext = {
  part: string
  strings: SharedStrings | undefined
  /** What each cell style makes of a number. */
  styles: readonly FormatKind[]
  serials: DaySystem
  /** Counts what is read without meeting a filled cell, over all sheets looked into. */
  blank: { bytes: number }
}

/** XML without any filled cell that is read: more than a million formatted empty cells in a row; more only bombs have. */
const MAX_BLANK = 32 * 1024 ** 2
/** Sixteen times the rows of any spreadsheet. */
const LAST_LINE = 2 ** 24

/** Cells past the widest table that is read are kept as one, so that the row can be reported. */
const WIDEST = MAX_COLUMNS + 1

/** The rows of a sheet in their order, streaming; rows without any cell are left out. */
export async function* sheetRows(
  pieces: AsyncIterable<Buffer>,
  context: SheetContext,
): AsyncGenerator<RawRow> {
  const { blank, part } = context
  const counted = async function* () {
    for await (const piece of pieces) {
      blank.bytes += piece.length
      if (blank.bytes > MAX_BLANK) throw oversizedWorkbook({ what: 'blank', limit: MAX_BLANK })
      yield piece
    }
  }
  const reading = new SheetReading(context)
  for await (const _ of readXml(part, counted(), reading)) {
    const rows = reading.taken()
    if (rows.some((row) => row.cells.some((cell) => !isBlank(cell)))) blank.bytes = 0
    yield* rows
  }
}

type OpenCell = {
  column: number
  type: string
  style: number
  hasFormula: boolean
  value: string
  inline: string
}

/** Gathers rows from the XML of one sheet. */
class SheetReading {
  private readonly context: SheetContext
  private done: RawRow[] = []
  private line = 0
  private column = -1
  private length = 0
  private row: Cell[] | undefined
  private cell: OpenCell | undefined
  private target: 'value' | 'inline' | undefined
  private inReading = false

  constructor(context: SheetContext) {
    this.context = context
  }

  taken(): RawRow[] {
    const rows = this.done
    this.done = []
    return rows
  }

  open(name: string, attribute: (name: string) => string | undefined): void {
    if (name === 'row') this.openRow(attribute('r'))
    else if (name === 'c') this.openCell(attribute)
    else if (this.cell && name === 'v') this.target = 'value'
    else if (this.cell && name === 't' && !this.inReading) this.target = 'inline'
    else if (this.cell && name === 'f') this.cell.hasFormula = true
    else if (name === 'rPh') this.inReading = true
  }

  text(piece: string): void {
    if (!this.cell || !this.target) return
    this.cell[this.target] += piece
    this.length += piece.length
    if (this.length > MAX_RECORD_LENGTH) throw lineTooLong({ line: this.line, limit: MAX_RECORD_LENGTH })
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.target = undefined
    else if (name === 'rPh') this.inReading = false
    else if (name === 'c') this.closeCell()
    else if (name === 'row') this.closeRow()
  }

  private openRow(reference: string | undefined): void {
    const line = reference === undefined ? this.line + 1 : Number(reference)
    if (!Number.isInteger(line) || line <= this.line || line > LAST_LINE)
      throw damaged(this.context.part, 'row-order')
    this.line = line
    this.column = -1
    this.length = 0
    this.row = []
  }

  private closeRow(): void {
    if (this.row && this.row.length > 0) this.done.push({ line: this.line, cells: this.row })
    this.row = undefined
  }

  private openCell(attribute: (name: string) => string | undefined): void {
    const reference = attribute('r')
    this.column = reference === undefined ? this.column + 1 : columnOf(reference, this.context.part)
    this.cell = {
      column: this.column,
      type: attribute('t') ?? 'n',
      style: Number(attribute('s') ?? 0),
      hasFormula: false,
      value: '',
      inline: '',
    }
  }

  private closeCell(): void {
    const cell = this.cell
    this.cell = undefined
    this.target = undefined
    if (!cell || !this.row) return
    const value = cellOf(cell, this.context)
    if (value === null) return
    const column = Math.min(cell.column, WIDEST)
    while (this.row.length < column) this.row.push(null)
    this.row[column] = value
  }
}

function columnOf(reference: string, part: string): number {
  const letters = /^\$?([A-Z]{1,3})\$?\d*$/.exec(reference.toUpperCase())?.[1]
  if (letters === undefined) throw damaged(part, 'cell-reference')
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function cellOf(cell: OpenCell, context: SheetContext): Cell {
  if (cell.type === 'inlineStr') return cell.inline === '' ? null : unescaped(cell.inline)
  if (cell.type === 'str') return cell.value === '' ? null : unescaped(cell.value)
  const text = cell.value.trim()
  // A formula that no program has calculated yet has no value to read.
  if (text === '') return cell.hasFormula ? { error: '#UNCALCULATED' } : null
  switch (cell.type) {
    case 's':
      return sharedText(text, context)
    case 'b':
      return text === '1' || text === 'true'
    case 'e':
      return { error: text }
    case 'd':
      return dateText(text)
    case 'n':
      return numberValue(text, context.styles[cell.style] ?? 'number', context)
    default:
      throw damaged(context.part, 'cell-type')
  }
}

function sharedText(index: string, context: SheetContext): Cell {
  const text = context.strings?.at(Number(index))
  if (text === undefined) throw damaged(context.part, 'shared-string')
  return text === '' ? null : text
}

function dateText(text: string): Cell {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { day: text }
  return /(Z|[+-]\d\d:\d\d)$/.test(text) ? { instant: text } : { local: text }
}

function numberValue(text: string, kind: FormatKind, context: SheetContext): Cell {
  const value = Number(text)
  if (!Number.isFinite(value)) throw damaged(context.part, 'number')
  if (kind === 'number') return value
  if (kind === 'percent') return `${timesPowerOfTen(decimalOf(value) ?? '0', 2)}%`
  if (kind === 'time' && value >= 0 && value < 1)
    return (localOfSerial(value + 1, '1900') ?? '').slice(11, 19)
  const local = localOfSerial(value, context.serials)
  // A workbook shows such a number as a row of hashes.
  if (local === undefined) return { error: '#####' }
  return kind === 'day' && local.endsWith('T00:00:00.000') ? { day: local.slice(0, 10) } : { local }
}
