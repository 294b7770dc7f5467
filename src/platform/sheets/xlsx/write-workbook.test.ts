import fc from 'fast-check'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, expect, test } from 'vitest'
import { rowsOf, scratch } from '../sheet.fixture.ts'
import { openSheet } from '../sheet.ts'
import { workbookOf } from './write-workbook.ts'

const place = scratch()
afterAll(() => place.leave())

test('what is written is what is read: texts, numbers and nothing, on the sheet of their name', async () => {
  const bytes = workbookOf([
    {
      name: '赢率: 今年/去年',
      headings: ['部门', '赢率', '金额'],
      rows: [
        ['=1+1', { number: 0.4567, as: 'percent' }, { number: '1200.50', as: 'money' }],
        ['<b>&"_x000D_\u0001', null, { number: 3, as: 'whole' }],
      ],
      foot: ['合计', { number: 0.5, as: 'percent' }, null],
    },
    { name: '赢率  今年 去年', headings: ['a'], rows: [] },
  ])
  const sheet = await openSheet(place.file(bytes))
  expect(sheet.sheets).toEqual(['赢率  今年 去年', '赢率  今年 去年 2'])
  expect(sheet.headings).toEqual(['部门', '赢率', '金额'])
  expect((await rowsOf(sheet)).map(({ cells }) => cells.slice(0, 3))).toEqual([
    ['=1+1', '45.67%', 1200.5], // shown as it is meant, 0.4567 underneath
    ['<b>&"_x000D_', null, 3],
    ['合计', '50%', null],
  ])
  const parts = unzipSync(bytes)
  const xml = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  expect(xml).toContain('<v>0.4567</v>')
  expect(xml).not.toContain('<f>')
  expect(xml).toContain('state="frozen"')
})

test('the same figures are the same bytes', () => {
  const sheet = { name: 'S', headings: ['a'], rows: [['x']] }
  expect(workbookOf([sheet]).equals(workbookOf([sheet]))).toBe(true)
})

test('a sheet may be called anything', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), (names) => {
      const bytes = workbookOf(names.map((name) => ({ name, headings: ['a'], rows: [] })))
      const xml = strFromU8(unzipSync(bytes)['xl/workbook.xml'] ?? new Uint8Array())
      const written = [...xml.matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => name ?? '')
      expect(written).toHaveLength(names.length)
      expect(new Set(written.map((name) => name.toLowerCase())).size).toBe(names.length)
      for (const name of written) expect(name).not.toMatch(/^$|[[\]:*?/\\]/)
    }),
    { numRuns: 100 },
  )
})
