import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type DragStartEvent,
  PointerSensor,
  pointerWithin,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { cellFilter } from '../../../src/features/board/rules.ts'
import { mayDo, useMe } from '../../client/session.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useNarrow } from '../../kit/viewport.ts'
import { Drill } from './drill.tsx'
import { BoardFilters } from './filters.tsx'
import { Matrix } from './matrix.tsx'
import { PeopleCards } from './people-cards.tsx'
import { type Board, boardQuery } from './queries.ts'
import { type BoardAddress, useBoardAddress } from './use-address.ts'
import './board.css'

const MORE = 200

export type Passing = { ids: string[]; to?: { id: string; title: string }; done: () => void }

/** People × stages: who holds what, what is due and late; every figure opens its rows, and rows are passed by dropping them on a person. */
export function ResponsibilityBoardPage({ onPass }: { onPass: (passing: Passing) => void }) {
  const t = useText()
  const me = useMe()
  const phone = useNarrow(768)
  const beside = !useNarrow(1180)
  const [address, setAddress] = useBoardAddress()
  const found = useQuery(boardQuery(address))
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [dragged, setDragged] = useState<{ id: string; title: string }>()
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const canPass = mayDo(me, 'opportunity', 'pass')
  const pass = (ids: string[], to?: Passing['to']) =>
    onPass({ ids, ...(to && { to }), done: () => setPicked(new Set()) })
  const grab = ({ active }: DragStartEvent) =>
    setDragged({ id: String(active.id), title: String(active.data.current?.['title'] ?? '') })
  const drop = ({ active, over }: DragEndEvent) => {
    setDragged(undefined)
    const person = over?.data.current as { id: string; name: string } | undefined
    const id = String(active.id)
    if (person) pass(picked.has(id) ? [...picked] : [id], { id: person.id, title: person.name })
  }
  const open = (cell: Partial<BoardAddress>) => {
    setPicked(new Set())
    setAddress(cell)
  }
  const close = () => open({ holder: undefined, stage: undefined, state: undefined, open: undefined })
  const board = found.data
  const drill = board && address.open === 'yes' && (
    <Drill
      title={<CellName board={board} address={address} />}
      filter={filterOf(board, address)}
      picked={picked}
      onPick={setPicked}
      canPass={canPass}
      onPass={(ids) => pass(ids)}
      {...(beside && { onClose: close })}
    />
  )
  return (
    <div className="page page-full board-page">
      <PageHeader title={t('app.board')} hint={t(phone ? 'board.hint-phone' : 'board.hint')} />
      <BoardFilters address={address} onChange={open} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <DndContext
        sensors={sensors}
        collisionDetection={pointerWithin}
        onDragStart={grab}
        onDragEnd={drop}
        onDragCancel={() => setDragged(undefined)}
      >
        {board && (
          <div className="board-and-drill" data-busy={found.isPlaceholderData || undefined}>
            <div className="board-main">
              {board.rows.length === 0 && <NoRows />}
              {board.rows.length > 0 &&
                (phone ? (
                  <PeopleCards board={board} open={address} onOpen={open} />
                ) : (
                  <Matrix board={board} open={address} onOpen={open} isDropped={dragged !== undefined} />
                ))}
              {board.more && (
                <Button onClick={() => setAddress({ limit: (address.limit ?? MORE) + MORE })}>
                  {t('board.more-people')}
                </Button>
              )}
            </div>
            {drill && beside && (
              <aside className="drill" aria-label={t('board.rows')}>
                {drill}
              </aside>
            )}
          </div>
        )}
        <DragOverlay dropAnimation={null}>
          {dragged && (
            <div className="drag-card">
              {picked.has(dragged.id) && picked.size > 1
                ? t('board.dragged-n', { count: picked.size })
                : dragged.title}
            </div>
          )}
        </DragOverlay>
      </DndContext>
      {board && !beside && (
        <SidePanel
          open={address.open === 'yes'}
          title={<CellName board={board} address={address} />}
          onClose={close}
        >
          {drill}
        </SidePanel>
      )}
    </div>
  )
}

function NoRows() {
  const t = useText()
  return (
    <EmptyState title={t('board.nobody')} hint={t('board.nobody-hint')}>
      <Link to="/opportunities">
        <Button type="primary">{t('today.see-opportunities')}</Button>
      </Link>
    </EmptyState>
  )
}

/** `陈静 · 线索 · 超时`. */
function CellName({ board, address }: { board: Board; address: BoardAddress }) {
  const t = useText()
  const label = useLabel()
  const person = board.rows.find(({ person: { id } }) => id === address.holder)?.person.name
  const stage = board.stages.find(({ key }) => key === address.stage)
  const parts = [
    person ?? (address.holder ? '…' : t('board.all')),
    stage && label(stage.label),
    address.state && t(`board.${address.state}`),
  ]
  return parts.filter(Boolean).join(' · ')
}

function filterOf(board: Board, { holder, stage, state }: BoardAddress): string {
  return cellFilter(board.filter, { holder, stage: board.stages.find(({ key }) => key === stage), state })
}
