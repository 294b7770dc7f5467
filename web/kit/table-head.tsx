import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Checkbox } from 'antd'
import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react'
import { type Column, MAX_WIDTH, MIN_WIDTH, type Widths } from './table-columns.ts'
import type { Sort, VirtualTableProps } from './table-rows.ts'
import { useText } from './text.tsx'

const KEY_STEP = 16

type HeadProps<Row> = VirtualTableProps<Row> & {
  widths: Widths
  resize: (column: string, width: number) => void
  style: CSSProperties
}

/** The head of the grid: picks all, sorts, and changes widths by dragging or with the arrow keys. */
export function TableHead<Row>({
  rows,
  idOf,
  columns,
  picked,
  onPick,
  sort,
  onSort,
  widths,
  resize,
  style,
}: HeadProps<Row>) {
  const t = useText()
  const all = rows.length > 0 && rows.every((row) => picked?.has(idOf(row)))
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div className="grid-head" role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      <div role="row" tabIndex={-1} className="grid-head-row" aria-rowindex={1} style={style}>
        {picked && onPick && (
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <div className="grid-pick" role="columnheader" tabIndex={-1}>
            <Checkbox
              aria-label={t('kit.select-all')}
              checked={all}
              indeterminate={!all && picked.size > 0}
              onChange={() => onPick(all ? new Set() : new Set(rows.map(idOf)))}
            />
          </div>
        )}
        {columns.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <div
            key={column.key}
            className="grid-title"
            role="columnheader"
            tabIndex={-1}
            data-align={column.align}
            aria-sort={ariaSort(column, sort)}
          >
            <HeadTitle column={column} sort={sort} onSort={onSort} />
            <Resizer
              name={column.title}
              width={widths[column.key] ?? column.width}
              onResize={(width) => resize(column.key, width)}
            />
          </div>
        ))}
      </div>
    </div>
  )
}

function ariaSort<Row>(column: Column<Row>, sort: Sort | undefined) {
  if (!column.sortable) return undefined
  if (sort?.key !== column.key) return 'none' as const
  return sort.direction === 'asc' ? ('ascending' as const) : ('descending' as const)
}

function HeadTitle<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}) {
  const t = useText()
  if (!column.sortable || !onSort) return <span className="grid-title-text">{column.title}</span>
  const mine = sort?.key === column.key ? sort.direction : undefined
  return (
    <button
      type="button"
      className="grid-sort"
      title={t('kit.sort-by', { name: column.title })}
      onClick={() => onSort({ key: column.key, direction: mine === 'asc' ? 'desc' : 'asc' })}
    >
      <span className="grid-title-text">{column.title}</span>
      {mine === 'asc' && <ArrowUpOutlined aria-hidden />}
      {mine === 'desc' && <ArrowDownOutlined aria-hidden />}
    </button>
  )
}

function Resizer({
  name,
  width,
  onResize,
}: {
  name: string
  width: number
  onResize: (width: number) => void
}) {
  const t = useText()
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    const handle = event.currentTarget
    const shown = handle.parentElement?.offsetWidth ?? width
    const from = event.clientX
    handle.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent) => onResize(shown + moved.clientX - from)
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? KEY_STEP : event.key === 'ArrowLeft' ? -KEY_STEP : 0
    if (by === 0) return
    event.preventDefault()
    event.stopPropagation()
    onResize(width + by)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved, this separator can
    <span
      className="grid-resize"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t('kit.resize-column', { name })}
      aria-valuenow={width}
      aria-valuemin={MIN_WIDTH}
      aria-valuemax={MAX_WIDTH}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}
