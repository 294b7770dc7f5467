import type { PeriodKind, TargetChange, Targets } from '../../../src/features/targets/contract.ts'
import { monthsAfter, type Period, partsOf } from '../../../src/features/targets/rules/periods.ts'
import { cellsOf, spread, textOf, valueFrom } from '../../../src/features/targets/rules/targets.ts'

export const LEVELS = ['target', 'stretch', 'challenge'] as const
export type Level = (typeof LEVELS)[number]
export type GridLine = Targets['lines'][number]
/** What was typed, by line and the first day of a period; what is empty takes the target away. */
export type Draft = Readonly<Record<string, string>>

export const placeOf = ({ subject, key }: Pick<GridLine, 'subject' | 'key'>, startsOn: string) =>
  `${subject} ${key} ${startsOn}`

/** The periods of a year that are edited, in order. */
export function columnsOf(year: number, period: PeriodKind): Period[] {
  const whole: Period = { period: 'year', startsOn: `${year}-01-01` }
  if (period === 'year') return [whole]
  const quarters = partsOf(whole)
  return period === 'quarter' ? quarters : quarters.flatMap(partsOf)
}

export function cellOf(line: GridLine, { period, startsOn }: Period) {
  return line.cells.find((cell) => cell.period === period && cell.startsOn === startsOn)
}

/** What a cell shows: what was typed, else what is set; whole amounts without their empty decimals. */
export function shownIn(line: GridLine, column: Period, level: Level, draft: Draft): string {
  const typed = draft[placeOf(line, column.startsOn)]
  if (typed !== undefined) return typed
  return (cellOf(line, column)?.[level] ?? '').replace(/\.0+$/, '')
}

/** What was typed as changes; undefined where something is no number, or hoped for without a target. */
export function changesOf(
  lines: readonly GridLine[],
  columns: readonly Period[],
  level: Level,
  draft: Draft,
  currency: string | null,
): TargetChange[] | undefined {
  const changes: TargetChange[] = []
  for (const line of lines)
    for (const column of columns) {
      const typed = draft[placeOf(line, column.startsOn)]?.trim()
      if (typed === undefined) continue
      const cell = cellOf(line, column)
      const value = typed === '' ? null : valueFrom(typed, currency)
      if (value === undefined) return undefined
      const text = value === null ? null : textOf(value, currency)
      if (text === (cell?.[level] ?? null)) continue
      const levels = {
        target: cell?.target ?? null,
        stretch: cell?.stretch ?? null,
        challenge: cell?.challenge ?? null,
        [level]: text,
      }
      if (levels.target === null && text !== null && level !== 'target') return undefined
      const { subject, key } = line
      changes.push({ subject, key, ...column, ...levels, version: cell?.version ?? 0 })
    }
  return changes
}

/** A pasted sheet laid over the grid from one cell on; what reaches over its edges or lands where one may not set is left. */
export function pastedInto(
  lines: readonly GridLine[],
  columns: readonly Period[],
  from: { line: number; column: number },
  pasted: string,
): Draft {
  const draft: Record<string, string> = {}
  cellsOf(pasted).forEach((row, i) => {
    const line = lines[from.line + i]
    if (!line?.maySet) return
    row.forEach((cell, k) => {
      const column = columns[from.column + k]
      if (column) draft[placeOf(line, column.startsOn)] = cell
    })
  })
  return draft
}

/** A year's whole over the columns: evenly, or as last year went. */
export function spreadOver(
  line: GridLine,
  columns: readonly Period[],
  whole: string,
  by: 'evenly' | 'last-year',
  currency: string | null,
): Draft | undefined {
  const value = valueFrom(whole, currency)
  if (value === undefined) return undefined
  const months = columns.length === 0 ? 12 : 12 / columns.length
  const shape = columns.map((_, i) =>
    by === 'evenly'
      ? 0n
      : line.lastYear
          .slice(i * months, (i + 1) * months)
          .reduce((sum, one) => sum + (valueFrom(one, currency) ?? 0n), 0n),
  )
  const step = currency === null ? 1n : roundStep(value, currency)
  const pieces = spread(value, shape, step)
  return Object.fromEntries(
    columns.map(({ startsOn }, i) => [
      placeOf(line, startsOn),
      textOf(pieces[i] ?? 0n, currency).replace(/\.0+$/, ''),
    ]),
  )
}

/** Whole units where there is enough to spread. */
function roundStep(value: bigint, currency: string): bigint {
  const unit = valueFrom('1', currency) ?? 1n
  return value >= unit * 1000n ? unit : 1n
}

/** What stands in a line together; null where something is no number. */
export function sumOf(
  line: GridLine,
  columns: readonly Period[],
  level: Level,
  draft: Draft,
  currency: string | null,
): bigint | null {
  let sum = 0n
  for (const column of columns) {
    const text = shownIn(line, column, level, draft).trim()
    const value = text === '' ? 0n : valueFrom(text, currency)
    if (value === undefined) return null
    sum += value
  }
  return sum
}

export function monthNumber(startsOn: string): number {
  return Number(monthsAfter(startsOn, 0).slice(5, 7))
}
