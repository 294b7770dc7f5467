import { useQuery } from '@tanstack/react-query'
import { Segmented, Slider } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import type { Look } from './process-map.tsx'
import { processQuery, type Shown } from './queries.ts'
import { useMinutes, useNames } from './words.ts'

const Drawn = lazy(async () => ({ default: (await import('./process-map.tsx')).ProcessMap }))
const USUAL = 3 // percent

/** The process as it went, drawn, with the same figures in a table. */
export function MapPlace({ which, onPoint }: Asking) {
  const t = useText()
  const [look, setLook] = useState<Look>('frequency')
  const [rare, setRare] = useState(USUAL)
  const found = useQuery(processQuery(which))
  return (
    <Outcome found={found}>
      {(shown) => (
        <>
          <section className="card">
            <div className="mining-bar">
              <Segmented<Look>
                aria-label={t('mining.look')}
                value={look}
                onChange={setLook}
                options={(['frequency', 'time'] as const).map((one) => ({
                  value: one,
                  label: t(`mining.look-${one}`),
                }))}
              />
              <div className="mining-rare">
                <span aria-hidden>{t('mining.rare')}</span>
                <Slider
                  min={0}
                  max={30}
                  value={rare}
                  onChange={setRare}
                  tooltip={{ formatter: (value) => `${value ?? 0}%` }}
                  ariaLabelForHandle={t('mining.rare')}
                />
              </div>
            </div>
            <Suspense fallback={<div className="mining-map" />}>
              <Drawn shown={shown} look={look} rare={rare / 100} onPoint={onPoint} />
            </Suspense>
            <p className="muted">{t('mining.map-hint')}</p>
          </section>
          <Steps shown={shown} onPoint={onPoint} />
          <Passes shown={shown} onPoint={onPoint} />
        </>
      )}
    </Outcome>
  )
}

type Part = { shown: Shown; onPoint: Asking['onPoint'] }

function Steps({ shown, onPoint }: Part) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const names = useNames(shown)
  return (
    <section className="card">
      <h2>{t('mining.same-figures')}</h2>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('mining.step')}</th>
              {(['count', 'waiting-median', 'waiting-mean', 'p90', 'worked'] as const).map((one) => (
                <th key={one} scope="col" className="figures">
                  {t(`mining.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.arrows.map(({ from, to, n, waiting, working, mark }) => {
              const title = `${names.stage(from)} → ${names.stage(to)}`
              return (
                <tr key={mark}>
                  <th scope="row">
                    <button type="button" className="link-like" onClick={() => onPoint({ mark, title })}>
                      {title}
                    </button>
                  </th>
                  <td className="figures">{format.number(n, 0)}</td>
                  <td className="figures">{minutes(waiting.median)}</td>
                  <td className="figures">{minutes(waiting.mean)}</td>
                  <td className="figures">{minutes(waiting.p90)}</td>
                  <td className="figures">
                    {minutes(working.mean === null ? null : working.mean - (waiting.mean ?? 0))}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What went back, and what changed hands without going on. */
function Passes({ shown, onPoint }: Part) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const names = useNames(shown)
  const again = shown.nodes.filter((node) => node.again > 0).sort((a, b) => b.againMinutes - a.againMinutes)
  const link = (mark: string, title: string) => (
    <button type="button" className="link-like" onClick={() => onPoint({ mark, title })}>
      {title}
    </button>
  )
  return (
    <div className="mining-two">
      <section className="card">
        <h2>{t('mining.rework')}</h2>
        {again.length === 0 && <p className="muted">{t('mining.no-rework')}</p>}
        <ul className="mining-list">
          {again.map((node) => (
            <li key={node.key}>
              {link(`again:${node.key}`, names.stage(node.key))}{' '}
              <span className="muted">
                {t('mining.again', {
                  n: format.number(node.again, 0),
                  cases: format.number(node.againCases, 0),
                  time: minutes(node.againMinutes),
                })}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section className="card">
        <h2>{t('mining.passes')}</h2>
        {shown.passes.length === 0 && <p className="muted">{t('mining.no-passes')}</p>}
        <ul className="mining-list">
          {shown.passes.slice(0, 12).map(({ stage, fromFunction, toFunction, n, mark }) => (
            <li key={mark}>
              {link(
                mark,
                `${names.stage(stage)}: ${names.function(fromFunction)} → ${names.function(toFunction)}`,
              )}{' '}
              <span className="muted">{t('mining.times', { n: format.number(n, 0) })}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
