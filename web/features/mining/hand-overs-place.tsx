import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { Chart } from '../../kit/chart.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import { flowOption, heatOption } from './hand-over-pictures.ts'
import { type HandOvers, handOversQuery, type PassingBy } from './queries.ts'
import { useMinutes } from './words.ts'

const BY = ['function', 'department', 'person'] as const
const MOST_ROWS = 60

/** Who handed over to whom: as a heat map, as a flow, and in figures; and what went to and fro. */
export function HandOversPlace({ which, onPoint }: Asking) {
  const t = useText()
  const [by, setBy] = useState<PassingBy>('function')
  const [picture, setPicture] = useState<'heat' | 'flow'>('heat')
  const found = useQuery(handOversQuery(which, by))
  return (
    <Outcome found={found}>
      {(shown) => (
        <>
          <section className="card">
            <div className="mining-bar">
              <Segmented<PassingBy>
                aria-label={t('mining.by')}
                value={by}
                onChange={setBy}
                options={BY.map((one) => ({ value: one, label: t(`mining.by-${one}`) }))}
              />
              <Segmented<'heat' | 'flow'>
                aria-label={t('mining.picture')}
                value={picture}
                onChange={setPicture}
                options={(['heat', 'flow'] as const).map((one) => ({
                  value: one,
                  label: t(`mining.${one}`),
                }))}
              />
            </div>
            <Picture shown={shown} picture={picture} onPoint={onPoint} />
            <p className="muted">{t(`mining.${picture}-hint`)}</p>
            {by === 'person' && <p className="muted">{t('mining.people-hint')}</p>}
          </section>
          <Cells shown={shown} onPoint={onPoint} />
          <ToAndFro shown={shown} onPoint={onPoint} />
        </>
      )}
    </Outcome>
  )
}

type Part = { shown: HandOvers; onPoint: Asking['onPoint'] }

function Picture({ shown, picture, onPoint }: Part & { picture: 'heat' | 'flow' }) {
  const t = useText()
  const label = useLabel()
  const drawn = useMemo(() => {
    const cells = shown.cells.filter(({ passes }) => passes > 0).slice(0, MOST_ROWS)
    const name = (key: string) => {
      const text = shown.names[key]
      return text ? label(text) : key
    }
    return picture === 'heat' ? heatOption(cells, name, t('mining.passes-made')) : flowOption(cells, name)
  }, [shown, picture, label, t])
  if (drawn.count === 0) return <p className="muted">{t('mining.no-passes')}</p>
  return (
    <Chart
      option={drawn.option}
      height={drawn.height}
      label={t('mining.matrix-said')}
      onPick={({ data }) => {
        const found = drawn.markOf(data)
        if (found) onPoint(found)
      }}
    />
  )
}

function Cells({ shown, onPoint }: Part) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const label = useLabel()
  const name = (key: string) => label(shown.names[key] ?? { zh: key, en: key })
  const columns = [
    'passes-made',
    'offered',
    'accepted',
    'declined',
    'unanswered',
    'asked',
    'answer',
    'won',
    'lost',
  ] as const
  return (
    <section className="card">
      <h2>{t('mining.same-figures')}</h2>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('mining.from-to')}</th>
              {columns.map((one) => (
                <th key={one} scope="col" className="figures">
                  {t(`mining.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.cells.slice(0, MOST_ROWS).map((cell) => {
              const title = `${name(cell.from)} → ${name(cell.to)}`
              const { passes, offered, accepted, declined, unanswered, asked, answer, won, lost } = cell
              const numbers = [passes, offered, accepted, declined, unanswered, asked]
              return (
                <tr key={cell.mark}>
                  <th scope="row">
                    <button
                      type="button"
                      className="link-like"
                      onClick={() => onPoint({ mark: cell.mark, title })}
                    >
                      {title}
                    </button>
                  </th>
                  {numbers.map((one, i) => (
                    <td key={columns[i]} className="figures">
                      {format.number(one, 0)}
                    </td>
                  ))}
                  <td className="figures">{minutes(answer.median)}</td>
                  <td className="figures">{format.number(won, 0)}</td>
                  <td className="figures">{format.number(lost, 0)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function ToAndFro({ shown, onPoint }: Part) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const label = useLabel()
  const name = (key: string) => label(shown.names[key] ?? { zh: key, en: key })
  return (
    <section className="card">
      <h2>{t('mining.ping-pong')}</h2>
      {shown.pingPong.length === 0 && <p className="muted">{t('mining.no-ping-pong')}</p>}
      <ul className="mining-list">
        {shown.pingPong.slice(0, 20).map(({ a, b, n, cases, minutes: lost, mark }) => {
          const title = `${name(a)} → ${name(b)} → ${name(a)}`
          return (
            <li key={mark}>
              <button type="button" className="link-like" onClick={() => onPoint({ mark, title })}>
                {title}
              </button>{' '}
              <span className="muted">
                {t('mining.again', {
                  n: format.number(n, 0),
                  cases: format.number(cases, 0),
                  time: minutes(lost.total),
                })}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
