import './table.css'
import { Skeleton } from 'antd'
import { TableCards } from './table-cards.tsx'
import { TableGrid } from './table-grid.tsx'
import type { VirtualTableProps } from './table-rows.ts'
import { useText } from './text.tsx'
import { useNarrow } from './viewport.ts'

/**
 * Rows without end: only those in view are drawn, more are asked for as the reader scrolls. A grid with sticky head,
 * draggable widths, sorting, picking and keys; cards on a phone. Fills the height of its parent.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const t = useText()
  const narrow = useNarrow(640)
  if (props.loading && props.rows.length === 0)
    return (
      <div className="table-waiting" role="status" aria-label={t('kit.loading')}>
        <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
      </div>
    )
  if (props.rows.length === 0 && !props.hasMore) return <>{props.empty}</>
  return narrow ? <TableCards {...props} /> : <TableGrid {...props} />
}
