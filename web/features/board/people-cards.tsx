import type { Cell } from '../../../src/features/board/rules.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { Figures } from './figures.tsx'
import type { Board } from './queries.ts'
import type { BoardAddress } from './use-address.ts'

type Open = Pick<BoardAddress, 'holder' | 'stage' | 'state' | 'open'>

/** The board on a phone: every person a card with the stages at which they hold something. */
export function PeopleCards({
  board,
  open,
  onOpen,
}: {
  board: Board
  open: Open
  onOpen: (open: Open) => void
}) {
  const t = useText()
  const label = useLabel()
  const opening = (holder: string | undefined, stage: string | undefined) => ({
    isOpen: (state: Cell['state']) =>
      open.open === 'yes' && open.holder === holder && open.stage === stage && open.state === state,
    onOpen: (state: Cell['state']) => onOpen({ holder, stage, state, open: 'yes' as const }),
  })
  return (
    <ul className="people-cards" aria-label={t('app.board')}>
      <li className="card">
        <div className="people-card-head">
          <b>{t('board.people-n', { count: board.people })}</b>
          <Figures tally={board.total} name={t('board.all')} {...opening(undefined, undefined)} />
        </div>
      </li>
      {board.rows.map(({ person, department, total, cells }) => (
        <li key={person.id} className="card">
          <div className="people-card-head">
            <div>
              <PersonMark name={person.name} id={person.id} />
              {department && <p className="muted">{department.name}</p>}
            </div>
            <Figures tally={total} name={person.name} {...opening(person.id, undefined)} />
          </div>
          {cells.length > 0 && (
            <ul>
              {board.stages.map((stage) => {
                const cell = cells.find((one) => one.stage === stage.key)
                return (
                  cell && (
                    <li key={stage.key}>
                      <span className="muted">{label(stage.label)}</span>
                      <Figures
                        tally={cell}
                        name={`${person.name} ${label(stage.label)}`}
                        {...opening(person.id, stage.key)}
                      />
                    </li>
                  )
                )
              })}
            </ul>
          )}
        </li>
      ))}
    </ul>
  )
}
