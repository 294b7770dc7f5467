import { DndContext, type DragEndEvent, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { AnsweredTile, Dashboard, Tile } from '../../../src/features/reports/contract/dashboards.ts'
import { MOST_TILES } from '../../../src/features/reports/contract.ts'
import { movedTile } from '../../../src/features/reports/rules/tiles.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { changeDashboard, reportsChanged, reportsQuery } from './queries.ts'
import { TileCard } from './tile-card.tsx'

/** The reports of a dashboard beside each other; where it may be changed they are added, moved by dragging or by keys, widened, taken away. */
export function DashboardTiles({
  dashboard,
  answers,
  arranging,
  onArrange,
}: {
  dashboard: Dashboard
  /** Undefined while they are asked for. */
  answers: readonly AnsweredTile[] | undefined
  arranging: boolean
  onArrange: (arranging: boolean) => void
}) {
  const t = useText()
  const [tiles, put] = useTiles(dashboard)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const known = new Map(dashboard.tiles.map(({ report }, at) => [report, answers?.[at]]))
  const drop = ({ active, over }: DragEndEvent) => {
    const [from, to] = [active.id, over?.id].map((id) => tiles.findIndex(({ report }) => report === id))
    if (from !== undefined && to !== undefined && to >= 0) put(movedTile(tiles, from, to))
  }
  return (
    <>
      {dashboard.editable && (
        <div className="dashboard-bar">
          <Button aria-pressed={arranging} onClick={() => onArrange(!arranging)}>
            {t(arranging ? 'reports.arranged' : 'reports.arrange')}
          </Button>
          <AddTile tiles={tiles} onAdd={(report) => put([...tiles, { report, width: 'half' }])} />
          <span className="muted">{t('reports.tiles', { count: tiles.length, most: MOST_TILES })}</span>
        </div>
      )}
      {tiles.length === 0 && <EmptyState title={t('reports.no-tiles')} hint={t('reports.no-tiles-hint')} />}
      <DndContext sensors={sensors} onDragEnd={drop}>
        <ul className="tiles" aria-busy={answers === undefined}>
          {tiles.map((tile, at) => (
            <TileCard
              key={tile.report}
              tile={tile}
              answered={known.get(tile.report)}
              {...(arranging
                ? {
                    arrange: {
                      isFirst: at === 0,
                      isLast: at === tiles.length - 1,
                      onMove: (by) => put(movedTile(tiles, at, at + by)),
                      onWidth: (width) => put(tiles.with(at, { ...tile, width })),
                      onRemove: () => put(tiles.toSpliced(at, 1)),
                    },
                  }
                : {})}
            />
          ))}
        </ul>
      </DndContext>
    </>
  )
}

/** The tiles as they are arranged: at once on the screen, then kept; taken back where that is refused. */
function useTiles(dashboard: Dashboard): [readonly Tile[], (tiles: readonly Tile[]) => void] {
  const toast = useToast()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<readonly Tile[]>()
  const saving = useMutation({
    mutationFn: (tiles: readonly Tile[]) => changeDashboard(dashboard, { tiles: [...tiles] }),
    onError: toast.failed,
    onSettled: async () => {
      await reportsChanged(queries)
      setDraft(undefined)
    },
  })
  const put = (tiles: readonly Tile[]) => {
    if (saving.isPending || tiles === (draft ?? dashboard.tiles)) return
    setDraft(tiles)
    saving.mutate(tiles)
  }
  return [draft ?? dashboard.tiles, put]
}

function AddTile({ tiles, onAdd }: { tiles: readonly Tile[]; onAdd: (report: string) => void }) {
  const t = useText()
  const label = useLabel()
  const [q, setQ] = useState('')
  const found = useInfiniteQuery(reportsQuery('all', q.trim()))
  const items = (found.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter(({ id }) => !tiles.some(({ report }) => report === id))
  return (
    <Select<string | null>
      aria-label={t('reports.add-tile')}
      placeholder={t('reports.add-tile')}
      style={{ width: 220 }}
      value={null}
      disabled={tiles.length >= MOST_TILES}
      loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setQ }}
      onChange={(id) => id && onAdd(id)}
      options={items.map((one) => ({ value: one.id, label: label(one.label) }))}
    />
  )
}
