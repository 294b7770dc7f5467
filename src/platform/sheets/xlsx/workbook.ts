import { isBlank } from '../../../engines/tabular/cell.ts'
import type { DaySystem } from '../../../engines/tabular/dates.ts'
import { emptyFile, noSuchSheet, notATable, oldOrLockedWorkbook, oversizedWorkbook } from '../errors.ts'
import type { RawRow } from '../table.ts'
import type { FormatKind } from './number-formats.ts'
import { builtInKind, kindOfCode } from './number-formats.ts'
import type { SharedStrings } from './shared-strings.ts'
import { readSharedStrings } from './shared-strings.ts'
import { sheetRows } from './sheet-rows.ts'
import { readWholeXml } from './xml.ts'
import type { ZipEntry } from './zip.ts'
import { damaged, MAX_UNPACKED, unpacked, zipEntries } from './zip.ts'

export type Workbook = {
  sheets: string[]
  serials: DaySystem
  /** The name of the first visible sheet with a cell in it; refuses where none has. */
  firstWithData(): Promise<string>
  /** The sheet's own spelling of a name; refuses where there is none. */
  named(sheet: string): string
  rows(sheet: string): AsyncGenerator<RawRow>
}

/** What the parts that only describe may unpack to, each: lists of sheets, relations, styles. */
const MAX_DESCRIPTION = 16 * 1024 ** 2
/** Sheets a workbook may list; each may be looked into for the first cell. */
const MAX_SHEETS = 1_000
/** Relations of one part. */
const MAX_RELATIONS = 20_000

type Archive = { path: string; entries: ReadonlyMap<string, ZipEntry> }
type Relation = { id: string; type: string; target: string }
type ListedSheet = { name: string; part: string; hidden: boolean }

/** Opens a workbook: its list of sheets, its styles and its shared strings; sheets themselves are read when asked. */
export async function openWorkbook(path: string): Promise<Workbook> {
  const archive = { path, entries: await zipEntries(path) }
  const main = await mainPart(archive)
  const relations = await relationsOf(archive, main)
  const { sheets, serials } = await listedSheets(archive, main, relations)
  const styles = await stylesOf(archive, relations)
  const strings = await stringsOf(archive, relations)
  const find = (name: string): ListedSheet => {
    const wanted = name.trim().toLowerCase()
    const found =
      sheets.find((sheet) => sheet.name === name) ?? sheets.find((s) => s.name.toLowerCase() === wanted)
    if (!found) throw noSuchSheet({ sheet: name, sheets: sheets.map((sheet) => sheet.name) })
    return found
  }
  const rows = (name: string, blank = { bytes: 0 }): AsyncGenerator<RawRow> => {
    const { part } = find(name)
    const pieces = partBytes(archive, part, MAX_UNPACKED)
    return sheetRows(pieces, { part, strings, styles, serials, blank })
  }
  return {
    sheets: sheets.map((sheet) => sheet.name),
    serials,
    named: (name) => find(name).name,
    rows: (name) => rows(name),
    firstWithData: async () => {
      const blank = { bytes: 0 }
      for (const sheet of [...sheets.filter((s) => !s.hidden), ...sheets.filter((s) => s.hidden)]) {
        for await (const row of rows(sheet.name, blank)) {
          if (row.cells.some((cell) => !isBlank(cell))) return sheet.name
        }
      }
      throw emptyFile({ bytes: 0 })
    },
  }
}

async function mainPart(archive: Archive): Promise<string> {
  const top = await relationsOf(archive, '')
  const main = top.find((relation) => relation.type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  if (main.endsWith('.bin')) throw oldOrLockedWorkbook({ looksLike: 'xlsb' })
  if (main.startsWith('word/')) throw notATable({ looksLike: 'docx' })
  if (main.startsWith('ppt/')) throw notATable({ looksLike: 'pptx' })
  if (archive.entries.has(main)) return main
  if (archive.entries.has('content.xml')) throw notATable({ looksLike: 'ods' })
  throw notATable({ looksLike: 'zip' })
}

async function listedSheets(
  archive: Archive,
  main: string,
  relations: readonly Relation[],
): Promise<{ sheets: ListedSheet[]; serials: DaySystem }> {
  const sheets: ListedSheet[] = []
  let serials: DaySystem = '1900'
  let isWorkbook = false
  await readWholeXml(main, partBytes(archive, main), {
    open(name, attribute) {
      if (name === 'workbook') isWorkbook = true
      if (name === 'workbookPr' && /^(1|true)$/.test(attribute('date1904') ?? '')) serials = '1904'
      if (name !== 'sheet') return
      const relation = relations.find((candidate) => candidate.id === attribute('id'))
      if (!relation?.type.endsWith('/worksheet')) return
      const state = attribute('state') ?? 'visible'
      if (sheets.length === MAX_SHEETS) throw oversizedWorkbook({ what: 'sheets', limit: MAX_SHEETS })
      sheets.push({ name: attribute('name') ?? '', part: relation.target, hidden: state !== 'visible' })
    },
  })
  if (!isWorkbook) throw notATable({ looksLike: 'zip' })
  if (sheets.length === 0) throw emptyFile({ bytes: 0 })
  return { sheets, serials }
}

async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const slash = part.lastIndexOf('/')
  const folder = part.slice(0, slash + 1)
  const relationsPart = `${folder}_rels/${part.slice(slash + 1)}.rels`
  const relations: Relation[] = []
  if (!archive.entries.has(relationsPart)) return relations
  await readWholeXml(relationsPart, partBytes(archive, relationsPart), {
    open(name, attribute) {
      // Parts outside the file are never fetched.
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return
      if (relations.length === MAX_RELATIONS)
        throw oversizedWorkbook({ what: 'relations', limit: MAX_RELATIONS })
      const target = resolved(folder, attribute('Target') ?? '')
      relations.push({ id: attribute('Id') ?? '', type: attribute('Type') ?? '', target })
    },
  })
  return relations
}

function resolved(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

async function stylesOf(archive: Archive, relations: readonly Relation[]): Promise<FormatKind[]> {
  const part = relations.find((relation) => relation.type.endsWith('/styles'))?.target
  const kinds: FormatKind[] = []
  if (part === undefined || !archive.entries.has(part)) return kinds
  const codes = new Map<number, string>()
  let inCellFormats = false
  await readWholeXml(part, partBytes(archive, part), {
    open(name, attribute) {
      if (name === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '')
      else if (name === 'cellXfs') inCellFormats = true
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attribute('numFmtId') ?? 0)
        const code = codes.get(id)
        kinds.push(code === undefined ? builtInKind(id) : kindOfCode(code))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false
    },
  })
  return kinds
}

async function stringsOf(
  archive: Archive,
  relations: readonly Relation[],
): Promise<SharedStrings | undefined> {
  const part = relations.find((relation) => relation.type.endsWith('/sharedStrings'))?.target
  if (part === undefined || !archive.entries.has(part)) return undefined
  return readSharedStrings(part, partBytes(archive, part, MAX_UNPACKED))
}

/** The bytes of a part; each reading has its own bound of what it may unpack. */
function partBytes(archive: Archive, part: string, most = MAX_DESCRIPTION): AsyncGenerator<Buffer> {
  const entry = archive.entries.get(part)
  if (!entry) throw damaged(part, 'missing')
  return unpacked(archive.path, entry, { bytes: 0, most })
}
