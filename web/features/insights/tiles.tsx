import { Link } from '@tanstack/react-router'
import type { Answered } from '../../../src/features/insights/contract/query.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { Change, useFigure } from './figure.tsx'

/** What a director looks at first: how it stands now, whatever the period, and how the period went. */
export const NOW = ['open', 'overdue'] as const
export const TILES = ['won', 'won-amount', 'win-rate', 'cycle-won', 'first-contact', 'on-time-rate'] as const

/** Each opens what it counts. */
export function Tiles({ answers }: { answers: readonly Answered[] }) {
  return (
    <ul className="totals">
      {answers.map((answer) => (
        <Some key={answer.measures[0]?.key} answer={answer} />
      ))}
    </ul>
  )
}

function Some({ answer }: { answer: Answered }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const { text, interval, isFew } = useFigure()
  return (
    <>
      {answer.measures.map((entry, i) => {
        const measured = answer.all.values[i]
        if (!measured) return null
        const range = interval(entry, measured)
        const filter = [answer.all.filter, entry.rows].filter((part) => part).map((part) => `(${part})`)
        return (
          <li key={entry.key} className="card" title={label(entry.definition)}>
            <Link to="/opportunities" search={{ filter: filter.join(' && ') || undefined } as never}>
              <span className="muted">
                {label(entry.label)}
                {entry.unit === 'days' && ` (${t('insights.unit-days')})`}
              </span>
              <b>{text(entry, measured)}</b>
              {range && (
                <small className="muted">
                  {t(isFew(measured) ? 'insights.between-few' : 'insights.between', {
                    range,
                    n: format.number(measured.n, 0),
                  })}
                </small>
              )}
              <Change entry={entry} measured={measured} />
            </Link>
          </li>
        )
      })}
    </>
  )
}
