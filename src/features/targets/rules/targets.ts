import { decimalFrom, minorFrom } from '../../../kernel/money.ts'
import { type Period, partsOf } from './periods.ts'

/** A target with what is hoped for beyond it. */
export type Levels = { target: bigint; stretch: bigint | null; challenge: bigint | null }

/** A number of a measure: minor units of a currency, or pieces. Undefined where it is none, or below nothing. */
export function valueFrom(text: string, currency: string | null): bigint | undefined {
  if (currency === null) return /^\d{1,12}$/.test(text.trim()) ? BigInt(text.trim()) : undefined
  const minor = minorFrom(text, currency)
  return minor === undefined || minor < 0n || minor > MOST ? undefined : minor
}
const MOST = 9_000_000_000_000_000n // a number still exact in the browser

export function textOf(value: bigint, currency: string | null): string {
  return currency === null ? value.toString() : decimalFrom(value, currency)
}

/** Stretch not below target, challenge not below either. */
export function areInOrder({ target, stretch, challenge }: Levels): boolean {
  if (stretch !== null && stretch < target) return false
  return challenge === null || challenge >= (stretch ?? target)
}

export type Standing = {
  levels: Levels | null
  /** What its parts come to; null where none is set. */
  parts: bigint | null
}

/**
 * What is aimed at in a period: what was set for it, else the sum of its parts; and what the parts come to, shown beside it. A part
 * without a stretch or a challenge counts its target there.
 */
export function standingOf(period: Period, setFor: (period: Period) => Levels | undefined): Standing {
  const own = setFor(period) ?? null
  const parts = partsOf(period).flatMap((part) => standingOf(part, setFor).levels ?? [])
  const sum = parts.length === 0 ? null : summed(parts)
  return { levels: own ?? sum, parts: sum?.target ?? null }
}

export function summed(all: readonly Levels[]): Levels {
  const of = (pick: (one: Levels) => bigint | null) =>
    all.every((one) => pick(one) === null)
      ? null
      : all.reduce((sum, one) => sum + (pick(one) ?? one.target), 0n)
  return {
    target: all.reduce((sum, { target }) => sum + target, 0n),
    stretch: of(({ stretch }) => stretch),
    challenge: of(({ challenge, stretch }) => challenge ?? stretch),
  }
}

/** Cuts a whole into pieces by shape, in multiples of `step`, the rest to the largest; evenly where the shape is nothing. Together the whole. */
export function spread(whole: bigint, shape: readonly bigint[], step = 1n): bigint[] {
  const sum = shape.reduce((all, one) => all + one, 0n)
  const by = sum > 0n ? shape : shape.map(() => 1n)
  const of = sum > 0n ? sum : BigInt(shape.length)
  const pieces = by.map((one) => ((whole * one) / of / step) * step)
  const rest = whole - pieces.reduce((all, one) => all + one, 0n)
  const largest = by.reduce((best, one, i) => (one > (by[best] ?? 0n) ? i : best), 0)
  // an even spread leaves its rest at the end, where there is time left to make it up
  const place = sum > 0n ? largest : pieces.length - 1
  return pieces.map((piece, i) => (i === place ? piece + rest : piece))
}

export type Pace = {
  /** Share of the period's working days that are over by the end of today. */
  elapsed: number
  /** What should be there by then. */
  expected: bigint
  /** What is missing of the target; nothing where it is reached. */
  gap: bigint
  /** What is needed on each working day that is left, today too; null where none is left or nothing is missing. */
  perDay: bigint | null
}

export function paceOf(
  target: bigint,
  actual: bigint,
  { days, over, left }: { days: number; over: number; left: number },
): Pace {
  const expected = days === 0 ? target : (target * BigInt(over)) / BigInt(days)
  const gap = target > actual ? target - actual : 0n
  const perDay = gap > 0n && left > 0 ? (gap + BigInt(left) - 1n) / BigInt(left) : null
  return { elapsed: days === 0 ? 1 : over / days, expected, gap, perDay }
}

/** Cells of a sheet as they are pasted: rows and columns, without the signs of thousands and currencies. */
export function cellsOf(pasted: string): string[][] {
  return pasted
    .replace(/\r\n?/g, '\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((row) => row.split('\t').map((cell) => cell.trim().replace(/[,，\s¥￥$€£]/g, '')))
}
