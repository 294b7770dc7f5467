import fc from 'fast-check'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { refusalOf, rowsOf, scratch } from '../sheet.fixture.ts'
import { openSheet } from '../sheet.ts'
import { builtInKind, kindOfCode } from './number-formats.ts'
import type { Fixture } from './workbook.fixture.ts'
import { textRow, workbookBytes } from './workbook.fixture.ts'

const place = scratch()
afterAll(() => place.leave())

const save = (fixture: Fixture): string => place.file(workbookBytes(fixture))
const HEADINGS = textRow(1, ['名称', '值'])
const one = (cells: string, rest: Partial<Fixture> = {}): string =>
  save({
    sheets: [
      { name: 'S', rows: `${HEADINGS}<row r="2"><c t="inlineStr"><is><t>x</t></is></c>${cells}</row>` },
    ],
    ...rest,
  })

async function cellFrom(cell: string, rest: Partial<Fixture> = {}): Promise<unknown> {
  const rows = await rowsOf(await openSheet(one(cell, rest)))
  return rows[0]?.cells[1]
}

const STYLES =
  '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="yyyy/m/d h:mm"/></numFmts>' +
  '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
  '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/><xf numFmtId="10"/><xf numFmtId="20"/></cellXfs>'

describe('the cells of a workbook', () => {
  test('texts stand in place, in a shared list, in runs, or as results', async () => {
    const strings =
      '<si><t>甲</t></si><si><r><t>北京</t></r><r><rPr/><t xml:space="preserve"> 华信</t></r><rPh sb="0" eb="1"><t>ほくきょう</t></rPh></si><si><t>a_x000D_b</t></si>'
    expect(await cellFrom('<c r="B2" t="inlineStr"><is><t>在此</t></is></c>')).toBe('在此')
    expect(await cellFrom('<c r="B2" t="s"><v>0</v></c>', { strings })).toBe('甲')
    expect(await cellFrom('<c r="B2" t="s"><v>1</v></c>', { strings })).toBe('北京 华信')
    expect(await cellFrom('<c r="B2" t="s"><v>2</v></c>', { strings })).toBe('a\rb')
    expect(await cellFrom('<c r="B2" t="str"><f>A1&amp;"!"</f><v>结果!</v></c>')).toBe('结果!')
    expect(await cellFrom('<c r="B2" t="inlineStr"><is><t><![CDATA[<a&b>]]></t></is></c>')).toBe('<a&b>')
  })

  test('numbers, truth values and results of formulas keep their kind', async () => {
    expect(await cellFrom('<c r="B2"><v>1234.5</v></c>')).toBe(1234.5)
    expect(await cellFrom('<c r="B2"><v>1.5E-3</v></c>')).toBe(0.0015)
    expect(await cellFrom('<c r="B2" t="b"><v>1</v></c>')).toBe(true)
    expect(await cellFrom('<c r="B2"><f>1+1</f><v>2</v></c>')).toBe(2)
    expect(await cellFrom('<c r="B2" s="4"><v>0.07</v></c>', { styles: STYLES })).toBe('7%')
  })

  test('dates are told by their number format, times of day are kept', async () => {
    const styles = STYLES
    expect(await cellFrom('<c r="B2" s="1"><v>46027</v></c>', { styles })).toEqual({ day: '2026-01-05' })
    expect(await cellFrom('<c r="B2" s="2"><v>46027</v></c>', { styles })).toEqual({ day: '2026-01-05' })
    expect(await cellFrom('<c r="B2" s="1"><v>46027.5</v></c>', { styles })).toEqual({
      local: '2026-01-05T12:00:00.000',
    })
    expect(await cellFrom('<c r="B2" s="3"><v>46027</v></c>', { styles })).toEqual({
      local: '2026-01-05T00:00:00.000',
    })
    expect(await cellFrom('<c r="B2" s="5"><v>0.604166666666667</v></c>', { styles })).toBe('14:30:00')
    expect(await cellFrom('<c r="B2" s="0"><v>46027</v></c>', { styles })).toBe(46027)
    expect(await cellFrom('<c r="B2" t="d"><v>2026-01-05T14:30:00</v></c>')).toEqual({
      local: '2026-01-05T14:30:00',
    })
  })

  test('a workbook that counts from 1904 is read so', async () => {
    const rest = { styles: STYLES, date1904: true }
    expect(await cellFrom('<c r="B2" s="1"><v>44565</v></c>', rest)).toEqual({ day: '2026-01-05' })
    expect((await openSheet(one('', rest))).serials).toBe('1904')
  })

  test('errors, impossible dates and formulas never calculated are errors, not blanks', async () => {
    expect(await cellFrom('<c r="B2" t="e"><v>#REF!</v></c>')).toEqual({ error: '#REF!' })
    expect(await cellFrom('<c r="B2" s="1"><v>-5</v></c>', { styles: STYLES })).toEqual({ error: '#####' })
    expect(await cellFrom('<c r="B2"><f>A1</f></c>')).toEqual({ error: '#UNCALCULATED' })
  })

  test('cells without reference follow each other; blank and styled-only cells are nothing', async () => {
    expect(await cellFrom('<c><v>5</v></c>')).toBe(5)
    expect(await cellFrom('<c r="B2" s="1"/>')).toBeNull()
    expect(await cellFrom('<c r="B2" t="inlineStr"><is><t></t></is></c>')).toBeNull()
    const rows = await rowsOf(await openSheet(one('<c r="D2"><v>1</v></c><c r="XFD2"><v>2</v></c>')))
    expect(rows[0]).toMatchObject({ cells: ['x', null], problem: { code: 'extra-cells' } })
  })

  test('any texts read back equal', async () => {
    const text = fc
      .string({ unit: fc.constantFrom('a', '户', '&', '<', '"', ' ', '𠮷'), minLength: 1, maxLength: 6 })
      .filter((t) => t.trim() !== '')
    const escaped = (t: string): string => t.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 6 }), async (rows) => {
        const xml = rows.map((row, i) => textRow(i + 2, row.map(escaped))).join('')
        const sheet = await openSheet(save({ sheets: [{ name: 'S', rows: HEADINGS + xml }] }))
        expect((await rowsOf(sheet)).map((row) => row.cells)).toEqual(rows)
      }),
      { numRuns: 40 },
    )
  })
})

