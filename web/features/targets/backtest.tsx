import { useQuery } from '@tanstack/react-query'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { backtestQuery } from './forecast-queries.ts'
import { usePeriodName } from './use-period-name.ts'

/** The last six periods: what history would have said at their beginning, what came, and whether its chances are what they say. */
export function BacktestTable({ period }: { period: 'month' | 'quarter' }) {
  const t = useText()
  const format = useFormat()
  const nameOf = usePeriodName()
  const data = useQuery(backtestQuery(period)).data
  if (!data || data.periods.length === 0) return null
  const number = (value: number) => format.number(Math.round(value * 10) / 10)
  const money = (value: number) =>
    format.money({ amount: value.toFixed(0), currency: data.currency }, 'compact')
  const share = (value: number) => format.percent(value * 100, 0)
  return (
    <section className="card">
      <h2>{t('targets.backtest')}</h2>
      <p className="muted">{t('targets.backtest-hint')}</p>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              {(['period', 'open-then', 'said', 'came', 'said-worth', 'came-worth', 'fresh'] as const).map(
                (name) => (
                  <th key={name} scope="col" className={name === 'period' ? '' : 'figures'}>
                    {t(`targets.${name}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {data.periods.map(({ startsOn, open, closed, said, came, fresh }) => (
              <tr key={startsOn}>
                <th scope="row">
                  {nameOf({ period, startsOn })}
                  {closed < 30 && <small className="late">{t('targets.few', { closed })}</small>}
                </th>
                <td className="figures">{format.number(open, 0)}</td>
                <td className="figures">
                  {number(said.expected)}
                  <small className="muted">{t('targets.band', { low: said.low, high: said.high })}</small>
                </td>
                <td className="figures">
                  <b className={came.won < said.low || came.won > said.high ? 'late' : ''}>{came.won}</b>
                  {(came.won < said.low || came.won > said.high) && (
                    <small className="late">{t('targets.outside')}</small>
                  )}
                </td>
                <td className="figures">{money(said.worth)}</td>
                <td className="figures">{money(came.worth)}</td>
                <td className="figures">
                  {t('targets.fresh-of', { count: fresh.won, worth: money(fresh.worth) })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.calibration.length > 0 && (
        <>
          <h3>{t('targets.calibration')}</h3>
          <div className="scroll-x">
            <table className="figures-table">
              <thead>
                <tr>
                  {(['chance', 'cases', 'said', 'came'] as const).map((name) => (
                    <th key={name} scope="col" className={name === 'chance' ? '' : 'figures'}>
                      {t(`targets.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.calibration.map((bin) => (
                  <tr key={bin.from}>
                    <th scope="row">
                      {share(bin.from)} – {share(bin.to)}
                    </th>
                    <td className="figures">{format.number(bin.n, 0)}</td>
                    <td className="figures">{share(bin.said)}</td>
                    <td className="figures">
                      {t('targets.interval', {
                        share: share(bin.came),
                        low: share(bin.low),
                        high: share(bin.high),
                      })}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  )
}
