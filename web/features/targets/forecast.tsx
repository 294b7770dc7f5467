import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { useMemo, useState } from 'react'
import type { Forecast, ForecastLine } from '../../../src/features/targets/contract/forecast.ts'
import { Chart } from '../../kit/chart.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { dark, light } from '../../kit/palette.ts'
import { usePreferences } from '../../kit/preferences.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { BacktestTable } from './backtest.tsx'
import { forecastQuery, type Whose } from './forecast-queries.ts'
import { ForecastRows } from './forecast-rows.tsx'
import type { Asked } from './use-address.ts'

type Set = (change: Partial<Asked>) => void

/** What is still to come: what people commit to, what history says, what was said before, and the opportunities it is made of. */
export function ForecastView({ asked, set }: { asked: Asked; set: Set }) {
  const t = useText()
  const { period, startsOn } = asked
  const whose = whoseOf(asked.whose)
  const found = useQuery(forecastQuery({ period, startsOn }, whose))
  const [chosen, setChosen] = useState<Chosen>({ which: 'due' })
  if (found.isPending) return <Skeleton active />
  if (found.error)
    return (
      <>
        <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
        {asked.whose && <Button onClick={() => set({ whose: undefined })}>{t('targets.all-of-mine')}</Button>}
      </>
    )
  const { data } = found
  return (
    <>
      {data.byHistory && <ByHistory data={data} history={data.byHistory} />}
      <section className="card">
        <h2>{t('targets.committed')}</h2>
        <Committed data={data} asked={asked} set={set} />
        {data.undated > 0 && <p className="muted">{t('targets.undated', { count: data.undated })}</p>}
      </section>
      <Before data={data} />
      <section className="card">
        <ForecastRows
          period={{ period, startsOn }}
          whose={whose}
          chosen={chosen}
          onChoose={setChosen}
          filter={data.filter}
        />
      </section>
      {!asked.whose && period !== 'year' && <BacktestTable period={period} />}
    </>
  )
}

export type Chosen = { which: 'due' | 'all'; category?: 'commit' | 'best' | 'pipeline' | 'omitted' }

function whoseOf(whose: string | undefined): Whose {
  const [kind, id] = whose?.split(':') ?? []
  if (!id) return {}
  return kind === 'department' ? { department: id } : { person: id }
}

type History = NonNullable<Forecast['byHistory']>

