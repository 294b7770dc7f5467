import { fold } from '../../kernel/text.ts'
import { halfWidth } from './cell.ts'
import { currencyNamed } from './currencies.ts'

/** What a heading says of its values: `金额（万元）` → ten thousands of CNY. */
export type HeadingUnit = { text: string; scale: number; currency?: string; percent?: boolean }

const BRACKETS = /[([【「《{<]([^)\]】」》}>]*)[)\]】」》}>]/g
const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(百万|million|mn|mio|m)/i, 6],
  [/^(千万)/, 7],
  [/^(亿)/, 8],
  [/^(万|w)/i, 4],
  [/^(千|thousand|k)/i, 3],
  [/^(billion|bn)/i, 9],
]

/** The form in which headings are compared: brackets, marks, spaces and case gone. `Deal_Stage *` → `dealstage`. */
export function headingKey(heading: string): string {
  const folded = fold(halfWidth(heading))
  const open = folded.replace(BRACKETS, ' ')
  const key = bare(open)
  return key === '' ? bare(folded) : key
}

/** The words of a heading: `expectedCloseOn`, `expected_close on` → `['expected', 'close', 'on']`; Chinese stays whole. */
export function headingWords(heading: string): string[] {
  const spaced = halfWidth(heading)
    .replace(BRACKETS, ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
  return fold(spaced)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** The unit a heading names in brackets or behind a slash; undefined where it names none that is known. */
export function headingUnit(heading: string): HeadingUnit | undefined {
  const text = halfWidth(heading)
  const pieces = [...text.matchAll(BRACKETS)].map((match) => match[1] ?? '')
  const slash = /[/:]\s*([^/:\s]+)\s*$/.exec(text)
  if (slash?.[1]) pieces.push(slash[1])
  for (const piece of pieces) {
    const unit = unitOf(piece.trim())
    if (unit) return unit
  }
  return undefined
}

function unitOf(text: string): HeadingUnit | undefined {
  const words = text.replace(/^(单位|unit|in)\s*[:：]?\s*/i, '')
  if (words === '%') return { text, scale: 0, percent: true }
  const whole = currencyNamed(words)
  if (whole) return { text, scale: 0, currency: whole }
  for (const [pattern, scale] of SCALES) {
    const match = pattern.exec(words)
    if (!match) continue
    const rest = words.slice(match[0].length).replace(/^\s*(of|个)?\s*/i, '')
    if (rest === '') return { text, scale }
    const currency = currencyNamed(rest)
    if (currency) return { text, scale, currency }
  }
  const behind = /^(\S+)\s+(\S+)$/.exec(words)
  const currency = behind?.[1] ? currencyNamed(behind[1]) : undefined
  const scale = SCALES.find(([pattern]) => pattern.exec(behind?.[2] ?? '')?.[0] === behind?.[2])?.[1]
  return currency !== undefined && scale !== undefined ? { text, scale, currency } : undefined
}

function bare(text: string): string {
  return text.replace(/[^\p{L}\p{N}%#]+/gu, '')
}
