import { crc32, deflateRawSync } from 'node:zlib'
import { columnLetters } from '../../../engines/tabular/cell.ts'

/** A cell of a workbook: text is text whatever it begins with, never a formula. */
export type WorkbookCell =
  | string
  | { number: number | string; as: 'whole' | 'decimal' | 'percent' | 'money' }
  | null
export type WorkbookSheet = {
  name: string
  headings: readonly string[]
  rows: readonly (readonly WorkbookCell[])[]
  /** A last line, set apart. */
  foot?: readonly WorkbookCell[]
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const MOST_LETTERS = 32_767 // of a cell

/** The styles by their place in `cellXfs`; bold ones follow the plain ones. */
const STYLES = ['text', 'whole', 'decimal', 'percent', 'money'] as const
const FORMATS = [0, 3, 165, 10, 4] // of numbers: as given, #,##0 · #,##0.0 · 0.00% · #,##0.00

/** The bytes of a workbook that spreadsheets open: headings frozen and bold, columns as wide as what stands in them. */
export function workbookOf(sheets: readonly WorkbookSheet[]): Buffer {
  const names = sheetNames(sheets)
  const parts: [string, string][] = [
    ['[Content_Types].xml', contentTypes(sheets.length)],
    ['_rels/.rels', relations([[`${OFFICE}/officeDocument`, 'xl/workbook.xml']])],
    ['xl/workbook.xml', workbookXml(names)],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...names.map((_, at): [string, string] => [`${OFFICE}/worksheet`, `worksheets/sheet${at + 1}.xml`]),
        [`${OFFICE}/styles`, 'styles.xml'],
      ]),
    ],
    ['xl/styles.xml', stylesXml()],
    ...sheets.map((sheet, at): [string, string] => [`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet)]),
  ]
  return zipped(parts.map(([name, text]) => [name, Buffer.from(text, 'utf8')]))
}

/** What spreadsheets take for a sheet's name: at most 31 letters, none of `[]:*?/\`, each once. */
function sheetNames(sheets: readonly WorkbookSheet[]): string[] {
  const seen = new Set<string>()
  return sheets.map(({ name }, at) => {
    const plain = name.replace(/[[\]:*?/\\'\p{Cc}]/gu, ' ').trim() || `Sheet${at + 1}`
    for (let turn = 1; ; turn++) {
      const end = turn === 1 ? '' : ` ${turn}`
      const tried = [...plain].slice(0, 31 - end.length).join('') + end
      if (seen.has(tried.toLowerCase())) continue
      seen.add(tried.toLowerCase())
      return tried
    }
  })
}

function sheetXml({ headings, rows, foot }: WorkbookSheet): string {
  const widths = headings.map((heading, at) => {
    const letters = rows.slice(0, 200).map((row) => width(row[at] ?? null))
    return Math.min(48, Math.max(9, width(heading), ...letters) + 2)
  })
  const lines = [
    line(1, headings, true),
    ...rows.map((row, at) => line(at + 2, row, false)),
    ...(foot ? [line(rows.length + 2, foot, true)] : []),
  ]
  return `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths
    .map((wide, at) => `<col min="${at + 1}" max="${at + 1}" width="${wide}" customWidth="1"/>`)
    .join('')}</cols><sheetData>${lines.join('')}</sheetData></worksheet>`
}

/** Chinese signs are twice as wide as Latin ones. */
function width(cell: WorkbookCell): number {
  if (cell === null) return 0
  const text = typeof cell === 'string' ? cell : String(cell.number)
  let wide = 0
  for (const letter of text) wide += letter > '\u2e7f' ? 2 : 1
  return wide
}

function line(number: number, cells: readonly WorkbookCell[], isBold: boolean): string {
  const written = cells.map((cell, at) => cellXml(`${columnLetters(at)}${number}`, cell, isBold))
  return `<row r="${number}">${written.join('')}</row>`
}

function cellXml(place: string, cell: WorkbookCell, isBold: boolean): string {
  if (cell === null) return ''
  const kind = typeof cell === 'string' ? 'text' : cell.as
  const style = STYLES.indexOf(kind) + (isBold ? STYLES.length : 0)
  if (typeof cell !== 'string') return `<c r="${place}" s="${style}"><v>${Number(cell.number)}</v></c>`
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell.slice(0, MOST_LETTERS))}</t></is></c>`
}

function stylesXml(): string {
  const formats = (font: number) =>
    FORMATS.map(
      (id) =>
        `<xf numFmtId="${id}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
    ).join('')
  return `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="165" formatCode="#,##0.0"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="${2 * FORMATS.length}">${formats(0)}${formats(1)}</cellXfs></styleSheet>`
}

function workbookXml(names: readonly string[]): string {
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names
    .map((name, at) => `<sheet name="${escaped(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
    .join('')}</sheets></workbook>`
}

function relations(targets: readonly (readonly [string, string])[]): string {
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${type}" Target="${target}"/>`)
    .join('')}</Relationships>`
}

function contentTypes(count: number): string {
  const sheets = Array.from(
    { length: count },
    (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${KIND}.worksheet+xml"/>`,
  )
  return `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>${sheets.join('')}</Types>`
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Signs XML cannot hold are left out; what looks like the code of one stays as it is written. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
  const clean = text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
  return clean.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign)
}

const DAY_ONE = 33 // 1 January 1980: two writings of the same figures are the same bytes

/** A zip archive of these parts, deflated. */
function zipped(parts: readonly (readonly [string, Buffer])[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of parts) {
    const path = Buffer.from(name, 'utf8')
    const packed = deflateRawSync(content)
    const known = Buffer.alloc(26)
    known.writeUInt16LE(20, 0)
    known.writeUInt16LE(0x0800, 2) // names are UTF-8
    known.writeUInt16LE(8, 4)
    known.writeUInt16LE(DAY_ONE, 8)
    known.writeUInt32LE(crc32(content), 10)
    known.writeUInt32LE(packed.length, 14)
    known.writeUInt32LE(content.length, 18)
    known.writeUInt16LE(path.length, 22)
    const local = Buffer.concat([signature(0x04034b50), known, path, packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), known, rest, path]))
    bodies.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(parts.length, 4)
  end.writeUInt16LE(parts.length, 6)
  end.writeUInt32LE(entries.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, entries, signature(0x06054b50), end])
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
