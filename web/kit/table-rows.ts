import type { ReactNode } from 'react'
import type { Column } from './table-columns.ts'

export type Sort = { key: string; direction: 'asc' | 'desc' }

export type VirtualTableProps<Row> = {
  /** What the rows are, for those who hear the page. */
  label: string
  /** Widths are remembered in this browser under this name. */
  name: string
  rows: readonly Row[]
  idOf: (row: Row) => string
  columns: readonly Column<Row>[]
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  /** Rows can be picked where this is given. */
  picked?: ReadonlySet<string>
  onPick?: (picked: ReadonlySet<string>) => void
  onOpen?: (row: Row) => void
  onEdit?: (row: Row) => void
  /** Keyset pages: whether there is more, and how to get it. Asked for before the end is reached. */
  hasMore?: boolean
  onMore?: () => void
  loadingMore?: boolean
  /** The first rows are on their way. */
  loading?: boolean
  /** Newer rows are on their way; the old ones stay. */
  busy?: boolean
  /** Shown where there are no rows. */
  empty?: ReactNode
  rowHeight?: number
  /** j, k, Enter, x and e work from anywhere on the page. Default true. */
  keyboard?: boolean
  /** A whole card of one's own for narrow windows. */
  card?: (row: Row) => ReactNode
}

/** The rows picked after `id` was clicked. */
export function togglePick(picked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(picked)
  if (!next.delete(id)) next.add(id)
  return next
}
