import { strToU8, zipSync } from 'fflate'

export type FixtureSheet = { name: string; rows: string; state?: string }

export type Fixture = {
  sheets: readonly FixtureSheet[]
  /** The XML inside `<sst>`. */
  strings?: string
  /** The XML inside `<styleSheet>`. */
  styles?: string
  date1904?: boolean
  /** Further or other parts, by path. */
  parts?: Readonly<Record<string, string | Uint8Array>>
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

/** The bytes of a workbook for tests, laid out as spreadsheets write it. `rows` is the XML inside `<sheetData>`. */
export function workbookBytes(fixture: Fixture): Uint8Array {
  const files: Record<string, Uint8Array> = {}
  for (const [path, content] of Object.entries({ ...standardParts(fixture), ...fixture.parts })) {
    files[path] = typeof content === 'string' ? strToU8(content) : content
  }
  return zipSync(files, { level: 6 })
}

function standardParts(fixture: Fixture): Record<string, string> {
  const parts: Record<string, string> = {
    '_rels/.rels': `${XML}<Relationships ${PACKAGE}><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr${fixture.date1904 ? ' date1904="1"' : ''}/><sheets>${fixture.sheets
      .map(
        (s, i) =>
          `<sheet name="${s.name}" sheetId="${i + 1}"${s.state ? ` state="${s.state}"` : ''} r:id="rId${i + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships ${PACKAGE}>${fixture.sheets
      .map(
        (_, i) =>
          `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
      )
      .join(
        '',
      )}<Relationship Id="rIdS" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rIdT" Type="${OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
  }
  fixture.sheets.forEach((sheet, i) => {
    parts[`xl/worksheets/sheet${i + 1}.xml`] =
      `${XML}<worksheet ${MAIN}><sheetData>${sheet.rows}</sheetData></worksheet>`
  })
  if (fixture.strings !== undefined)
    parts['xl/sharedStrings.xml'] = `${XML}<sst ${MAIN}>${fixture.strings}</sst>`
  if (fixture.styles !== undefined)
    parts['xl/styles.xml'] = `${XML}<styleSheet ${MAIN}>${fixture.styles}</styleSheet>`
  return parts
}

/** A row of inline texts, for tests where only the texts matter. */
export function textRow(line: number, texts: readonly string[]): string {
  const cells = texts.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')
  return `<row r="${line}">${cells}</row>`
}
