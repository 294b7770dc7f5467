import { useQuery } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { Chart } from '../../kit/chart.tsx'
import { dark, light } from '../../kit/palette.ts'
import { usePreferences } from '../../kit/preferences.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import { type LostTime, lostTimeQuery } from './queries.ts'
import { useMinutes, useNames, useSpread } from './words.ts'

const BY = ['stage', 'function'] as const
const HOUR = 60

/** Where the time went in what was lost, against what was won. */
export function LostTimePlace({ which, onPoint }: Asking) {
  const t = useText()
  const [by, setBy] = useState<(typeof BY)[number]>('stage')
  const found = useQuery(lostTimeQuery(which, by))
  return (
    <Outcome found={found}>
      {(shown) => (
        <>
          <section className="card">
            <div className="mining-bar">
              <Segmented<(typeof BY)[number]>
                aria-label={t('mining.by')}
                value={by}
                onChange={setBy}
                options={BY.map((one) => ({ value: one, label: t(`mining.by-${one}`) }))}
              />
            </div>
            {shown.lines.length === 0 ? (
              <p className="muted">{t('mining.no-closed')}</p>
            ) : (
              <Bars shown={shown} by={by} onPoint={onPoint} />
            )}
          </section>
          {shown.lines.length > 0 && <Lines shown={shown} by={by} onPoint={onPoint} />}
        </>
      )}
    </Outcome>
  )
}

type Part = { shown: LostTime; by: (typeof BY)[number]; onPoint: Asking['onPoint'] }

function useNamed({ shown, by }: Pick<Part, 'shown' | 'by'>) {
  const names = useNames(shown)
  return by === 'stage' ? names.stage : (key: string) => names.function(key)
}

function Bars({ shown, by, onPoint }: Part) {
  const t = useText()
  const name = useNamed({ shown, by })
  const colours = usePreferences().dark ? dark : light
  const labels = shown.lines.map(({ key }) => name(key)).join('\n')
  const option = useMemo(() => {
    const hours = (minutes: number | null) => (minutes === null ? 0 : Math.round(minutes / (HOUR / 10)) / 10)
    const series = (['won', 'lost'] as const).flatMap((outcome) =>
      (['waiting', 'worked'] as const).map((what) => ({
        type: 'bar',
        stack: outcome,
        name: `${t(`mining.${outcome}`)} · ${t(`mining.${what}`)}`,
        itemStyle: {
          color: outcome === 'won' ? colours.good : colours.bad,
          opacity: what === 'waiting' ? 1 : 0.4,
        },
        data: shown.lines.map((line) => ({
          value: hours(line[outcome][what].mean),
          mark: line[outcome].mark,
        })),
      })),
    )
    return {
      grid: { left: 30, right: 48, top: 56, bottom: 24, containLabel: true },
      legend: { top: 0, left: 0, itemGap: 28 },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: { type: 'value', name: t('mining.hours-short') },
      yAxis: { type: 'category', inverse: true, data: labels.split('\n') },
      series,
    }
  }, [shown, labels, colours, t])
  return (
    <Chart
      option={option}
      height={110 + 54 * shown.lines.length}
      label={t('mining.lost-time-said')}
      onPick={({ data, name: title }) => {
        const mark = (data as { mark?: string } | undefined)?.mark
        if (mark) onPoint({ mark, title })
      }}
    />
  )
}

function Lines({ shown, by, onPoint }: Part) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const name = useNamed({ shown, by })
  const spread = useSpread()
  return (
    <section className="card">
      <h2>{t('mining.same-figures')}</h2>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t(`mining.by-${by}`)}</th>
              {(['won', 'lost'] as const).flatMap((outcome) =>
                (['opportunity', 'waiting', 'worked'] as const).map((what) => (
                  <th key={`${outcome} ${what}`} scope="col" className="figures">
                    {t(`mining.${outcome}`)} · {t(`mining.${what}`)}
                  </th>
                )),
              )}
              <th scope="col" className="figures">
                {t('mining.longer')}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.lines.map((line) => (
              <tr key={line.key}>
                <th scope="row">{name(line.key)}</th>
                {(['won', 'lost'] as const).flatMap((outcome) => [
                  <td key={`${outcome} n`} className="figures">
                    <button
                      type="button"
                      className="link-like"
                      onClick={() =>
                        onPoint({
                          mark: line[outcome].mark,
                          title: `${name(line.key)} · ${t(`mining.${outcome}`)}`,
                        })
                      }
                    >
                      {format.number(line[outcome].cases, 0)}
                    </button>
                  </td>,
                  <td key={`${outcome} waiting`} className="figures">
                    {spread(line[outcome].waiting)}
                  </td>,
                  <td key={`${outcome} worked`} className="figures">
                    {spread(line[outcome].worked)}
                  </td>,
                ])}
                <td className="figures">
                  {line.longerWhenLost === null ? '' : `+${minutes(line.longerWhenLost)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
