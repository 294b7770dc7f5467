import type { BlankMarks, Cell, Reading } from './cell.ts'
import { cellText, isBlank, read, textOf, unread } from './cell.ts'

const YES = ['是', '真', '对', '有', '已', '√', '✓', '✔', '☑', 'yes', 'y', 'true', 't', 'on', '1']
const NO = [
  '否',
  '假',
  '错',
  '无',
  '没有',
  '未',
  '×',
  '✗',
  '✘',
  '☐',
  'no',
  'n',
  'false',
  'f',
  'off',
  '0',
  '不是',
  '非',
]

/**
 * Reads a cell as yes or no, in Chinese, English, signs or 1 and 0.
 * Problems: `not-yes-or-no`, `cell-error`.
 */
export function readBoolean(cell: Cell, hints: BlankMarks = {}): Reading<boolean> {
  if (isBlank(cell, hints.blanks)) return { kind: 'blank' }
  if (typeof cell === 'boolean') return read(cell)
  if (typeof cell === 'object' && cell !== null && 'error' in cell)
    return unread('cell-error', { text: cell.error })
  const text = typeof cell === 'number' ? String(cell) : textOf(cell)?.toLowerCase()
  if (text !== undefined && YES.includes(text)) return read(true)
  if (text !== undefined && NO.includes(text)) return read(false)
  return unread('not-yes-or-no', { text: cellText(cell) })
}
