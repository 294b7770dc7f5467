import { useDroppable } from '@dnd-kit/core'
import type { BoardRow } from '../../../src/features/board/contract.ts'
import type { Cell } from '../../../src/features/board/rules.ts'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { Figures } from './figures.tsx'
import type { Board } from './queries.ts'
import type { BoardAddress } from './use-address.ts'

type Open = Pick<BoardAddress, 'holder' | 'stage' | 'state' | 'open'>
type Props = { board: Board; open: Open; onOpen: (open: Open) => void; isDropped: boolean }

/** People down, stages across: what each holds where, what is due and late there. A card dropped on a row is passed to its person. */
export function Matrix({ board, open, onOpen, isDropped }: Props) {
  const t = useText()
  const label = useLabel()
  const { stages, rows, columns, total } = board
  const opening = openingOf(open, onOpen)
  const teams = rows.filter(({ mine }) => mine).length
  const parted = teams > 0 && teams < rows.length
  return (
    <div className="matrix" data-dropping={isDropped || undefined} tabIndex={-1}>
      <table aria-label={t('app.board')}>
        <thead>
          <tr>
            <th scope="col">{t('board.people-n', { count: board.people })}</th>
            <th scope="col">
              <span>{t('board.all')}</span>
              <Figures tally={total} name={t('board.all')} {...opening(undefined, undefined)} />
            </th>
            {stages.map((stage) => (
              <th key={stage.key} scope="col">
                <span>{label(stage.label)}</span>
                <Figures
                  tally={columns.find((one) => one.stage === stage.key) ?? total}
                  name={label(stage.label)}
                  {...opening(undefined, stage.key)}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <Row
              key={row.person.id}
              row={row}
              stages={board.stages}
              opening={opening}
              before={
                parted && at === teams ? t('board.others') : parted && at === 0 ? t('board.mine') : undefined
              }
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type Opening = ReturnType<typeof openingOf>

function openingOf(open: Open, onOpen: (open: Open) => void) {
  return (holder: string | undefined, stage: string | undefined) => ({
    isOpen: (state: Cell['state']) =>
      open.open === 'yes' && open.holder === holder && open.stage === stage && open.state === state,
    onOpen: (state: Cell['state']) => onOpen({ holder, stage, state, open: 'yes' as const }),
  })
}

function Row({
  row,
  stages,
  opening,
  before,
}: {
  row: BoardRow
  stages: Board['stages']
  opening: Opening
  before: string | undefined
}) {
  const label = useLabel()
  const { person, department, total, cells } = row
  const { setNodeRef, isOver } = useDroppable({ id: person.id, data: person })
  return (
    <>
      {before && (
        <tr className="matrix-part">
          <th colSpan={stages.length + 2} scope="rowgroup">
            <span>{before}</span>
          </th>
        </tr>
      )}
      <tr ref={setNodeRef} data-over={isOver || undefined}>
        <th scope="row">
          <PersonMark name={person.name} id={person.id} />
          {department && <span className="muted">{department.name}</span>}
        </th>
        <td>
          <Figures tally={total} name={person.name} {...opening(person.id, undefined)} />
        </td>
        {stages.map((stage) => {
          const cell = cells.find((one) => one.stage === stage.key)
          return (
            <td key={stage.key}>
              {cell && (
                <Figures
                  tally={cell}
                  name={`${person.name} ${label(stage.label)}`}
                  {...opening(person.id, stage.key)}
                />
              )}
            </td>
          )
        })}
      </tr>
    </>
  )
}
