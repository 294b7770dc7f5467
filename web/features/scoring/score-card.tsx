import './scoring.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ScorePush } from '../../../src/features/scoring/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { opportunityScoreQuery } from './queries.ts'
import { useLevelName } from './use-level-name.ts'

/** How likely an open opportunity is won, and why; says so where too few have ended to tell. */
export function ScoreCard({ id, version }: { id: string; version: number }) {
  const t = useText()
  const format = useFormat()
  const score = useQuery(opportunityScoreQuery(id, version)).data
  if (!score || score.state === 'closed' || score.state === 'none') return null
  return (
    <section className="card score-card">
      <h2>{t('scoring.chance')}</h2>
      {score.probability === null ? (
        <p className="muted">
          {t('scoring.too-few', { won: score.won, lost: score.lost, least: score.least })}
        </p>
      ) : (
        <>
          <p className="score-chance">
            <b>{format.percent(score.probability * 100, 0)}</b>
            <span
              className="score-bar"
              style={{ '--share': `${score.probability * 100}%` } as never}
              aria-hidden
            />
          </p>
          <Pushes pushes={score.pushes.slice(0, 4)} />
          <p className="muted">
            <Link to="/scores">{t('scoring.how')}</Link>
          </p>
        </>
      )}
    </section>
  )
}

const STRONG = 0.7
const CLEAR = 0.25

/** What pushes it up or down against the average opportunity. */
export function Pushes({ pushes }: { pushes: readonly ScorePush[] }) {
  const t = useText()
  const nameOf = useLevelName()
  if (pushes.length === 0) return <p className="muted">{t('scoring.as-usual')}</p>
  return (
    <ul className="score-pushes">
      {pushes.map((one) => {
        const size = Math.abs(one.push)
        const strength = size >= STRONG ? 'strong' : size >= CLEAR ? 'clear' : 'slight'
        const way = one.push > 0 ? 'up' : 'down'
        return (
          <li key={one.what} data-way={way}>
            <span>
              <span aria-hidden>{one.push > 0 ? '↑' : '↓'}</span> {nameOf(one)}
            </span>
            <span className="muted">{t(`scoring.${strength}-${way}`)}</span>
          </li>
        )
      })}
    </ul>
  )
}
