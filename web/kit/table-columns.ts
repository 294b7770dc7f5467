import { type CSSProperties, type ReactNode, useCallback, useMemo, useState } from 'react'
import { recall, remember } from './remembered.ts'

export type Column<Row> = {
  key: string
  title: string
  /** Pixels, until the reader drags it. */
  width: number
  /** `end` for figures. */
  align?: 'start' | 'end'
  sortable?: boolean
  /** Takes the room that is left; the last column where none does. */
  grow?: boolean
  /** Its part of a card on narrow windows: the heading, a line with its name (default; `wide`: across), or nothing. */
  card?: 'title' | 'line' | 'wide' | 'hidden'
  render: (row: Row) => ReactNode
}

export const MIN_WIDTH = 64
export const MAX_WIDTH = 900
const PICK_WIDTH = 40

export type Widths = Readonly<Record<string, number>>

/** The widths of the columns, as last dragged in this browser under `name`. */
export function useWidths<Row>(columns: readonly Column<Row>[], name: string) {
  const key = `widths.${name}`
  const [dragged, setDragged] = useState<Widths>(() => knownWidths(recall(key)))
  const resize = useCallback(
    (column: string, width: number) =>
      setDragged((before) => {
        const next = { ...before, [column]: clampWidth(width) }
        remember(key, next)
        return next
      }),
    [key],
  )
  const widths: Widths = useMemo(
    () => Object.fromEntries(columns.map((c) => [c.key, dragged[c.key] ?? c.width])),
    [columns, dragged],
  )
  return { widths, resize }
}

/** A width within what can be read and found again. */
export function clampWidth(width: number): number {
  return Math.round(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width)))
}

/** What storage holds may be anything; only widths come through. */
export function knownWidths(stored: unknown): Widths {
  if (typeof stored !== 'object' || stored === null) return {}
  return Object.fromEntries(
    Object.entries(stored).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
    ),
  )
}

/** The grid of a row, as a style: the same for the head and every row. */
export function rowStyle<Row>(
  columns: readonly Column<Row>[],
  widths: Widths,
  pickable: boolean,
): CSSProperties {
  const growing = columns.find((column) => column.grow) ?? columns.at(-1)
  const tracks = columns.map((column) => {
    const width = widths[column.key] ?? column.width
    return column === growing ? `minmax(${width}px, 1fr)` : `${width}px`
  })
  const total = columns.reduce((sum, column) => sum + (widths[column.key] ?? column.width), 0)
  return {
    gridTemplateColumns: [...(pickable ? [`${PICK_WIDTH}px`] : []), ...tracks].join(' '),
    minWidth: total + (pickable ? PICK_WIDTH : 0),
  }
}
