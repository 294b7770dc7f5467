import { useDraggable } from '@dnd-kit/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Checkbox, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { TimeLeft } from '../../kit/time-left.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { idOf, moneyOf, type RecordJson, recordsQuery, titleOf } from '../../records/queries.ts'

const AT_ONCE = 50

/** The rows a cell counts, soonest due first: opened, picked, dragged onto a person, or passed with a button. */
export function Drill({
  title,
  filter,
  picked,
  onPick,
  canPass,
  onPass,
  onClose,
}: {
  title: ReactNode
  filter: string
  picked: ReadonlySet<string>
  onPick: (picked: ReadonlySet<string>) => void
  canPass: boolean
  onPass: (ids: string[]) => void
  /** Left out where the panel around it closes. */
  onClose?: () => void
}) {
  const t = useText()
  const found = useInfiniteQuery(
    recordsQuery('opportunity', 'opportunities', { filter, sort: 'dueAt' }, AT_ONCE),
  )
  const cards = (found.data?.pages ?? []).flatMap((page) => page.items)
  const here = cards.filter(({ id }) => picked.has(id)).map(({ id }) => id)
  const toggle = (id: string) => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    onPick(next)
  }
  return (
    <>
      <div className="drill-head">
        {onClose && (
          <div>
            <h2>{title}</h2>
            <Button size="small" onClick={onClose}>
              {t('kit.close')}
            </Button>
          </div>
        )}
        <div>
          <Link to="/opportunities" search={{ filter, sort: 'dueAt' } as never}>
            {t('board.in-list')}
          </Link>
          {canPass && here.length > 0 && (
            <Button type="primary" size="small" onClick={() => onPass(here)}>
              {t('board.pass-n', { count: here.length })}
            </Button>
          )}
        </div>
        {canPass && <p className="muted drill-hint">{t('board.drag-hint')}</p>}
      </div>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && cards.length === 0 && <p className="muted">{t('board.no-rows')}</p>}
      <ul className="drill-cards" aria-label={t('board.rows')}>
        {cards.map((card) => (
          <DrillCard
            key={card.id}
            card={card}
            canPass={canPass}
            isPicked={picked.has(card.id)}
            onToggle={() => toggle(card.id)}
            onPass={() => onPass([card.id])}
          />
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('opportunities.more')}
        </Button>
      )}
    </>
  )
}

function DrillCard({
  card,
  canPass,
  isPicked,
  onToggle,
  onPass,
}: {
  card: RecordJson
  canPass: boolean
  isPicked: boolean
  onToggle: () => void
  onPass: () => void
}) {
  const t = useText()
  const format = useFormat()
  const { listeners, setNodeRef, isDragging } = useDraggable({
    id: card.id,
    data: { title: card['title'] },
    disabled: !canPass,
  })
  const money = moneyOf(card['amount'])
  const title = String(card['title'])
  return (
    <li
      ref={setNodeRef}
      data-dragging={isDragging || undefined}
      data-draggable={canPass || undefined}
      {...listeners}
    >
      {canPass && <Checkbox aria-label={t('board.pick', { title })} checked={isPicked} onChange={onToggle} />}
      <div>
        <Link to="/opportunities/$id" params={{ id: card.id }}>
          {title}
        </Link>
        <p className="muted">
          {titleOf(card['stage'])}
          {titleOf(card['account']) && <> · {titleOf(card['account'])}</>}
          {money && <> · {format.money(money, 'compact')}</>}
        </p>
        <p className="drill-foot">
          <PersonMark name={titleOf(card['holder']) ?? ''} id={idOf(card['holder'])} size={20} />
          {typeof card['dueAt'] === 'string' && (
            <TimeLeft
              due={card['dueAt']}
              warnAt={typeof card['warnAt'] === 'string' ? card['warnAt'] : undefined}
            />
          )}
        </p>
      </div>
      {canPass && (
        <Button size="small" aria-label={t('board.pass-one', { title })} onClick={onPass}>
          {t('responsibility.pass')}
        </Button>
      )}
    </li>
  )
}
