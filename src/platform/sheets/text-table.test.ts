import { readFileSync, truncateSync } from 'node:fs'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, test } from 'vitest'
import { refusalOf, rowsOf, scratch } from './sheet.fixture.ts'
import { openSheet } from './sheet.ts'
import { writeCsv } from './write-csv.ts'

const place = scratch()
afterAll(() => place.leave())

const cellsOf = async (content: string | Uint8Array, options = {}): Promise<unknown[][]> => {
  const sheet = await openSheet(place.file(content), options)
  return [sheet.headings, ...(await rowsOf(sheet)).map((row) => row.cells)]
}
const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

const CHINESE = '商机名称,客户,金额\r\n智慧园区,北京华信科技有限公司,12.5万\r\n𠮷野家项目,上海东方,3亿\r\n'
const CHINESE_CELLS = [
  ['商机名称', '客户', '金额'],
  ['智慧园区', '北京华信科技有限公司', '12.5万'],
  ['𠮷野家项目', '上海东方', '3亿'],
]

describe('encodings', () => {
  test('UTF-8 with and without mark reads the same', async () => {
    expect(await cellsOf(CHINESE)).toEqual(CHINESE_CELLS)
    expect(await cellsOf(`\ufeff${CHINESE}`)).toEqual(CHINESE_CELLS)
  })

  test('UTF-16 is known by its mark, in both orders', async () => {
    expect(await cellsOf(iconv.encode(CHINESE, 'utf-16le', { addBOM: true }))).toEqual(CHINESE_CELLS)
    expect(await cellsOf(iconv.encode(CHINESE, 'utf-16be', { addBOM: true }))).toEqual(CHINESE_CELLS)
  })

  test('GB18030 is found by itself, four-byte characters included', async () => {
    const sheet = await openSheet(place.file(iconv.encode(CHINESE, 'gb18030')))
    expect(sheet.encoding).toBe('gb18030')
    expect(await cellsOf(iconv.encode(CHINESE, 'gb18030'))).toEqual(CHINESE_CELLS)
  })

  test('Chinese far behind a megabyte of plain letters is found too', async () => {
    const text = `name,place\n${'plain,letters\n'.repeat(100_000)}张伟,北京\n`
    const sheet = await openSheet(place.file(iconv.encode(text, 'gb18030')))
    expect(sheet.encoding).toBe('gb18030')
    expect((await rowsOf(sheet, 100_002)).map((row) => row.cells)).toEqual([['张伟', '北京']])
  })

  test('a bad byte in UTF-8 is refused with its line, never taken for another encoding', async () => {
    const good = Buffer.from('名称,客户\r\n甲甲,乙\r\n丙,丁\r\n')
    for (const bad of [0xff, 0x80, 0xc1]) {
      const broken = Buffer.from(good)
      broken[good.indexOf('丙')] = bad
      expect(await refusalOf(place.file(broken))).toEqual({
        code: 'sheets.bad-bytes',
        facts: { line: 3, encoding: 'utf-8' },
      })
    }
  })

  test('a character cut off at the end is refused', async () => {
    const path = place.file(CHINESE.trimEnd())
    truncateSync(path, Buffer.byteLength(CHINESE.trimEnd()) - 1)
    expect(await refusalOf(path)).toEqual({ code: 'sheets.bad-bytes', facts: { line: 3, encoding: 'utf-8' } })
    const gb = iconv.encode(CHINESE.trimEnd(), 'gb18030')
    expect(await refusalOf(place.file(gb.subarray(0, gb.length - 1)))).toMatchObject({
      code: 'sheets.bad-bytes',
    })
  })

  test('Western text is no Chinese: it is refused until its encoding is named', async () => {
    const western = iconv.encode('name,city\nRené,Orléans\n', 'windows-1252')
    expect(await refusalOf(place.file(western))).toEqual({
      code: 'sheets.bad-bytes',
      facts: { line: 2, encoding: 'gb18030' },
    })
    expect(await cellsOf(western, { encoding: 'windows-1252' })).toEqual([
      ['name', 'city'],
      ['René', 'Orléans'],
    ])
  })

  test('an encoding named wrongly refuses instead of replacing characters', async () => {
    expect(await refusalOf(place.file(iconv.encode(CHINESE, 'gb18030')), { encoding: 'utf-8' })).toEqual({
      code: 'sheets.bad-bytes',
      facts: { line: 1, encoding: 'utf-8' },
    })
    expect(await refusalOf(place.file(bytes('612c620a e3329a36')), { encoding: 'gb18030' })).toMatchObject({
      code: 'sheets.bad-bytes',
    })
    expect(await refusalOf(place.file('a'), { encoding: 'klingon' })).toMatchObject({
      code: 'sheets.unknown-encoding',
    })
  })

  test('any text reads back equal from any of the encodings', async () => {
    const char = fc.constantFrom('a', '户', '，', '"', ',', '\n', '㐀', '𠮷', '€', 'é', '\u3000', '公')
    const row = fc.tuple(fc.string({ unit: char, maxLength: 6 }), fc.string({ unit: char, maxLength: 6 }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'gb18030'),
        async (rows, encoding) => {
          const path = place.file('')
          // The first column is never blank, so that no row is.
          const filled = rows.map(([a, b]) => [`x${a}`, b === '' ? null : b])
          await writeCsv(path, ['名称', '客户'], filled)
          const text = readFileSync(path, 'utf8')
          const encoded = iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') })
          expect(await cellsOf(encoded)).toEqual([['名称', '客户'], ...filled])
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('delimiters', () => {
  test.each([
    [',', 'csv'],
    [';', 'csv'],
    ['|', 'csv'],
    ['\t', 'tsv'],
  ])('%j is found', async (delimiter, format) => {
    const lines = ['名称,客户;甲', 'a,b;c'].map((line) => line.split(/[,;]/).join(delimiter))
    const sheet = await openSheet(place.file(lines.join('\n')))
    expect(sheet).toMatchObject({ format, delimiter, headings: ['名称', '客户', '甲'] })
  })

  test('commas inside quotes do not outvote tabs', async () => {
    expect((await openSheet(place.file('a\tb\n"1,2,3"\t"4,5,6"\n"7,8,9"\tx\n'))).delimiter).toBe('\t')
  })

  test('a first line sep=; is obeyed and is no row', async () => {
    const sheet = await openSheet(place.file('sep=;\r\nname;place\r\na;b,c\r\n'))
    expect(sheet).toMatchObject({ delimiter: ';', headings: ['name', 'place'], headingLine: 2 })
    expect(await rowsOf(sheet)).toEqual([{ line: 3, cells: ['a', 'b,c'] }])
  })

  test('one column needs no delimiter', async () => {
    expect(await cellsOf('name\na\nb\n')).toEqual([['name'], ['a'], ['b']])
  })

  test('a delimiter of more than one sign is refused', async () => {
    expect(await refusalOf(place.file('a'), { delimiter: '||' })).toMatchObject({
      code: 'sheets.unknown-delimiter',
    })
    expect(await refusalOf(place.file('a'), { delimiter: '"' })).toMatchObject({
      code: 'sheets.unknown-delimiter',
    })
  })
})

describe('rows and headings', () => {
  test('blank rows are left out, short rows are filled up, long rows are marked', async () => {
    const sheet = await openSheet(place.file('a,b,c\n\n1\n,,\n1,2,3,\n1,2,3,4,5\n'))
    expect(await rowsOf(sheet)).toEqual([
      { line: 3, cells: ['1', null, null] },
      { line: 5, cells: ['1', '2', '3'] },
      {
        line: 6,
        cells: ['1', '2', '3'],
        problem: { code: 'extra-cells', facts: { headings: 3, cells: 5, extra: ['4', '5'] } },
      },
    ])
  })

  test('reading can begin at a line, as often as wanted', async () => {
    const sheet = await openSheet(place.file('a,b\n1,2\n3,4\n5,6\n'))
    expect((await rowsOf(sheet, 3)).map((row) => row.line)).toEqual([3, 4])
    expect((await rowsOf(sheet)).map((row) => row.line)).toEqual([2, 3, 4])
  })

  test('a title above the headings is looked past; the line can be given', async () => {
    const text = '2026年商机表,,\n\n名称,客户,金额\na,b,1\n'
    expect(await openSheet(place.file(text))).toMatchObject({
      headingLine: 3,
      headings: ['名称', '客户', '金额'],
    })
    expect(await openSheet(place.file(text), { headingLine: 4 })).toMatchObject({ headings: ['a', 'b', '1'] })
    expect(await refusalOf(place.file(text), { headingLine: 2 })).toMatchObject({
      code: 'sheets.no-heading-line',
    })
  })

  test('duplicate headings are refused with their columns, whatever their case and width', async () => {
    expect(await refusalOf(place.file('Name,x,ＮＡＭＥ\n1,2,3'))).toEqual({
      code: 'sheets.duplicate-headings',
      facts: { headings: [{ heading: 'Name', columns: ['A', 'C'] }] },
    })
  })

  test('a column without heading is refused by its letter; empty columns at the end are not there', async () => {
    expect(await refusalOf(place.file('a,,c\n1,2,3'))).toEqual({
      code: 'sheets.blank-headings',
      facts: { line: 1, columns: ['B'] },
    })
    expect(await cellsOf('a,b,,\n1,2,,\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ])
  })

  test('more than 500 columns are refused', async () => {
    const headings = (n: number): string => Array.from({ length: n }, (_, i) => `h${i}`).join(',')
    expect(await refusalOf(place.file(headings(501)))).toMatchObject({
      code: 'sheets.too-many-columns',
      facts: { columns: 501, limit: 500 },
    })
    expect(await refusalOf(place.file(headings(500)))).toBeUndefined()
  })
})

describe('hostile and broken files', () => {
  test('a file that is not there, or a folder, is refused', async () => {
    expect(await refusalOf('/nowhere/at/all.csv')).toMatchObject({ code: 'sheets.no-such-file' })
    expect(await refusalOf('/')).toMatchObject({ code: 'sheets.no-such-file' })
  })

  test('an empty file, and one of blank lines, is refused', async () => {
    expect(await refusalOf(place.file(''))).toMatchObject({ code: 'sheets.empty-file' })
    expect(await refusalOf(place.file('\n \r\n,,\n'))).toMatchObject({ code: 'sheets.empty-file' })
    expect(await refusalOf(place.file('\ufeff'))).toMatchObject({ code: 'sheets.empty-file' })
  })

  test.each([
    ['89504e470d0a1a0a0000', 'sheets.not-a-table'],
    ['25504446 2d312e37', 'sheets.not-a-table'],
    ['ffd8ffe0', 'sheets.not-a-table'],
    ['d0cf11e0a1b11ae1 0000', 'sheets.old-or-locked-workbook'],
    ['0908100000060500', 'sheets.old-or-locked-workbook'],
    ['3c68746d6c3e', 'sheets.not-a-table'],
    ['612c620a 31003200', 'sheets.binary-content'],
  ])('bytes %s are refused: %s', async (hex, code) => {
    expect(await refusalOf(place.file(bytes(hex)))).toMatchObject({ code })
  })

  test('zero bytes are refused with their line in every encoding', async () => {
    expect(await refusalOf(place.file('a,b\n1,2\n3,\0\n'))).toEqual({
      code: 'sheets.binary-content',
      facts: { line: 3 },
    })
    const utf16 = iconv.encode('a,b\n1,\0\n', 'utf-16le', { addBOM: true })
    expect(await refusalOf(place.file(utf16))).toEqual({ code: 'sheets.binary-content', facts: { line: 2 } })
  })

  test('a quote never closed and text behind a quote are refused with their line', async () => {
    expect(await refusalOf(place.file('a,b\n1,2\n3,"4\n5,6\n'))).toEqual({
      code: 'sheets.open-quote',
      facts: { line: 3 },
    })
    expect(await refusalOf(place.file('a,b\n"1"x,2\n'))).toEqual({
      code: 'sheets.text-after-quote',
      facts: { line: 2 },
    })
  })

  test('a line of two megabytes is refused', async () => {
    expect(await refusalOf(place.file(`a,b\n1,${'x'.repeat(2_000_000)}\n`))).toMatchObject({
      code: 'sheets.line-too-long',
      facts: { line: 2 },
    })
    expect(await refusalOf(place.file(`a,b\n1,"${'x\n'.repeat(1_000_000)}`))).toMatchObject({
      code: 'sheets.line-too-long',
      facts: { line: 2 },
    })
  })

  test('rows before the fault were given', async () => {
    const sheet = await openSheet(place.file('a,b\n1,2\n3,"4\n'))
    const seen: number[] = []
    const reading = async (): Promise<void> => {
      for await (const row of sheet.rows()) seen.push(row.line)
    }
    await expect(reading()).rejects.toMatchObject({ code: 'sheets.open-quote' })
    expect(seen).toEqual([2])
  })
})

test('a written file opens in a spreadsheet as Chinese, and reads back equal', async () => {
  const path = place.file('')
  const rows = [
    ['=cmd()', -5, null],
    ['a"b', 'x\ny', true],
  ]
  await writeCsv(path, ['名称', '客户', '金额'], rows, { bom: true, excelSafe: true })
  const sheet = await openSheet(path)
  expect(sheet.headings).toEqual(['名称', '客户', '金额'])
  expect((await rowsOf(sheet)).map((row) => row.cells)).toEqual([
    ['=cmd()', '-5', null],
    ['a"b', 'x\ny', 'true'],
  ])
})
