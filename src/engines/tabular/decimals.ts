import { halfWidth } from './cell.ts'

/** Which sign parts whole from fraction in this column: `.` in 1,234.50 and `,` in 1.234,50. */
export type DecimalMark = '.' | ','

/** A number as written: an exact decimal and what stood around it. */
export type WrittenNumber = {
  /** Plain decimal without leading zeros, `-1234.5`. */
  decimal: string
  percent: boolean
  /** It named its own scale: `万`, `k`. */
  scaled: boolean
  /** Text before and after the digits: currency signs, codes, units; lower case. */
  around: string[]
}

const SCALES: Readonly<Record<string, number>> = {
  十: 1,
  百: 2,
  千: 3,
  万: 4,
  萬: 4,
  十万: 5,
  百万: 6,
  千万: 7,
  亿: 8,
  億: 8,
  k: 3,
  w: 4,
  m: 6,
  mn: 6,
  b: 9,
  bn: 9,
  million: 6,
  billion: 9,
  thousand: 3,
}

const LONGEST_NUMBER = 100

/**
 * Takes a number apart exactly: groups of three, `万` and `亿`, `(123)` and `-123`, `12%`, full-width forms.
 * Undefined where the text has not the form of one number; digits are never dropped or joined over odd grouping.
 */
export function writtenNumber(text: string, mark: DecimalMark = '.'): WrittenNumber | undefined {
  const clean = halfWidth(text).trim()
  if (clean.length > LONGEST_NUMBER) return undefined
  const inBrackets = /^\((.*)\)$/.exec(clean)
  const match = /^([^\d.,]*)((?:[\d.,]|(?<=\d)[ '’](?=\d))*\d(?:[.,](?!\d))?)([^\d]*)$/.exec(
    inBrackets?.[1] ?? clean,
  )
  if (!match) return undefined
  const before = signed(match[1] ?? '')
  const after = tail(match[3] ?? '')
  const plain = plainDecimal(match[2] ?? '', mark)
  if (plain === undefined || !before || !after) return undefined
  if (inBrackets && before.negative) return undefined
  const negative = before.negative || inBrackets !== null
  return {
    decimal: trimmed((negative ? '-' : '') + shifted(plain, after.scale)),
    percent: after.percent,
    scaled: after.scale !== 0,
    around: [before.text, after.text].filter((piece) => piece !== ''),
  }
}

function signed(before: string): { text: string; negative: boolean } | undefined {
  const match = /^([^+-]*)([+-]?)([^+-]*)$/.exec(before.trim())
  if (!match) return undefined
  return { text: `${match[1]?.trim()}${match[3]?.trim()}`.toLowerCase(), negative: match[2] === '-' }
}

function tail(after: string): { text: string; percent: boolean; scale: number } | undefined {
  let text = after.trim().toLowerCase().replace(/\.$/, '')
  const percent = text.startsWith('%')
  if (percent) text = text.slice(1).trim()
  let scale = 0
  const unit =
    /^(十万|百万|千万|[十百千万萬亿億]+|(?:million|billion|thousand|mn|bn|[kwmb])(?![a-z]))\s*/.exec(text)
  if (unit && !percent) {
    const word = unit[1] ?? ''
    const power = SCALES[word] ?? (word === '万亿' ? 12 : undefined)
    if (power === undefined) return undefined
    scale = power
    text = text.slice(unit[0].length)
  }
  return { text, percent, scale }
}

/** Digits, groups and fraction as a plain decimal; undefined where groups are not of three. */
function plainDecimal(digits: string, mark: DecimalMark): string | undefined {
  const group = mark === '.' ? ',' : '.'
  const point = mark === '.' ? '\\.' : ','
  const grouped = new RegExp(
    `^(?:\\d+|\\d{1,3}(?:(?:\\${group}\\d{3})+|(?:[ '’]\\d{3})+))?(?:${point}\\d*)?$`,
  )
  if (!grouped.test(digits)) return undefined
  const [whole = '', fraction = ''] = digits.split(mark)
  return `${whole.replace(/\D/g, '') || '0'}.${fraction}`
}

/** Moves the point `places` to the right (left where negative); exact. */
function shifted(plain: string, places: number): string {
  const [whole = '', fraction = ''] = plain.split('.')
  if (places >= 0) {
    const digits = fraction.padEnd(places, '0')
    return `${whole}${digits.slice(0, places)}.${digits.slice(places)}`
  }
  const digits = whole.padStart(1 - places, '0')
  return `${digits.slice(0, places)}.${digits.slice(places)}${fraction}`
}

function trimmed(decimal: string): string {
  const match = /^(-?)0*(\d+)\.(\d*?)0*$/.exec(decimal)
  if (!match) return decimal
  const body = match[3] ? `${match[2]}.${match[3]}` : (match[2] ?? '0')
  return body === '0' ? '0' : `${match[1]}${body}`
}

/** A decimal times ten to the power `places`; exact. */
export function timesPowerOfTen(decimal: string, places: number): string {
  const negative = decimal.startsWith('-')
  const unsigned = negative ? decimal.slice(1) : decimal
  const plain = unsigned.includes('.') ? unsigned : `${unsigned}.`
  return trimmed((negative ? '-' : '') + shifted(plain, places))
}

/**
 * A workbook's number as a plain decimal of at most 15 significant digits, as the workbook itself shows it:
 * 1234.5600000000002 is 1234.56. Undefined for what is not finite.
 */
export function decimalOf(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential(14))
  if (!match) return undefined
  return timesPowerOfTen(`${match[1]}${match[2]}.${match[3] ?? ''}`, Number(match[4]))
}

/**
 * Which decimal mark a column of texts uses; undefined where nothing shows it (`1.234` could be either).
 * Contradictory columns are undefined too: each odd cell then shows up as a problem of its own.
 */
export function decimalMarkOf(samples: Iterable<unknown>): DecimalMark | undefined {
  let point = false
  let comma = false
  for (const sample of samples) {
    if (typeof sample !== 'string') continue
    const text = halfWidth(sample)
    if (/\d,\d{3}\.\d|\d,\d{3},\d{3}|\d\.(\d{1,2}|\d{4,})(?!\d)/.test(text)) point = true
    if (/\d\.\d{3},\d|\d\.\d{3}\.\d{3}|\d,(\d{1,2}|\d{4,})(?!\d)/.test(text)) comma = true
  }
  if (point === comma) return undefined
  return point ? '.' : ','
}
