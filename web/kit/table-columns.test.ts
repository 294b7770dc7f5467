import { expect, test } from 'vitest'
import { type Column, clampWidth, knownWidths, rowStyle } from './table-columns.ts'

const column = (key: string, width: number, more: Partial<Column<string>> = {}): Column<string> => ({
  key,
  title: key,
  width,
  render: () => key,
  ...more,
})

test('the column that grows takes the room left, else the last one', () => {
  const columns = [column('a', 100), column('b', 200)]
  expect(rowStyle(columns, {}, false).gridTemplateColumns).toBe('100px minmax(200px, 1fr)')
  const grown = [column('a', 100, { grow: true }), column('b', 200)]
  expect(rowStyle(grown, {}, false).gridTemplateColumns).toBe('minmax(100px, 1fr) 200px')
})

test('a dragged width holds, and the box to pick rows comes first', () => {
  const style = rowStyle([column('a', 100), column('b', 200)], { a: 150 }, true)
  expect(style).toEqual({ gridTemplateColumns: '40px 150px minmax(200px, 1fr)', minWidth: 390 })
})

test('a column can neither vanish nor fill a wall', () => {
  expect(clampWidth(3)).toBe(64)
  expect(clampWidth(5000)).toBe(900)
  expect(clampWidth(120.4)).toBe(120)
})

test('spoilt storage is as good as none', () => {
  expect(knownWidths('x')).toEqual({})
  expect(knownWidths(null)).toEqual({})
  expect(knownWidths({ a: 120, b: 'wide', c: Number.NaN })).toEqual({ a: 120 })
})
