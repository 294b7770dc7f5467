import type { Money } from '../../kernel/money.ts'
import { minorDigits, minorFrom } from '../../kernel/money.ts'
import type { BlankMarks, Cell, Reading } from './cell.ts'
import { cellText, isBlank, read, unread } from './cell.ts'
import { currencyNamed } from './currencies.ts'
import type { DecimalMark, WrittenNumber } from './decimals.ts'
import { decimalOf, timesPowerOfTen, writtenNumber } from './decimals.ts'

export type NumberHints = BlankMarks & {
  decimalMark?: DecimalMark
  /** Power of ten every value of the column is meant in: 4 for `金额（万元）`. A value that names its own is left as it is. */
  scale?: number
}

/**
 * Reads a cell as a number; `12%` is 0.12, `12.5万` is 125000, `(123)` is -123.
 *
 * Problems: `not-a-number`, `unknown-unit`, `number-too-large` (beyond 15 significant digits), `cell-error`.
 */
export function readNumber(cell: Cell, hints: NumberHints = {}): Reading<number> {
  const written = numberIn(cell, hints)
  if (written.kind !== 'value') return written
  const { decimal, percent, around } = written.value
  if (around.length > 0) return unread('unknown-unit', { text: cellText(cell), unit: around.join(' ') })
  const exact = percent ? timesPowerOfTen(decimal, -2) : decimal
  const value = Number(exact)
  if (exact.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length > 15 || !isPlain(value)) {
    return unread('number-too-large', { text: cellText(cell) })
  }
  return read(value)
}

export type PercentHints = NumberHints & {
  /** What a number without `%` means: `points` 12 is 12 %, `share` 0.12 is 12 %. */
  bare?: 'points' | 'share'
}

/**
 * Reads a cell as percentage points: `12%` is 12.
 *
 * A number without `%` needs `bare`, unless it lies above 1, where only points make sense.
 * Problems: those of `readNumber`, and `ambiguous-percent`.
 */
export function readPercent(cell: Cell, hints: PercentHints = {}): Reading<number> {
  const written = numberIn(cell, hints)
  if (written.kind !== 'value') return written
  const { decimal, percent, around } = written.value
  if (around.length > 0) return unread('unknown-unit', { text: cellText(cell), unit: around.join(' ') })
  if (percent || hints.bare === 'points' || Number(decimal) === 0) return read(Number(decimal))
  if (hints.bare === 'share') return read(Number(timesPowerOfTen(decimal, 2)))
  return Math.abs(Number(decimal)) > 1
    ? read(Number(decimal))
    : unread('ambiguous-percent', { text: cellText(cell) })
}

/** What bare numbers of a percentage column mean, seen over the whole column; undefined where nothing shows it. */
export function percentUnitOf(samples: Iterable<Cell>): 'points' | 'share' | undefined {
  let largest = 0
  let fraction = false
  for (const sample of samples) {
    const written = numberIn(sample, {})
    if (written.kind !== 'value' || written.value.percent) continue
    const value = Math.abs(Number(written.value.decimal))
    largest = Math.max(largest, value)
    if (value > 0 && value < 1) fraction = true
  }
  if (largest > 1) return 'points'
  return fraction ? 'share' : undefined
}

export type MoneyHints = NumberHints & {
  /** Currency of amounts that name none. */
  currency?: string
  /** Currency that another column gives for this row: an amount that names another is refused. */
  rowCurrency?: string
}

/**
 * Reads a cell as money, exactly: `¥1,234.50`, `12.5万元`, `USD 300`, `HK$1,000`, `1,234 元`.
 *
 * `¥` alone is CNY, or JPY where the hints say so; `$` alone is USD, or the dollar the hints name.
 * Problems: `not-a-number`, `unknown-currency`, `no-currency`, `currency-conflict`, `too-many-places`,
 * `number-too-large`, `cell-error`.
 */
export function readMoney(cell: Cell, hints: MoneyHints = {}): Reading<Money> {
  const written = numberIn(cell, hints)
  if (written.kind !== 'value') return written
  const text = cellText(cell)
  if (written.value.percent) return unread('not-a-number', { text })
  const currency = currencyOf(written.value, hints, text)
  if (currency.kind !== 'value') return currency
  const minor = minorFrom(written.value.decimal, currency.value)
  if (minor !== undefined) return read({ minor, currency: currency.value })
  const fraction = written.value.decimal.split('.')[1] ?? ''
  return fraction.length > minorDigits(currency.value)
    ? unread('too-many-places', { text, currency: currency.value, places: minorDigits(currency.value) })
    : unread('number-too-large', { text })
}

function currencyOf(written: WrittenNumber, hints: MoneyHints, text: string): Reading<string> {
  const expected = hints.rowCurrency ?? hints.currency
  const named = new Set<string>()
  for (const piece of written.around) {
    const currency = currencyNamed(piece, expected)
    if (currency === undefined) return unread('unknown-currency', { text, currency: piece })
    named.add(currency)
  }
  const [first, second] = [...named]
  if (second !== undefined) return unread('currency-conflict', { text, currencies: [...named] })
  if (first === undefined) return expected === undefined ? unread('no-currency', { text }) : read(expected)
  if (hints.rowCurrency !== undefined && first !== hints.rowCurrency) {
    return unread('currency-conflict', { text, currencies: [first, hints.rowCurrency] })
  }
  return read(first)
}

function numberIn(cell: Cell, hints: NumberHints): Reading<WrittenNumber> {
  if (isBlank(cell, hints.blanks)) return { kind: 'blank' }
  if (typeof cell === 'number') {
    const decimal = decimalOf(cell)
    return decimal === undefined ? unread('not-a-number', { text: String(cell) }) : plain(decimal, hints)
  }
  if (typeof cell === 'object' && cell !== null && 'error' in cell)
    return unread('cell-error', { text: cell.error })
  const written = typeof cell === 'string' ? writtenNumber(cell, hints.decimalMark) : undefined
  if (!written) return unread('not-a-number', { text: cellText(cell) })
  const ownScale = written.scaled || written.percent
  const decimal = ownScale ? written.decimal : timesPowerOfTen(written.decimal, hints.scale ?? 0)
  return read({ ...written, decimal })
}

function plain(decimal: string, hints: NumberHints): Reading<WrittenNumber> {
  return read({
    decimal: timesPowerOfTen(decimal, hints.scale ?? 0),
    percent: false,
    scaled: false,
    around: [],
  })
}

function isPlain(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
}