function ByHistory({ data, history }: { data: Forecast; history: History }) {
  const t = useText()
  const format = useFormat()
  const { currency, target } = data
  const money = (value: number) => format.money({ amount: value.toFixed(0), currency }, 'compact')
  const won = Number(history.won.amount)
  const tiles = [
    {
      label: t('targets.won-so-far'),
      value: money(won),
      note: t('targets.pieces', { count: history.won.n }),
    },
    {
      label: t('targets.by-history'),
      value: money(won + history.amount.expected),
      note: t('targets.band', {
        low: money(won + history.amount.low),
        high: money(won + history.amount.high),
      }),
    },
    {
      label: t('targets.wins-to-come'),
      value: format.number(Math.round(history.count.expected * 10) / 10),
      note: t('targets.band', {
        low: format.number(history.count.low, 0),
        high: format.number(history.count.high, 0),
      }),
    },
    ...(target ? [{ label: t('targets.target'), value: money(Number(target)), note: '' }] : []),
  ]
  return (
    <>
      <ul className="totals">
        {tiles.map(({ label, value, note }) => (
          <li key={label} className="card">
            <span className="muted">{label}</span>
            <b className="forecast-figure">{value}</b>
            <small className="muted">{note}</small>
          </li>
        ))}
      </ul>
      <section className="card">
        <h2>{t('targets.picture')}</h2>
        <p className="muted">
          {history.isByPlan
            ? t('targets.learnt-plan')
            : t('targets.learnt', { closed: history.closed, when: format.instant(history.learntAt) })}
          {history.isLittle && <b className="late"> {t('targets.few', { closed: history.closed })}</b>}
          {history.otherCurrencies > 0 && (
            <> {t('targets.other-currencies', { count: history.otherCurrencies, currency })}</>
          )}
        </p>
        <Picture data={data} history={history} />
        <details>
          <summary>{t('targets.figures')}</summary>
          <div className="scroll-x">
            <table className="figures-table">
              <thead>
                <tr>
                  {(['by-day', 'low', 'expectation', 'high'] as const).map((name) => (
                    <th key={name} scope="col" className={name === 'by-day' ? '' : 'figures'}>
                      {t(`targets.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {history.points.map((point) => (
                  <tr key={point.day}>
                    <th scope="row">{format.day(point.day)}</th>
                    <td className="figures">{money(point.low)}</td>
                    <td className="figures">{money(point.expected)}</td>
                    <td className="figures">{money(point.high)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </section>
    </>
  )
}

function Picture({ data, history }: { data: Forecast; history: History }) {
  const t = useText()
  const format = useFormat()
  const { dark: isDark } = usePreferences()
  const option = useMemo((): EChartsCoreOption => {
    const { points } = history
    const { currency, target } = data
    const money = (value: number) => format.money({ amount: value.toFixed(0), currency }, 'compact')
    const line = { type: 'line', symbolSize: 6 }
    const band = {
      ...line,
      symbol: 'none',
      stack: 'band',
      lineStyle: { opacity: 0 },
      tooltip: { show: false },
    }
    const lines = target ? [{ yAxis: Number(target), name: t('targets.target') }] : []
    const { primary } = isDark ? dark : light
    return {
      color: [primary, primary, primary],
      grid: { left: 70, right: 24, top: 36, bottom: 32 },
      tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => money(Number(value)) },
      legend: { data: [t('targets.expectation')], top: 0 },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: points.map(({ day }) => format.day(day, { today: day })),
      },
      yAxis: { type: 'value', axisLabel: { formatter: (value: number) => money(value) } },
      series: [
        { ...band, name: t('targets.low'), data: points.map(({ low }) => low) },
        {
          ...band,
          name: t('targets.high'),
          areaStyle: { opacity: 0.18 },
          data: points.map(({ low, high }) => high - low),
        },
        {
          ...line,
          name: t('targets.expectation'),
          data: points.map(({ expected }) => Math.round(expected)),
          ...(lines.length > 0
            ? {
                markLine: {
                  symbol: 'none',
                  data: lines,
                  label: { formatter: () => t('targets.target'), position: 'insideEndTop' },
                },
              }
            : {}),
        },
      ],
    }
  }, [data, history, isDark, t, format])
  return <Chart option={option} label={t('targets.picture')} height={260} />
}

const COLUMNS = ['won', 'commit', 'best', 'pipeline', 'omitted'] as const

function Committed({ data, asked, set }: { data: Forecast; asked: Asked; set: Set }) {
  const t = useText()
  const format = useFormat()
  const amounts = (line: ForecastLine, name: (typeof COLUMNS)[number]) =>
    line[name].amount.map((sum) => format.money(sum, 'compact')).join(' + ') || (line[name].n > 0 ? '0' : '–')
  const lines = asked.whose ? data.lines.filter(({ subject }) => subject !== 'all') : data.lines
  return (
    <>
      {asked.whose && (
        <Button size="small" onClick={() => set({ whose: undefined })}>
          {t('targets.all-of-mine')}
        </Button>
      )}
      <div className="scroll-x">
        <table className="figures-table targets-table">
          <thead>
            <tr>
              <th scope="col">{t('targets.whose')}</th>
              {COLUMNS.map((name) => (
                <th key={name} scope="col" className="figures">
                  {t(name === 'won' ? 'targets.deals' : `targets.category-${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr
                key={`${line.subject} ${line.key}`}
                data-subject={line.subject === 'all' ? 'company' : line.subject}
              >
                <th scope="row">
                  {line.subject === 'all' ? (
                    t('targets.together')
                  ) : (
                    <Link to="/targets" search={{ ...asked, whose: `${line.subject}:${line.key}` } as never}>
                      {line.name}
                    </Link>
                  )}
                </th>
                {COLUMNS.map((name) => (
                  <td key={name} className="figures">
                    {amounts(line, name)}
                    {line[name].n > 0 && (
                      <small className="muted">{t('targets.pieces', { count: line[name].n })}</small>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** What was said of the same period in the weeks before. */
function Before({ data }: { data: Forecast }) {
  const t = useText()
  const format = useFormat()
  if (data.before.length === 0) return null
  const money = (amount: string) => format.money({ amount, currency: data.currency }, 'compact')
  return (
    <section className="card">
      <h2>{t('targets.said-before')}</h2>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('targets.said-on')}</th>
              {(['won', 'commit', 'best', 'pipeline'] as const).map((name) => (
                <th key={name} scope="col" className="figures">
                  {t(name === 'won' ? 'targets.deals' : `targets.category-${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.before.map((one) => (
              <tr key={one.takenOn}>
                <th scope="row">{format.day(one.takenOn)}</th>
                {(['won', 'commit', 'best', 'pipeline'] as const).map((name) => (
                  <td key={name} className="figures">
                    {money(one[name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
