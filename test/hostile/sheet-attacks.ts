import { constants, deflateRawSync } from 'node:zlib'
import iconv from 'iconv-lite'
import { archive, type Packed, workbookParts } from './zips.ts'

/** A file somebody means ill with, and what may become of it: the code it is refused with, or that it is read. */
export type Attack = { name: string; bytes: Buffer; ends: string | readonly string[] | 'read' }

const MB = 1024 ** 2
const DAMAGED = 'sheets.damaged-workbook'
const OVERSIZED = 'sheets.oversized-workbook'
const HEADINGS =
  '<row r="1"><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>value</t></is></c></row>'
const two = (cell: string) => workbook(`${HEADINGS}<row r="2"><c t="str"><v>x</v></c>${cell}</row>`)

function workbook(sheet: string, others: Record<string, string> = {}, more: readonly Packed[] = []): Buffer {
  return archive([...workbookParts(sheet, others), ...more])
}

/** Deflated bytes of one text again and again, made in no time: three gigabytes and more in a few kilobytes. */
function endless(head: string, unit: Buffer, times: number): Buffer {
  const flushed = (bytes: Buffer) => deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const again = flushed(unit)
  return Buffer.concat([
    flushed(Buffer.from(head)),
    ...Array.from({ length: times }, () => again),
    deflateRawSync(''),
  ])
}

/** A workbook one part of which is already deflated. */
function withDeflated(part: string, bytes: Buffer, sheet = HEADINGS): Buffer {
  const others = workbookParts(sheet).filter(({ name }) => name !== part)
  return archive([...others, { name: part, bytes, isDeflated: true, size: GB4, crc: 0 }])
}

const SHEET = 'xl/worksheets/sheet1.xml'
const STRINGS = 'xl/sharedStrings.xml'
const STYLES = 'xl/styles.xml'
const GB4 = 0xfffffffe
const rowsOfNothing = (each: (i: number) => string) =>
  Buffer.from(Array.from({ length: 60_000 }, (_, i) => each(i)).join(''))
const noise = (i: number) => ((i * 2_654_435_761) >>> 0).toString(36)

const BOMBS: Attack[] = [
  {
    name: 'a sheet of three gigabytes of spaces',
    bytes: withDeflated(SHEET, endless('<worksheet><sheetData>', Buffer.alloc(10 * MB, ' '), 300)),
    ends: OVERSIZED,
  },
  {
    name: 'a sheet of gigabytes of empty cells, packed like a real one',
    bytes: withDeflated(
      SHEET,
      endless(
        `<worksheet><sheetData>${HEADINGS}`,
        rowsOfNothing((i) => `<c s="${noise(i)}"/>`),
        200,
      ),
      '',
    ),
    ends: OVERSIZED,
  },
  {
    name: 'shared strings of gigabytes without a letter',
    bytes: withDeflated(
      STRINGS,
      endless(
        '<sst>',
        rowsOfNothing((i) => `<si><rPr a="${noise(i)}"/></si>`),
        1000,
      ),
    ),
    ends: OVERSIZED,
  },
  {
    name: 'shared strings of gigabytes of letters',
    bytes: withDeflated(
      STRINGS,
      endless(
        '<sst>',
        rowsOfNothing((i) => `<si><t>${noise(i).repeat(20)}</t></si>`),
        40,
      ),
    ),
    ends: OVERSIZED,
  },
  {
    name: 'styles without end',
    bytes: withDeflated(
      STYLES,
      endless(
        '<styleSheet><cellXfs>',
        rowsOfNothing((i) => `<xf numFmtId="${noise(i)}"/>`),
        1000,
      ),
    ),
    ends: OVERSIZED,
  },
  {
    name: 'a thousand sheets that are all the same hundred kilobytes of nothing',
    bytes: manySheets(990),
    ends: OVERSIZED,
  },
  { name: 'a list of more sheets than any workbook has', bytes: manySheets(3000), ends: OVERSIZED },
  {
    name: 'more files than any workbook has',
    bytes: workbook(
      HEADINGS,
      {},
      Array.from({ length: 10_001 }, (_, i) => ({ name: `x/${i}`, bytes: Buffer.alloc(0), sameAs: SHEET })),
    ),
    ends: OVERSIZED,
  },
  {
    name: 'an archive in an archive in an archive',
    bytes: [1, 2, 3, 4].reduce<Buffer>(
      (inner) => archive([{ name: 'inner.zip', bytes: inner }]),
      Buffer.alloc(MB),
    ),
    ends: 'sheets.not-a-table',
  },
  {
    name: 'a size that is a lie, too small',
    bytes: archive(
      workbookParts(
        HEADINGS + rowsOfNothing((i) => `<row r="${i + 2}"><c><v>1</v></c></row>`).toString(),
      ).map((part) => ({ ...part, size: 10 })),
    ),
    ends: DAMAGED,
  },
  {
    name: 'a size that is a lie, too large',
    bytes: archive(workbookParts(HEADINGS).map((part) => ({ ...part, size: GB4 }))),
    ends: DAMAGED,
  },
  {
    name: 'a directory that claims more files than it has',
    bytes: archive(workbookParts(HEADINGS), 60_000),
    ends: [DAMAGED, OVERSIZED],
  },
  {
    name: 'a locked archive',
    bytes: archive(workbookParts(HEADINGS).map((part) => ({ ...part, flags: 1 }))),
    ends: 'sheets.old-or-locked-workbook',
  },
]

