import { Alert } from 'antd'
import { useMemo } from 'react'
import type { Result, Run, Side } from '../../../src/features/replay/contract.ts'
import { Chart } from '../../kit/chart.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

/** Reasons that have a short word of their own; the others are what the strategy decides by. */
const CODES = new Set([
  'other-rule',
  'inactive',
  'away',
  'open-cap-reached',
  'day-cap-reached',
  'week-cap-reached',
  'unit-cap-reached',
  'no-rule-found-anybody',
  'not-named',
  'not-in-function',
  'not-in-department',
  'not-in-territory',
])
type Done = Run & { result: Result }
type Cell = { value: string; more?: string; number: number }

/** Every figure of the whole: as it really was, and as it would be under each division. */
export function Comparison({ runs }: { runs: readonly Run[] }) {
  const t = useText()
  const done = runs.filter((run): run is Done => run.result !== null)
  const lines = useLines()
  const [first] = done
  if (!first) return null
  return (
    <section className="card" aria-label={t('replay.whole')}>
      <h2>{t('replay.whole')}</h2>
      <div className="scroll-x">
        <table className="figures-table lab-whole">
          <thead>
            <tr>
              <th scope="col">{t('replay.measure')}</th>
              {done.map((run, n) => (
                <Heads
                  key={run.id}
                  name={run.name}
                  isAlone={done.length === 1}
                  hasWas={isOtherPeriod(done, n)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ key, better, of }) => (
              <tr key={key}>
                <th scope="row">{t(key)}</th>
                {done.map((run, n) => {
                  const [was, would] = of(run.result)
                  const change = better && was ? Math.sign(would.number - was.number) * better : 0
                  return [
                    isOtherPeriod(done, n) && (
                      <td key={`was ${run.id}`} className="figures">
                        {was?.value ?? ''}
                      </td>
                    ),
                    <td key={run.id} className="figures" data-change={change}>
                      {would.value}
                      {would.more && <span className="muted"> {would.more}</span>}
                    </td>,
                  ]
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {done.map((run) => (
        <Notes key={run.id} run={run} named={done.length > 1} />
      ))}
      <Loads runs={done} />
    </section>
  )
}

/** What really was stands once for runs over the same days. */
function isOtherPeriod(runs: readonly Done[], n: number): boolean {
  const [before, mine] = [runs[n - 1], runs[n]].map((run) => run && JSON.stringify(run.question.period))
  return before !== mine
}

function Heads({ name, isAlone, hasWas }: { name: string; isAlone: boolean; hasWas: boolean }) {
  const t = useText()
  return (
    <>
      {hasWas && (
        <th scope="col" className="figures">
          {t('replay.was')}
        </th>
      )}
      <th scope="col" className="figures">
        {isAlone ? t('replay.would') : name}
      </th>
    </>
  )
}

type Line = {
  key: MessageKey
  /** 1: more is better, −1: less is. */
  better?: 1 | -1
  of: (result: Result) => [Cell | undefined, Cell]
}

function useLines(): Line[] {
  const t = useText()
  const format = useFormat()
  const cell = (number: number, digits = 0): Cell => ({ value: format.number(number, digits), number })
  const both = (key: MessageKey, of: (side: Side) => number, digits = 0, better?: 1 | -1): Line => ({
    key,
    ...(better ? { better } : {}),
    of: ({ was, would }) => [cell(of(was), digits), cell(of(would), digits)],
  })
  const only = (key: MessageKey, of: (result: Result) => number): Line => ({
    key,
    of: (result) => [undefined, cell(of(result))],
  })
  const range = (
    { low, high }: { low: number; high: number },
    base: number,
    show: (value: number) => string,
  ) => t('replay.range', { low: show(Math.max(0, base + low)), high: show(Math.max(0, base + high)) })
  return [
    both('replay.m-arrived', (side) => side.received),
    only('replay.m-changed', ({ changed }) => changed),
    only('replay.m-given', ({ given }) => given),
    only('replay.m-inherited', ({ inherited }) => inherited),
    only('replay.m-fallbacks', ({ would }) => would.fallbacks),
    both('replay.m-handOvers', (side) => side.handOvers, 0, -1),
    both('replay.m-meanLoad', (side) => side.meanLoad, 1),
    both('replay.m-mostLoad', (side) => side.mostLoad, 0, -1),
    both('replay.m-unevenCount', (side) => side.unevenCount, 2, -1),
    both('replay.m-unevenValue', (side) => side.unevenValue, 2, -1),
    both('replay.m-idleDays', (side) => side.idleDays, 1),
    both('replay.m-answer', (side) => side.answerMinutes / 60, 1, -1),
    both('replay.m-first-contact', (side) => side.missed['first-contact'], 0, -1),
    both('replay.m-follow-up', (side) => side.missed['follow-up'], 0, -1),
    both('replay.m-dwell', (side) => side.missed.dwell, 0, -1),
    {
      key: 'replay.m-won',
      of: ({ was, would, estimate }) => {
        const show = (value: number) => format.number(value, 0)
        const more = estimate.changed > 0 ? { more: `(${range(estimate.wins, was.won, show)})` } : {}
        return [cell(was.won), { ...cell(would.won), ...more }]
      },
    },
    {
      key: 'replay.m-wonValue',
      of: ({ was, would, estimate, currency }) => {
        const show = (value: number) => format.money({ amount: value.toFixed(0), currency }, 'compact')
        const money = (value: number): Cell => ({ value: show(value), number: value })
        const more = estimate.changed > 0 ? { more: `(${range(estimate.value, was.wonValue, show)})` } : {}
        return [money(was.wonValue), { ...money(would.wonValue), ...more }]
      },
    },
  ]
}

/** What the estimate rests on, how much is decided as it really was, and what could not be read. */
function Notes({ run, named }: { run: Done; named: boolean }) {
  const t = useText()
  const format = useFormat()
  const { estimate, reproduced, unreadable } = run.result
  const share = reproduced.of > 0 ? format.percent((100 * reproduced.same) / reproduced.of, 1) : ''
  const why = (code: string) => t(`replay.code-${CODES.has(code) ? code : 'other-decided'}` as MessageKey)
  return (
    <div className="lab-notes">
      {named && <b>{run.name}</b>}
      {unreadable.length > 0 && (
        <Alert type="error" showIcon title={t('replay.unreadable', { rules: unreadable.join('、') })} />
      )}
      {estimate.isThin && <Alert type="warning" showIcon title={t('replay.estimate-thin')} />}
      <p className="muted">
        {estimate.changed > 0
          ? t('replay.estimate-says', {
              changed: estimate.changed,
              known: estimate.known,
              enough: estimate.enough,
            })
          : t('replay.estimate-none')}
      </p>
      {reproduced.of > 0 && (
        <p className="muted">
          {t('replay.reproduced', { of: reproduced.of, same: reproduced.same, share })}
          {reproduced.reasons.length > 0 &&
            ` ${t('replay.reproduced-why')}${reproduced.reasons.map(({ code, count }) => `${why(code)} ${count}`).join(' · ')}`}
        </p>
      )}
    </div>
  )
}

function Loads({ runs }: { runs: readonly Done[] }) {
  const t = useText()
  const [first] = runs
  const option = useMemo(() => {
    const series = [
      { name: t('replay.was'), data: first?.result.weeks.was ?? [] },
      ...runs.map((run) => ({
        name: runs.length === 1 ? t('replay.would') : run.name,
        data: run.result.weeks.would,
      })),
    ]
    const weeks = Math.max(...series.map(({ data }) => data.length))
    return {
      tooltip: { trigger: 'axis' },
      legend: { bottom: 0 },
      grid: { left: 44, right: 12, top: 12, bottom: 48 },
      xAxis: {
        type: 'category',
        data: Array.from({ length: weeks }, (_, n) => t('replay.week', { n: n + 1 })),
      },
      yAxis: { type: 'value' },
      series: series.map((one) => ({ ...one, type: 'line', showSymbol: one.data.length < 3 })),
    }
  }, [runs, first, t])
  return (
    <>
      <h3>{t('replay.load')}</h3>
      <Chart option={option} label={t('replay.load')} height={240} />
    </>
  )
}
