import { FieldTimeOutlined, WarningOutlined } from '@ant-design/icons'
import type { Tally } from '../../../src/features/board/contract.ts'
import type { Cell } from '../../../src/features/board/rules.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

export type Opening = { holder?: string; stage?: string; state?: Cell['state'] }

/** How pressing a cell is: what colours it, always with words beside. */
export function heatOf({ due, overdue }: Tally): 'late' | 'due' | 'calm' {
  if (overdue) return 'late'
  return due ? 'due' : 'calm'
}

/** What a cell says: how many, what they are worth, and each state a way of its own to its rows. `name` is who and where, for those who only hear it. */
export function Figures({
  tally,
  name,
  isOpen,
  onOpen,
}: {
  tally: Tally
  name: string
  /** Which state of it is open, if any. */
  isOpen: (state: Cell['state']) => boolean
  onOpen: (state: Cell['state']) => void
}) {
  const t = useText()
  const format = useFormat()
  const { held, due, overdue, amount } = tally
  if (held === 0) return <span className="board-none">{t('board.none')}</span>
  const worth = amount.map((sum) => format.money(sum, 'compact')).join(' · ')
  return (
    <div className="board-figures" data-heat={heatOf(tally)}>
      <button
        type="button"
        className="board-held"
        aria-pressed={isOpen(undefined)}
        onClick={() => onOpen(undefined)}
      >
        <span className="only-heard">{`${name}：${t('board.held-n', { count: held })}`}</span>
        <b aria-hidden>{format.number(held, 0)}</b>
        {worth && <span>{worth}</span>}
      </button>
      {(Boolean(overdue) || Boolean(due)) && (
        <p>
          {Boolean(overdue) && (
            <button
              type="button"
              className="board-state"
              data-heat="late"
              aria-pressed={isOpen('overdue')}
              aria-label={`${name}：${t('board.overdue-n', { count: overdue ?? 0 })}`}
              onClick={() => onOpen('overdue')}
            >
              <WarningOutlined aria-hidden /> {t('board.overdue-n', { count: overdue ?? 0 })}
            </button>
          )}
          {Boolean(due) && (
            <button
              type="button"
              className="board-state"
              data-heat="due"
              aria-pressed={isOpen('due')}
              aria-label={`${name}：${t('board.due-n', { count: due ?? 0 })}`}
              onClick={() => onOpen('due')}
            >
              <FieldTimeOutlined aria-hidden /> {t('board.due-n', { count: due ?? 0 })}
            </button>
          )}
        </p>
      )}
    </div>
  )
}
