import { useVirtualizer } from '@tanstack/react-virtual'
import { Checkbox } from 'antd'
import { useRef } from 'react'
import { useMoreAhead } from './table-ground.ts'
import { togglePick, type VirtualTableProps } from './table-rows.ts'
import { useText } from './text.tsx'

const CARD_HEIGHT = 120

/** The rows of a table as cards, for narrow windows. */
export function TableCards<Row>(props: VirtualTableProps<Row>) {
  const t = useText()
  const { rows, idOf, picked, onPick } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CARD_HEIGHT,
    overscan: 6,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : idOf(row)
    },
  })
  useMoreAhead(virtual, rows.length, props)
  return (
    <div ref={scroller} className="cards" data-busy={props.busy || undefined}>
      <ul aria-label={props.label} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const id = idOf(row)
          return (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <div className="row-card">
                {picked && onPick && (
                  <Checkbox
                    className="row-card-pick"
                    aria-label={t('kit.select-row')}
                    checked={picked.has(id)}
                    onChange={() => onPick(togglePick(picked, id))}
                  />
                )}
                {props.card ? props.card(row) : <CardOf {...props} row={row} />}
              </div>
            </li>
          )
        })}
      </ul>
      {props.loadingMore && (
        <p className="table-end" role="status">
          {t('kit.loading-more')}
        </p>
      )}
    </div>
  )
}

function CardOf<Row>({ row, columns, onOpen }: VirtualTableProps<Row> & { row: Row }) {
  const title = columns.find((column) => column.card === 'title') ?? columns[0]
  const lines = columns.filter((column) => column !== title && column.card !== 'hidden')
  return (
    <>
      {title &&
        (onOpen ? (
          <button type="button" className="row-card-title" onClick={() => onOpen(row)}>
            {title.render(row)}
          </button>
        ) : (
          <div className="row-card-title">{title.render(row)}</div>
        ))}
      <dl>
        {lines.map((column) => (
          <div key={column.key} data-wide={column.card === 'wide' || undefined}>
            <dt>{column.title}</dt>
            <dd>{column.render(row)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
