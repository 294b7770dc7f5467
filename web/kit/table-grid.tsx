import { useVirtualizer } from '@tanstack/react-virtual'
import { Checkbox } from 'antd'
import { type CSSProperties, memo, type ReactElement, useId, useLayoutEffect, useMemo, useRef } from 'react'
import { type Column, rowStyle, useWidths } from './table-columns.ts'
import { useMoreAhead } from './table-ground.ts'
import { TableHead } from './table-head.tsx'
import { togglePick, type VirtualTableProps } from './table-rows.ts'
import { useText } from './text.tsx'
import { useRowKeys } from './use-row-keys.ts'

const ROW_HEIGHT = 44
const HEAD_HEIGHT = 40

/** The rows of a table as a grid, for windows with room. */
export function TableGrid<Row>(props: VirtualTableProps<Row>) {
  const t = useText()
  const id = useId()
  const { rows, idOf, columns, picked, onPick, rowHeight = ROW_HEIGHT } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { widths, resize } = useWidths(columns, props.name)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollPaddingStart: HEAD_HEIGHT,
  })
  useMoreAhead(virtual, rows.length, props)
  const { active, point } = useRowKeys(props, scroller, (index) => virtual.scrollToIndex(index))
  const canPick = picked !== undefined && onPick !== undefined
  const style = useMemo(() => rowStyle(columns, widths, canPick), [columns, widths, canPick])
  const acts = useActs(props, point)

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are drawn only where they are seen, which a table element cannot
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-description={t('kit.rows-keys')}
      aria-rowcount={props.hasMore ? -1 : rows.length + 1}
      aria-multiselectable={picked ? true : undefined}
      aria-busy={(props.busy || props.loadingMore) ?? false}
      aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
      data-busy={props.busy || undefined}
    >
      <TableHead {...props} widths={widths} resize={resize} style={style} />
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid */}
      <div className="grid-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const rowId = idOf(row)
          return (
            <GridRow
              key={rowId}
              id={`${id}-${item.index}`}
              row={row}
              index={item.index}
              columns={columns}
              active={item.index === active}
              picked={canPick ? picked.has(rowId) : undefined}
              opens={props.onOpen !== undefined}
              acts={acts}
              top={item.start}
              height={rowHeight}
              style={style}
            />
          )
        })}
      </div>
      {props.loadingMore && <MoreNote />}
    </div>
  )
}

/** Seen only: a grid holds rows and nothing else, and says by `aria-busy` that it waits. */
function MoreNote() {
  const t = useText()
  return (
    <p className="table-end" aria-hidden>
      {t('kit.loading-more')}
    </p>
  )
}

type Acts<Row> = { pick: (row: Row) => void; point: (index: number) => void; open: (row: Row) => void }

/** What can be done with a row, as it is at the moment it is done; the same for all rows, so that none is drawn again for it. */
function useActs<Row>(props: VirtualTableProps<Row>, point: (index: number) => void): Acts<Row> {
  const latest = useRef({ props, point })
  useLayoutEffect(() => {
    latest.current = { props, point }
  })
  return useMemo(
    () => ({
      pick: (row) => {
        const { picked, onPick, idOf } = latest.current.props
        if (picked) onPick?.(togglePick(picked, idOf(row)))
      },
      point: (index) => latest.current.point(index),
      open: (row) => latest.current.props.onOpen?.(row),
    }),
    [],
  )
}

type GridRowProps<Row> = {
  id: string
  row: Row
  index: number
  columns: readonly Column<Row>[]
  active: boolean
  /** Undefined where rows are not picked. */
  picked: boolean | undefined
  opens: boolean
  acts: Acts<Row>
  top: number
  height: number
  style: CSSProperties
}

/** Drawn again only where something of its own changes, not whenever the list moves. */
const GridRow = memo(PlainGridRow) as <Row>(props: GridRowProps<Row>) => ReactElement

function PlainGridRow<Row>(props: GridRowProps<Row>) {
  const t = useText()
  const { row, columns, acts } = props
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's, see useRowKeys
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div
      id={props.id}
      role="row"
      tabIndex={-1}
      className="grid-row"
      aria-rowindex={props.index + 2}
      aria-selected={props.picked}
      data-active={props.active || undefined}
      data-opens={props.opens || undefined}
      style={{ ...props.style, height: props.height, transform: `translateY(${props.top}px)` }}
      onClick={(event) => {
        acts.point(props.index)
        if (isPlainClick(event.target) && !window.getSelection()?.toString()) acts.open(row)
      }}
    >
      {props.picked !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see the grid
        <div className="grid-pick" role="gridcell" tabIndex={-1}>
          <Checkbox
            aria-label={t('kit.select-row')}
            tabIndex={-1}
            checked={props.picked}
            onChange={() => acts.pick(row)}
          />
        </div>
      )}
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see the grid
        <div key={column.key} className="grid-cell" role="gridcell" tabIndex={-1} data-align={column.align}>
          {column.render(row)}
        </div>
      ))}
    </div>
  )
}

/** A click on something in the row that does something itself does not open the row. */
function isPlainClick(target: EventTarget): boolean {
  return target instanceof Element && !target.closest('a, button, input, label, select, textarea, .grid-pick')
}
