import { type RefObject, useState } from 'react'
import { useShortcuts } from './shortcuts.ts'
import { togglePick, type VirtualTableProps } from './table-rows.ts'

/**
 * The row the keys point at, and the keys: j/k and arrows move, Home/End jump, Enter opens, x picks, e edits.
 * The pointed row stays the same record while rows come and go above it.
 */
export function useRowKeys<Row>(
  props: VirtualTableProps<Row>,
  grid: RefObject<HTMLElement | null>,
  show: (index: number) => void,
) {
  const { rows, idOf, picked, onPick, onOpen, onEdit } = props
  const [pointed, setPointed] = useState<string>()
  const active = pointed === undefined ? -1 : rows.findIndex((row) => idOf(row) === pointed)
  const row = rows[active]

  const point = (index: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (next !== undefined) setPointed(idOf(next))
  }
  const move = (to: number) => {
    point(to)
    show(Math.max(0, Math.min(rows.length - 1, to)))
  }
  const inGrid = (event: KeyboardEvent) => event.target === grid.current
  /** Keys that scroll or press elsewhere on the page are the grid's only while it has the focus. */
  const onlyHere = (event: KeyboardEvent, act: () => void) => (inGrid(event) ? act() : false)

  useShortcuts(
    {
      j: () => move(active + 1),
      k: () => move(active - 1),
      arrowdown: (event) => onlyHere(event, () => move(active + 1)),
      arrowup: (event) => onlyHere(event, () => move(active - 1)),
      home: (event) => onlyHere(event, () => move(0)),
      end: (event) => onlyHere(event, () => move(rows.length - 1)),
      enter: (event) => {
        const free = inGrid(event) || event.target === document.body || isPage(event.target)
        return free && row !== undefined && onOpen ? onOpen(row) : false
      },
      x: () => (row !== undefined && picked && onPick ? onPick(togglePick(picked, idOf(row))) : false),
      e: () => (row !== undefined && onEdit ? onEdit(row) : false),
    },
    props.keyboard ?? true,
  )
  return { active, point }
}

function isPage(target: EventTarget | null): boolean {
  return target instanceof Element && target.id === 'main'
}