function manySheets(count: number): Buffer {
  const sheets = Array.from(
    { length: count },
    (_, i) => `<sheet name="S${i}" sheetId="${i}" r:id="s1"/>`,
  ).join('')
  const nothing = rowsOfNothing((i) => `<c s="${noise(i)}"/>`).toString()
  return workbook(`<row>${nothing}</row>`, {
    'xl/workbook.xml': `<workbook><sheets>${sheets}</sheets></workbook>`,
  })
}

const laughs = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
const DOCTYPES = {
  'a billion laughs': `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`,
  'a file of the machine': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
  'an address of the network': '<!DOCTYPE x SYSTEM "http://169.254.169.254/latest/meta-data/">',
  'a parameter entity': '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/e.dtd"> %p;]>',
}
const MARKUP: Attack[] = Object.entries(DOCTYPES).flatMap(([name, doctype]) =>
  [SHEET, STRINGS, STYLES, 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels', '_rels/.rels'].map((part) => ({
    name: `${name} in ${part}`,
    bytes: workbook(HEADINGS, { [part]: `${doctype}<x>&e;&l9;</x>` }),
    ends: 'sheets.forbidden-markup',
  })),
)

const CELLS: Attack[] = [
  { name: 'an endless number', bytes: two('<c><v>1e999</v></c>'), ends: DAMAGED },
  { name: 'a number that is none', bytes: two('<c><v>NaN</v></c>'), ends: DAMAGED },
  {
    name: 'a row beyond all rows',
    bytes: workbook(`${HEADINGS}<row r="1e300"><c><v>1</v></c></row>`),
    ends: DAMAGED,
  },
  {
    name: 'a row that goes back',
    bytes: workbook(`${HEADINGS}<row r="-5"><c><v>1</v></c></row>`),
    ends: DAMAGED,
  },
  { name: 'a column beyond all columns', bytes: two('<c r="ZZZZZZ2"><v>1</v></c>'), ends: DAMAGED },
  { name: 'the last column there is', bytes: two('<c r="ZZZ2"><v>1</v></c>'), ends: 'read' },
  { name: 'a shared string before the first', bytes: two('<c t="s"><v>-1</v></c>'), ends: DAMAGED },
  { name: 'a shared string behind the last', bytes: two('<c t="s"><v>1e9</v></c>'), ends: DAMAGED },
  { name: 'a style that is not there', bytes: two('<c s="1e9"><v>1</v></c>'), ends: 'read' },
  { name: 'a style called __proto__', bytes: two('<c s="__proto__"><v>1</v></c>'), ends: 'read' },
  {
    name: 'attributes that reach for prototypes',
    bytes: two('<c __proto__="x" constructor="y"><v>1</v></c>'),
    ends: 'read',
  },
  {
    name: 'a day after the end of days',
    bytes: workbook(`${HEADINGS}<row r="2"><c s="1"><v>9e15</v></c><c s="1"><v>-1</v></c></row>`, {
      [STYLES]: '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }),
    ends: 'read',
  },
  {
    name: 'a number format of a million brackets',
    bytes: workbook(HEADINGS, {
      [STYLES]: `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'['.repeat(MB)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`,
    }),
    ends: 'read',
  },
  {
    name: 'a cell of a hundred megabytes',
    bytes: two(`<c t="inlineStr"><is><t>${'x'.repeat(100 * MB)}</t></is></c>`),
    ends: [OVERSIZED, 'sheets.line-too-long'],
  },
  {
    name: 'an attribute of twenty megabytes',
    bytes: two(`<c r="${'A'.repeat(20 * MB)}"><v>1</v></c>`),
    ends: OVERSIZED,
  },
  {
    name: 'a comment of twenty megabytes',
    bytes: two(`<!--${'x'.repeat(20 * MB)}--><c><v>1</v></c>`),
    ends: OVERSIZED,
  },
  {
    name: 'a hundred thousand attributes',
    bytes: two(`<c ${Array.from({ length: 100_000 }, (_, i) => `a${i}=""`).join(' ')}><v>1</v></c>`),
    ends: 'read',
  },
  { name: 'ten thousand elements one in the other', bytes: workbook('<x>'.repeat(10_000)), ends: DAMAGED },
  {
    name: 'a formula that was never calculated',
    bytes: two('<c><f>WEBSERVICE("http://127.0.0.1/")</f></c>'),
    ends: 'read',
  },
]

const NAMES: Attack[] = [
  {
    name: 'names that climb out of the archive',
    bytes: workbook(
      HEADINGS,
      {},
      ['../../../../etc/passwd', '/etc/passwd', '..\\..\\x', 'C:\\x', 'a\0b', ''].map((name) => ({
        name,
        bytes: Buffer.from('x'),
      })),
    ),
    ends: 'read',
  },
  {
    name: 'a relation that climbs out of the archive',
    bytes: workbook(HEADINGS, {
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="s1" Type="x/worksheet" Target="../../../../../etc/passwd"/></Relationships>',
    }),
    ends: DAMAGED,
  },
  {
    name: 'the same name twice',
    bytes: workbook(HEADINGS, {}, [{ name: SHEET, bytes: Buffer.from('x') }]),
    ends: DAMAGED,
  },
  {
    name: 'macros beside the sheet',
    bytes: workbook(HEADINGS, {}, [{ name: 'xl/vbaProject.bin', bytes: Buffer.alloc(1000, 7) }]),
    ends: 'read',
  },
  {
    name: 'a binary workbook',
    bytes: archive(
      workbookParts(HEADINGS, {
        '_rels/.rels':
          '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>',
      }),
    ),
    ends: 'sheets.old-or-locked-workbook',
  },
  {
    name: 'an old workbook under a new name',
    bytes: Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2000)]),
    ends: 'sheets.old-or-locked-workbook',
  },
  {
    name: 'a picture under the name of a table',
    bytes: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2000, 65)]),
    ends: 'sheets.not-a-table',
  },
  {
    name: 'a page under the name of a table',
    bytes: Buffer.from('<html><script>alert(1)</script></html>'),
    ends: 'sheets.not-a-table',
  },
]

