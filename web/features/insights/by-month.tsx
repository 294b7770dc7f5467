import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { Chart } from '../../kit/chart.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { FiguresTable } from './figures-table.tsx'
import { type Question, questionQuery } from './queries.ts'

const MEASURES = ['won', 'lost', 'win-rate', 'won-amount', 'cycle-won']
const MOST = 36

/** Month by month: what was won and lost, and the win rate with how sure it is. */
export function ByMonth(props: { asked: Omit<Question, 'measures'>; isKnown: (key: string) => boolean }) {
  const { asked, isKnown } = props
  const t = useText()
  const navigate = useNavigate()
  const found = useQuery(
    questionQuery({ ...asked, measures: MEASURES.filter(isKnown), by: ['closed-month'], limit: MOST }),
  )
  const answer = useMemo(
    () => found.data && { ...found.data, lines: found.data.lines.filter(({ keys }) => keys[0]?.key) },
    [found.data],
  )
  const option = useMemo(() => {
    const lines = answer?.lines ?? []
    const of = (i: number) => lines.map(({ values }) => values[i]?.value ?? null)
    const share = (value: number | null | undefined) =>
      value === null || value === undefined ? null : Math.round(value * 1000) / 10
    return {
      grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
      legend: { top: 0, data: [t('insights.won'), t('insights.lost'), t('insights.win-rate')] },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: lines.map(({ keys }) => keys[0]?.label ?? '') },
      yAxis: [
        { type: 'value', minInterval: 1 },
        { type: 'value', min: 0, max: 100, axisLabel: { formatter: '{value}%' }, splitLine: { show: false } },
      ],
      series: [
        { type: 'bar', stack: 'closed', name: t('insights.won'), data: of(0) },
        { type: 'bar', stack: 'closed', name: t('insights.lost'), data: of(1) },
        ...(['low', 'high'] as const).map((edge, i) => ({
          type: 'line',
          yAxisIndex: 1,
          stack: 'band',
          symbol: 'none',
          silent: true,
          lineStyle: { opacity: 0 },
          ...(i === 1 ? { areaStyle: { opacity: 0.18 } } : {}),
          tooltip: { show: false },
          data: lines.map(({ values }) => {
            const { low, high } = values[2] ?? {}
            return share(edge === 'low' ? low : (high ?? 0) - (low ?? 0))
          }),
        })),
        {
          type: 'line',
          yAxisIndex: 1,
          name: t('insights.win-rate'),
          data: lines.map(({ values }) => share(values[2]?.value)),
          symbolSize: 7,
        },
      ],
    }
  }, [answer, t])
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (!answer) return <Skeleton active />
  if (answer.lines.length === 0) return null
  return (
    <section className="card">
      <h2>{t('insights.by-month')}</h2>
      <Chart
        option={option}
        label={t('insights.by-month')}
        height={280}
        onPick={({ dataIndex }) => {
          const filter = answer.lines[dataIndex]?.filter
          if (filter) void navigate({ to: '/opportunities', search: { filter } as never })
        }}
      />
      <details>
        <summary>{t('insights.as-table')}</summary>
        <FiguresTable answer={answer} asked={asked} />
      </details>
    </section>
  )
}
