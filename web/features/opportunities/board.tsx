import {
  DndContext,
  type DragEndEvent,
  type DragStartEvent,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import type { Stage } from '../../../src/features/plan/contract.ts'
import { decimalFrom, minorFrom } from '../../../src/kernel/money.ts'
import { type StageColumn, useStageColumns } from '../../client/plan.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import {
  type Asked,
  groupsQuery,
  idOf,
  type Money,
  moneyOf,
  type RecordJson,
  recordsQuery,
  titleOf,
} from '../../records/queries.ts'

import { DueLeft } from './due-left.tsx'

const CARDS = 20

type Dragged = { card: RecordJson; stage: string }

/**
 * Stages side by side with their first cards, counts and sums. A card dropped on another stage stands there at once, and goes back
 * where the move is refused or given up; by keyboard it is moved on its page, along the path of stages.
 */
export function Board({
  asked,
  onGrab,
  onMove,
}: {
  asked: Asked
  onGrab: (id: string) => void
  onMove: (opportunity: { id: string; version: number }, stage: string) => Promise<void>
}) {
  const columns = useStageColumns()
  const groups = useQuery(
    groupsQuery('opportunity', 'opportunities', { ...asked, groupBy: 'stage', measures: 'count,sum:amount' }),
  )
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const [dropped, setDropped] = useState<readonly Dragged[]>([])
  const grab = ({ active }: DragStartEvent) => onGrab(String(active.id))
  const drop = ({ active, over }: DragEndEvent) => {
    const dragged = active.data.current as Dragged | undefined
    if (!dragged || !over || dragged.stage === over.id) return
    const { card } = dragged
    const there = { card, stage: String(over.id) }
    setDropped((before) => [there, ...before.filter((one) => one.card.id !== card.id)])
    void onMove({ id: card.id, version: card.version }, there.stage).finally(() =>
      setDropped((before) => before.filter((one) => one !== there)),
    )
  }
  return (
    <DndContext sensors={sensors} onDragStart={grab} onDragEnd={drop}>
      <ErrorNote error={groups.error} />
      <div className="board">
        {columns.map(({ stage, ids }) => {
          const mine = (groups.data?.groups ?? []).filter((one) => ids.includes(idOf(one.by[0]) ?? ''))
          return (
            <BoardColumn
              key={stage.id}
              stage={stage}
              ids={ids}
              asked={asked}
              dropped={dropped}
              count={groups.data && mine.reduce((sum, one) => sum + Number(one.values[0] ?? 0), 0)}
              sums={sumsOf(mine.flatMap((one) => (one.values[1] as Money[] | null) ?? []))}
            />
          )
        })}
      </div>
    </DndContext>
  )
}

/** One sum a currency: a column may stand for several versions' stages. */
function sumsOf(moneys: readonly Money[]): Money[] {
  return [...Map.groupBy(moneys, ({ currency }) => currency)].map(([currency, list]) => ({
    currency,
    amount: decimalFrom(
      list.reduce((sum, { amount }) => sum + (minorFrom(amount, currency) ?? 0n), 0n),
      currency,
    ),
  }))
}

function BoardColumn({
  stage,
  ids,
  asked,
  dropped,
  count,
  sums,
}: StageColumn & {
  asked: Asked
  /** Cards that were dropped and whose move is under way: they stand where they were dropped and nowhere else. */
  dropped: readonly Dragged[]
  /** Undefined where it is not known yet. */
  count: number | undefined
  sums: readonly Money[]
}) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const { setNodeRef, isOver } = useDroppable({ id: stage.key })
  const mine = ids.length === 1 ? `stage == ${JSON.stringify(stage.id)}` : `stage in ${JSON.stringify(ids)}`
  const filter = asked.filter ? `(${asked.filter}) && ${mine}` : mine
  const found = useInfiniteQuery(
    recordsQuery('opportunity', 'opportunities', { ...asked, filter, sort: asked.sort ?? '-amount' }, CARDS),
  )
  const here = dropped.flatMap((one) => (one.stage === stage.key ? [one.card] : []))
  const rest = (found.data?.pages ?? [])
    .flatMap((page) => page.items)
    .filter(({ id }) => !dropped.some((one) => one.card.id === id))
  const cards = [...here, ...rest]
  return (
    <section
      ref={setNodeRef}
      className="board-column"
      data-over={isOver || undefined}
      aria-label={label(stage.label)}
    >
      <header>
        <h2>{label(stage.label)}</h2>
        <span className="muted">{count !== undefined && format.number(count, 0)}</span>
        <p className="muted">{sums.map((sum) => format.money(sum, 'compact')).join(' · ')}</p>
      </header>
      <ErrorNote error={found.error} />
      <ul>
        {cards.map((card) => (
          <BoardCard key={card.id} card={card} stage={stage.key} />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          type="text"
          block
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t('opportunities.more')}
        </Button>
      )}
    </section>
  )
}

function BoardCard({ card, stage }: { card: RecordJson; stage: string }) {
  const format = useFormat()
  const { listeners, setNodeRef, transform, isDragging } = useDraggable({
    id: card.id,
    data: { card, stage } satisfies Dragged,
  })
  const money = moneyOf(card['amount'])
  return (
    <li
      ref={setNodeRef}
      className="board-card"
      data-dragging={isDragging || undefined}
      style={transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : undefined}
      {...listeners}
    >
      <Link to="/opportunities/$id" params={{ id: card.id }}>
        {String(card['title'])}
      </Link>
      <p className="muted">
        {titleOf(card['account']) ?? (typeof card['companyName'] === 'string' ? card['companyName'] : '')}
      </p>
      <p className="board-card-foot">
        <PersonMark name={titleOf(card['holder']) ?? ''} id={idOf(card['holder'])} size={20} />
        {money && <span className="figures">{format.money(money, 'compact')}</span>}
      </p>
      <DueLeft record={card} />
    </li>
  )
}
