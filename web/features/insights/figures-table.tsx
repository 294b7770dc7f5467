import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answered, Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { Change, useFigure } from './figure.tsx'
import type { Question } from './queries.ts'
import { type Behind, RowsBehind } from './rows-behind.tsx'

type Line = Answered['lines'][number]
type Order = { column: number; down: boolean }

/** The lines of an answer, in the order a click on a head asks for; every figure opens its rows. */
export function FiguresTable({
  answer,
  asked,
}: {
  answer: Answered
  asked: Pick<Question, 'filter' | 'period'>
}) {
  const t = useText()
  const label = useLabel()
  const [order, setOrder] = useState<Order>()
  const [behind, setBehind] = useState<Behind>()
  const lines = order ? answer.lines.toSorted((a, b) => compared(a, b, order)) : answer.lines
  return (
    <div className="scroll-x">
      <table className="figures-table">
        <thead>
          <tr>
            {answer.by.map((dimension) => (
              <th key={dimension.key} scope="col">
                {label(dimension.label)}
              </th>
            ))}
            {answer.measures.map((entry, column) => (
              <th key={entry.key} scope="col" className="figures" aria-sort={sortOf(order, column)}>
                <button
                  type="button"
                  className="sort"
                  title={label(entry.definition)}
                  onClick={() => setOrder({ column, down: order?.column === column ? !order.down : true })}
                >
                  {label(entry.label)}
                  {entry.unit === 'days' && ` (${t('insights.unit-days')})`}
                  <span aria-hidden>{order?.column === column ? (order.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row
              key={line.keys.map(({ key }) => key ?? '').join('|')}
              line={line}
              answer={answer}
              asked={asked}
              onOpen={setBehind}
            />
          ))}
        </tbody>
      </table>
      <RowsBehind behind={behind} onClose={() => setBehind(undefined)} />
      {answer.more && <p className="muted">{t('insights.more-lines')}</p>}
      {answer.withheld && <p className="muted">{t('insights.withheld')}</p>}
    </div>
  )
}

type RowProps = {
  line: Line
  answer: Answered
  asked: Pick<Question, 'filter' | 'period'>
  onOpen: (behind: Behind) => void
}

function Row({ line, answer, asked, onOpen }: RowProps) {
  const t = useText()
  const label = useLabel()
  const name = line.keys.map((key) => key.label ?? t('insights.none')).join(' · ')
  const open = (entry: MeasureEntry) => {
    const { filter, period } = asked
    const about = { ...(filter ? { filter } : {}), ...(period ? { period } : {}) }
    const keys = line.keys.map(({ key }) => key)
    const by = answer.by.map(({ key }) => key)
    onOpen({ title: `${name}: ${label(entry.label)}`, asked: { measure: entry.key, by, keys, ...about } })
  }
  return (
    <tr>
      <th scope="row" colSpan={line.keys.length}>
        {line.filter === null ? (
          name
        ) : (
          <Link to="/opportunities" search={{ filter: line.filter } as never}>
            {name}
          </Link>
        )}
      </th>
      {answer.measures.map((entry, i) => (
        <td key={entry.key} className="figures">
          <Cell
            entry={entry}
            measured={line.values[i] as Measured}
            filter={line.filter}
            onOpen={() => open(entry)}
          />
        </td>
      ))}
    </tr>
  )
}

type CellProps = { entry: MeasureEntry; measured: Measured; filter: string | null; onOpen: () => void }

function Cell({ entry, measured, filter, onOpen }: CellProps) {
  const t = useText()
  const format = useFormat()
  const { text, interval, isFew } = useFigure()
  const range = interval(entry, measured)
  const shown = text(entry, measured)
  return (
    <>
      {measured.n === 0 || (filter !== null && entry.rows === null) ? (
        shown
      ) : filter === null ? (
        <button type="button" className="opens" onClick={onOpen}>
          {shown}
        </button>
      ) : (
        <Link to="/opportunities" search={{ filter: `(${filter}) && (${entry.rows})` } as never}>
          {shown}
        </Link>
      )}
      {range && (
        <small
          className="muted range"
          title={t('insights.between', { range, n: format.number(measured.n, 0) })}
        >
          {isFew(measured) ? t('insights.of-few', { n: format.number(measured.n, 0), range }) : range}
        </small>
      )}
      <Change entry={entry} measured={measured} />
    </>
  )
}

function sortOf(order: Order | undefined, column: number) {
  return order?.column === column ? (order.down ? 'descending' : 'ascending') : undefined
}

function compared(a: Line, b: Line, { column, down }: Order): number {
  const of = ({ values }: Line) => {
    const { value, money } = values[column] as Measured
    return money ? Number(money[0]?.amount ?? Number.NaN) : (value ?? Number.NaN)
  }
  const [x, y] = [of(a), of(b)]
  // what is unknown stands last, whatever the order
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y))
  return down ? y - x : x - y
}
