import type { Answered, Measured, MeasureEntry } from '../../insights/contract/query.ts'

/** Fewer than these are told as few: a share or mean of them says little. */
export const FEW = 30

export type Change = {
  direction: 'up' | 'down' | 'same'
  /** Now less before; of a share in points of per cent. */
  by: number
  /** `noise`: what was before lies within what chance alone makes of it. */
  judged: 'better' | 'worse' | 'neither' | 'noise'
}

/** How a figure stands to what was before; undefined where either is missing. */
export function changeOf(
  { value, before, low, high }: Pick<Measured, 'value' | 'before' | 'low' | 'high'>,
  { unit, better }: Pick<MeasureEntry, 'unit' | 'better'>,
): Change | undefined {
  if (value === null || before === null || before === undefined) return undefined
  const by = (value - before) * (unit === 'share' ? 100 : 1)
  const direction = Math.abs(by) < 1e-9 ? 'same' : by > 0 ? 'up' : 'down'
  if (direction === 'same') return { direction, by: 0, judged: 'neither' }
  const isNoise = typeof low === 'number' && typeof high === 'number' && before >= low && before <= high
  if (isNoise) return { direction, by, judged: 'noise' }
  if (better === 'neither') return { direction, by, judged: 'neither' }
  return { direction, by, judged: (better === 'more') === (direction === 'up') ? 'better' : 'worse' }
}

/** Whether a figure is of too few to say much; counts and sums are what they are. */
export function isOfFew({ n, value }: Measured, { unit }: Pick<MeasureEntry, 'unit'>): boolean {
  return value !== null && unit !== 'count' && unit !== 'money' && n < FEW
}

/** The rows a figure is made of, as a condition: those of its line which the measure is about; null where it cannot be said. */
export function rowsOf(lineFilter: string | null, { rows }: { rows?: string | null }): string | null {
  if (lineFilter === null || !rows) return lineFilter
  return lineFilter.trim() === '' ? rows : `(${lineFilter}) && ${rows}`
}

/** Lines told apart by two dimensions as a cross: what stands on one side, what on the other, and the line where they meet. */
export function crossOf({ lines }: Pick<Answered, 'lines'>) {
  const rows: { key: string; label: string | null }[] = []
  const columns: { key: string; label: string | null }[] = []
  const cells = new Map<string, Answered['lines'][number]>()
  for (const line of lines) {
    const [row, column] = line.keys
    const [rowKey, columnKey] = [row?.key ?? '', column?.key ?? '']
    if (!rows.some(({ key }) => key === rowKey))
      rows.push({ key: rowKey, label: row?.label ?? row?.key ?? null })
    if (!columns.some(({ key }) => key === columnKey))
      columns.push({ key: columnKey, label: column?.label ?? column?.key ?? null })
    cells.set(JSON.stringify([rowKey, columnKey]), line)
  }
  return { rows, columns, at: (row: string, column: string) => cells.get(JSON.stringify([row, column])) }
}

/** What may be drawn of an answer: a picture that would say something wrong is another one. */
export function drawable(
  chart: 'table' | 'bar' | 'stacked' | 'line' | 'pie' | 'funnel' | 'heat',
  by: number,
  unit: MeasureEntry['unit'],
): { chart: typeof chart; instead?: 'needs-one' | 'needs-two' | 'needs-sums' } {
  const isSum = unit === 'count' || unit === 'money'
  if (chart === 'table' || by === 0) return { chart: 'table' }
  if ((chart === 'pie' || chart === 'funnel') && by !== 1) return { chart: 'bar', instead: 'needs-one' }
  if (chart === 'pie' && !isSum) return { chart: 'bar', instead: 'needs-sums' }
  if (chart === 'heat' && by !== 2) return { chart: 'bar', instead: 'needs-two' }
  if (chart === 'stacked' && unit === 'share') return { chart: 'bar', instead: 'needs-sums' }
  return { chart }
}