const TEXTS: Attack[] = [
  {
    name: 'a cell of a hundred megabytes of text',
    bytes: Buffer.from(`a,b\n1,${'x'.repeat(100 * MB)}\n`),
    ends: 'sheets.line-too-long',
  },
  {
    name: 'a quote that is never closed, and a hundred megabytes behind it',
    bytes: Buffer.from(`a,b\n1,"${'x\n'.repeat(50 * MB)}`),
    ends: 'sheets.line-too-long',
  },
  { name: 'a million columns', bytes: Buffer.from(`${'a,'.repeat(MB)}\n`), ends: 'sheets.too-many-columns' },
  {
    name: 'a hundred thousand columns',
    bytes: Buffer.from(`${Array.from({ length: 100_000 }, (_, i) => `c${i}`).join(',')}\n1\n`),
    ends: 'sheets.too-many-columns',
  },
  {
    name: 'rows of far more cells than headings',
    bytes: Buffer.from(`a,b\n${`${','.repeat(900_000)}x\n`.repeat(20)}`),
    ends: 'sheets.too-many-columns',
  },
  { name: 'sixty million line breaks', bytes: Buffer.alloc(60 * MB, '\n'), ends: 'sheets.empty-file' },
  {
    name: 'half a million quotes',
    bytes: Buffer.from(`a,b\n${'"'.repeat(500_001)}`),
    ends: ['sheets.open-quote', 'sheets.text-after-quote'],
  },
  { name: 'zero bytes', bytes: Buffer.from('a,b\n1,\0\n'), ends: 'sheets.binary-content' },
  { name: 'nothing but zero bytes', bytes: Buffer.alloc(10 * MB), ends: 'sheets.binary-content' },
  {
    name: 'noise',
    bytes: Buffer.from(Array.from({ length: MB }, (_, i) => ((i * 37 + (i >> 8) * 11 + 129) % 255) + 1)),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'UTF-8 broken in the middle',
    bytes: Buffer.concat([
      Buffer.from('名,值\n'.repeat(1000)),
      Buffer.from([0xe5, 0x8d]),
      Buffer.from('\n1,2\n'),
    ]),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'overlong UTF-8',
    bytes: Buffer.concat([Buffer.from('名称名称,值\n'), Buffer.from([0xc0, 0xaf, 0xc0, 0xae, 10])]),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'UTF-16 of an odd length',
    bytes: iconv.encode('a,b\n1,2\n', 'utf-16le', { addBOM: true }).subarray(0, 17),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'UTF-16 with half a character',
    bytes: Buffer.concat([
      iconv.encode('a,b\n1,', 'utf-16le', { addBOM: true }),
      Buffer.from([0x00, 0xd8]),
      iconv.encode('\n', 'utf-16le'),
    ]),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'UTF-16 without a mark',
    bytes: iconv.encode('名,值\n1,2\n', 'utf-16le'),
    ends: ['sheets.binary-content', 'sheets.bad-bytes'],
  },
  {
    name: 'UTF-32',
    bytes: iconv.encode('a,b\n1,2\n', 'utf-32le', { addBOM: true }),
    ends: 'sheets.binary-content',
  },
  { name: 'GBK', bytes: iconv.encode('名称,值\n甲,乙\n', 'gbk'), ends: 'read' },
  {
    name: 'GBK cut off',
    bytes: iconv.encode('名称,值\n甲,乙', 'gbk').subarray(0, -1),
    ends: 'sheets.bad-bytes',
  },
  {
    name: 'headings that are there twice',
    bytes: Buffer.from('Name,name\n1,2\n'),
    ends: 'sheets.duplicate-headings',
  },
  {
    name: 'headings that reach for prototypes',
    bytes: Buffer.from('__proto__,constructor,toString\n1,2,3\n'),
    ends: 'read',
  },
  {
    name: 'a separator that is a letter',
    bytes: Buffer.from('sep=a\nbanana\n1a2a3a4\n'),
    ends: ['sheets.blank-headings', 'sheets.duplicate-headings'],
  },
]

export const ATTACKS: readonly Attack[] = [...BOMBS, ...MARKUP, ...CELLS, ...NAMES, ...TEXTS]
