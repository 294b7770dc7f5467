import type { Reason } from '../../kernel/explain.ts'
import type { Day, Instant } from '../../kernel/time.ts'

/**
 * One cell as its file holds it. Text files give text only; workbooks also give numbers, truth values and dates.
 *
 * `local` is a wall-clock time without zone, `2026-01-05T14:30:00.000`: a workbook knows no zones.
 * `error` is a cell that shows an error instead of a value (`#REF!`, `#N/A`, a formula never calculated).
 */
export type Cell =
  | string
  | number
  | boolean
  | { day: Day }
  | { instant: Instant }
  | { local: string }
  | { error: string }
  | null

/** What became of reading one cell: a value (perhaps with a remark), nothing at all, or a problem to report. */
export type Reading<T> =
  | { kind: 'value'; value: T; note?: Reason }
  | { kind: 'blank' }
  | { kind: 'problem'; problem: Reason }

/** Texts that stand for "nothing" in one file, such as `NULL`, `-` or `无`; compared after trimming, case ignored. */
export type BlankMarks = { blanks?: readonly string[] }

const USUAL_BLANKS = [
  'null',
  'nil',
  'none',
  'n/a',
  'na',
  '#n/a',
  '\\n',
  '-',
  '--',
  '—',
  '——',
  '/',
  '无',
  '空',
  '暂无',
]

/** The value was read. */
export function read<T>(value: T, note?: Reason): Reading<T> {
  return note ? { kind: 'value', value, note } : { kind: 'value', value }
}

/** The cell could not be read; the sentence is written from `code` and `facts`. */
export function unread(code: string, facts: Reason['facts']): Reading<never> {
  return { kind: 'problem', problem: { code, facts } }
}

/** Full-width letters, digits and signs as their half-width twins, odd spaces as spaces, the true minus as `-`. Nothing else changes. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/\uffe5/g, '\u00a5')
    .replace(/\uffe1/g, '\u00a3')
    .replace(/\uffe6/g, '\u20a9')
    .replace(/\u2212/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, ' ')
}

/** True for an empty cell, text of nothing but spaces, and the marks given for "nothing". */
export function isBlank(cell: Cell, marks: readonly string[] = []): boolean {
  if (cell === null) return true
  if (typeof cell !== 'string') return false
  const text = halfWidth(cell).trim()
  if (text === '') return true
  return marks.some((mark) => halfWidth(mark).trim().toLowerCase() === text.toLowerCase())
}

/** Which of the usual words for "nothing" a column holds, in the order first met: a proposal, never applied by itself. */
export function blankMarksIn(samples: readonly Cell[]): string[] {
  const found = new Set<string>()
  for (const cell of samples) {
    if (typeof cell === 'string' && USUAL_BLANKS.includes(halfWidth(cell).trim().toLowerCase())) {
      found.add(cell.trim())
    }
  }
  return [...found]
}

/** The cell as a person would read it in a report: text as it is, days and times in ISO form, errors as they show. */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'object') return String(cell)
  if ('day' in cell) return cell.day
  if ('instant' in cell) return cell.instant
  if ('local' in cell) return cell.local.replace('T', ' ').replace(/\.000$/, '')
  return cell.error
}

/** The cell where it is text; its problem where it shows an error; undefined where it is blank or of another kind. */
export function textOf(cell: Cell): string | undefined {
  return typeof cell === 'string' ? halfWidth(cell).trim() : undefined
}

/** A column's letters in a workbook: 0 → `A`, 26 → `AA`. */
export function columnLetters(column: number): string {
  let letters = ''
  for (let left = column; left >= 0; left = Math.floor(left / 26) - 1) {
    letters = String.fromCharCode(65 + (left % 26)) + letters
  }
  return letters
}