describe('number formats', () => {
  test.each([
    ['yyyy-mm-dd', 'day'],
    ['[$-804]yyyy"年"m"月"d"日";@', 'day'],
    ['m/d/yy h:mm', 'moment'],
    ['h:mm AM/PM', 'time'],
    ['[h]:mm', 'number'],
    ['0.0%', 'percent'],
    ['#,##0.00', 'number'],
    ['General', 'number'],
    ['0.00E+00', 'number'],
    ['"day "0', 'number'],
    ['[Red]0.00;[Blue]-0.00', 'number'],
    ['\\d0', 'number'],
    ['mmm-yy', 'day'],
    ['¥#,##0', 'number'],
  ])('%s shows a %s', (code, kind) => expect(kindOfCode(code)).toBe(kind))

  test('built-in formats are known by number', () => {
    expect([0, 4, 9, 14, 20, 22, 31, 46, 57].map(builtInKind)).toEqual([
      'number',
      'number',
      'percent',
      'day',
      'time',
      'moment',
      'day',
      'number',
      'day',
    ])
  })
})

describe('the sheets of a workbook', () => {
  const several: Fixture = {
    sheets: [
      { name: 'Hidden', rows: HEADINGS, state: 'hidden' },
      { name: 'Blank', rows: '<row r="1"><c r="A1" s="1"/></row>' },
      { name: '商机', rows: HEADINGS + textRow(2, ['a', 'b']) },
    ],
  }

  test('the first visible sheet with data is read, or the one named', async () => {
    expect(await openSheet(save(several))).toMatchObject({
      sheets: ['Hidden', 'Blank', '商机'],
      sheet: '商机',
    })
    expect(await openSheet(save(several), { sheet: 'hidden' })).toMatchObject({ sheet: 'Hidden' })
  })

  test('a sheet that is not there is refused with those that are', async () => {
    expect(await refusalOf(save(several), { sheet: 'x' })).toEqual({
      code: 'sheets.no-such-sheet',
      facts: { sheet: 'x', sheets: ['Hidden', 'Blank', '商机'] },
    })
  })

  test('a workbook without any cell is empty', async () => {
    expect(await refusalOf(save({ sheets: [{ name: 'S', rows: '' }] }))).toMatchObject({
      code: 'sheets.empty-file',
    })
  })

  test('rows keep the number the workbook shows, and reading begins anywhere', async () => {
    const rows = HEADINGS + [5, 9, 12].map((line) => textRow(line, [`r${line}`, 'v'])).join('')
    const sheet = await openSheet(save({ sheets: [{ name: 'S', rows }] }))
    expect((await rowsOf(sheet, 9)).map((row) => row.line)).toEqual([9, 12])
  })
})

