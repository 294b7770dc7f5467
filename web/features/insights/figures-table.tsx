import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Answered, Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { Change, useFigure } from './figure.tsx'

type Line = Answered['lines'][number]
type Order = { column: number; down: boolean }

/** The lines of an answer, in the order a click on a head asks for; every figure opens its rows. */
export function FiguresTable({ answer }: { answer: Answered }) {
  const t = useText()
  const label = useLabel()
  const [order, setOrder] = useState<Order>()
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
              measures={answer.measures}
            />
          ))}
        </tbody>
      </table>
      {answer.more && <p className="muted">{t('insights.more-lines')}</p>}
      {answer.withheld && <p className="muted">{t('insights.withheld')}</p>}
    </div>
  )
}

function Row({ line, measures }: { line: Line; measures: readonly MeasureEntry[] }) {
  const t = useText()
  const name = line.keys.map(({ label }) => label ?? t('insights.none')).join(' · ')
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
      {measures.map((entry, i) => (
        <td key={entry.key} className="figures">
          <Cell entry={entry} measured={line.values[i] as Measured} filter={line.filter} />
        </td>
      ))}
    </tr>
  )
}

function Cell({
  entry,
  measured,
  filter,
}: {
  entry: MeasureEntry
  measured: Measured
  filter: string | null
}) {
  const t = useText()
  const format = useFormat()
  const { text, interval, isFew } = useFigure()
  const range = interval(entry, measured)
  const shown = text(entry, measured)
  return (
    <>
      {filter !== null && entry.rows !== null && shown !== '–' ? (
        <Link to="/opportunities" search={{ filter: `(${filter}) && (${entry.rows})` } as never}>
          {shown}
        </Link>
      ) : (
        shown
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
