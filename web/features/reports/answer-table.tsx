import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import type { Answer } from '../../../src/features/reports/contract.ts'
import { rowsOf } from '../../../src/features/reports/rules/reading.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFigures } from './use-figures.ts'

/** The figures of an answer, line by line; each opens the rows it is made of. */
export function AnswerTable({ answer: { answered }, label }: { answer: Answer; label: string }) {
  const t = useText()
  const say = useLabel()
  const { measures, by, lines, all } = answered
  return (
    <section className="scroll-x" aria-label={label} ref={reachByKeys}>
      <table className="figures-table answer-table">
        <thead>
          <tr>
            {by.map((dimension) => (
              <th key={dimension.key} scope="col">
                {say(dimension.label)}
              </th>
            ))}
            {measures.map((measure) => (
              <th key={measure.key} scope="col" className="figures" title={say(measure.definition)}>
                {say(measure.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={JSON.stringify(line.keys.map(({ key }) => key))}>
              {line.keys.map(({ key, label }, at) => (
                <th key={by[at]?.key} scope="row">
                  <Rows filter={line.filter}>{label ?? key ?? t('reports.none')}</Rows>
                </th>
              ))}
              <Cells values={line.values} measures={measures} filter={line.filter} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            {by.map(({ key }, at) => (
              <th key={key} scope="row">
                {at === 0 ? t('reports.all') : ''}
              </th>
            ))}
            <Cells values={all.values} measures={measures} filter={all.filter} />
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

/** What scrolls sideways is reached with the keyboard too. */
function reachByKeys(place: HTMLElement | null): void {
  if (place) place.tabIndex = place.scrollWidth > place.clientWidth ? 0 : -1
}

function Cells({
  values,
  measures,
  filter,
}: {
  values: readonly Measured[]
  measures: readonly MeasureEntry[]
  filter: string | null
}) {
  const figures = useFigures()
  return measures.map((measure, at) => {
    const value = values[at]
    if (!value) return <td key={measure.key} />
    const sure = figures.sure(value, measure)
    const change = figures.change(value, measure)
    return (
      <td key={measure.key} className="figures">
        <Rows filter={rowsOf(filter, measure)}>{figures.value(value, measure)}</Rows>
        {sure && <span className="figure-sure">{sure}</span>}
        {change && (
          <span className="figure-change" data-judged={change.judged}>
            {change.text}
          </span>
        )}
      </td>
    )
  })
}

/** Opens the rows of a filter; plain where no filter can say them. */
function Rows({ filter, children }: { filter: string | null; children: ReactNode }) {
  if (filter === null) return children
  return (
    <Link to="/opportunities" search={(filter ? { filter } : {}) as never}>
      {children}
    </Link>
  )
}