describe('hostile and broken workbooks', () => {
  test('one cut short anywhere is refused, never read halfway', async () => {
    const bytes = workbookBytes({ sheets: [{ name: 'S', rows: HEADINGS + textRow(2, ['a', 'b']) }] })
    for (let share = 1; share < 20; share++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * share) / 20))
      expect(await refusalOf(place.file(cut)), `${share}/20`).toMatchObject({
        code: 'sheets.damaged-workbook',
      })
    }
  })

  test('a byte changed inside a part is noticed by its checksum', async () => {
    const bytes = zipSync(
      unzipSync(workbookBytes({ sheets: [{ name: 'S', rows: HEADINGS + textRow(2, ['aaaa', 'b']) }] })),
      { level: 0 },
    )
    const at = Buffer.from(bytes).indexOf('aaaa')
    bytes[at] = 98
    expect(await refusalOf(place.file(bytes))).toMatchObject({
      code: 'sheets.damaged-workbook',
      facts: { reason: 'checksum' },
    })
  })

  test('a DTD is refused, whatever it declares', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet><sheetData/></worksheet>'
    expect(
      await refusalOf(
        save({ sheets: [{ name: 'S', rows: '' }], parts: { 'xl/worksheets/sheet1.xml': bomb } }),
      ),
    ).toEqual({ code: 'sheets.forbidden-markup', facts: { part: 'xl/worksheets/sheet1.xml' } })
  })

  test('a part that unpacks without end is refused before it fills anything', async () => {
    const rows = HEADINGS + textRow(2, ['a', 'b'])
    const bomb = Buffer.concat([Buffer.from('<worksheet><sheetData>'), Buffer.alloc(64 * 1024 * 1024, ' ')])
    const before = process.memoryUsage().arrayBuffers
    const path = save({ sheets: [{ name: 'S', rows }], parts: { 'xl/worksheets/sheet1.xml': bomb } })
    expect(await refusalOf(path)).toMatchObject({ code: 'sheets.oversized-workbook' })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 1024 * 1024)
  })

  test('a single endless text, and endless nesting, are refused', async () => {
    const noise = Array.from({ length: 900_000 }, (_, i) => ((i * 2654435761) >>> 0).toString(36)).join('')
    const text = `<row r="1"><c t="inlineStr"><is><t>${noise.repeat(2)}</t></is></c></row>`
    expect(await refusalOf(save({ sheets: [{ name: 'S', rows: text }] }))).toMatchObject({
      code: expect.stringMatching(/sheets\.(line-too-long|oversized-workbook)/),
    })
    expect(await refusalOf(save({ sheets: [{ name: 'S', rows: '<x>'.repeat(500) }] }))).toMatchObject({
      code: 'sheets.damaged-workbook',
      facts: { reason: 'depth' },
    })
  })

  test('more parts than any workbook has are refused', async () => {
    const parts = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`x/${i}`, '']))
    expect(await refusalOf(save({ sheets: [{ name: 'S', rows: HEADINGS }], parts }))).toMatchObject({
      code: 'sheets.oversized-workbook',
      facts: { what: 'entries' },
    })
  })

  test.each([
    ['<row r="2"><c r="B2" t="s"><v>7</v></c></row>', 'shared-string'],
    ['<row r="2"><c r="B2"><v>abc</v></c></row>', 'number'],
    ['<row r="2"><c r="??"><v>1</v></c></row>', 'cell-reference'],
    ['<row r="1"><c r="A1"><v>1</v></c></row>', 'row-order'],
    ['<row r="2"><c r="B2"><v>1</c></row>', 'xml'],
    ['<row r="2"><c r="B2"><v>&unknown;</v></c></row>', 'xml'],
  ])('%s is refused as damaged: %s', async (xml, reason) => {
    expect(await refusalOf(save({ sheets: [{ name: 'S', rows: HEADINGS + xml }] }))).toMatchObject({
      code: 'sheets.damaged-workbook',
      facts: { reason },
    })
  })

  test('other archives are named for what they are', async () => {
    const zip = (files: Record<string, string>): string =>
      place.file(zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, strToU8(v)]))))
    const word =
      '<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>'
    expect(await refusalOf(zip({ 'a.txt': 'hello' }))).toMatchObject({ facts: { looksLike: 'zip' } })
    expect(await refusalOf(zip({ '_rels/.rels': word, 'word/document.xml': '<d/>' }))).toMatchObject({
      facts: { looksLike: 'docx' },
    })
    expect(await refusalOf(zip({ 'content.xml': '<x/>' }))).toMatchObject({ facts: { looksLike: 'ods' } })
    expect(await refusalOf(zip({}))).toMatchObject({ code: 'sheets.not-a-table' })
  })

  test('parts outside the file are never looked for', async () => {
    const rels =
      '<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
    expect(
      await refusalOf(
        save({ sheets: [{ name: 'S', rows: HEADINGS }], parts: { 'xl/_rels/workbook.xml.rels': rels } }),
      ),
    ).toMatchObject({ code: 'sheets.empty-file' })
  })
})
