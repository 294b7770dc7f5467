import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useMe } from '../../client/session.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { figuresQuery } from './queries.ts'

/** The viewer's own figures, and of those they lead once these have seen theirs. */
export function MyFigures() {
  const t = useText()
  const format = useFormat()
  const me = useMe()
  const [other, setOther] = useState<Reference | null>(null)
  const found = useQuery(figuresQuery(other?.id ?? me.person.id))
  const figures = found.data
  return (
    <section className="card">
      <h2>{t('scoring.figures')}</h2>
      <p className="muted">{t('scoring.figures-hint')}</p>
      <div className="score-other">
        <RecordPicker
          object="person"
          value={other}
          onChange={setOther}
          placeholder={t('scoring.figures-other')}
        />
      </div>
      <ErrorNote error={found.error} />
      {found.isPending && <Skeleton active />}
      {figures && (
        <ul className="score-figures">
          <li>
            {t('scoring.figures-won', { name: figures.person.name, won: figures.won, n: figures.n })}
            {figures.rate !== null && figures.low !== null && figures.high !== null && (
              <span className="muted">
                {' '}
                {format.percent(figures.rate * 100, 0)} ({format.percent(figures.low * 100, 0)}–
                {format.percent(figures.high * 100, 0)})
              </span>
            )}
          </li>
          {figures.expected !== null && figures.n > 0 && (
            <li>{t('scoring.figures-expected', { expected: format.number(figures.expected, 1) })}</li>
          )}
          {figures.openExpected !== null && (
            <li>
              {t('scoring.figures-open', {
                open: figures.open,
                expected: format.number(figures.openExpected, 1),
              })}
            </li>
          )}
          {figures.othersFrom && (
            <li className="muted">{t('scoring.figures-from', { from: figures.othersFrom })}</li>
          )}
        </ul>
      )}
    </section>
  )
}
