import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useMemo } from 'react'
import { Chart } from '../../kit/chart.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { FiguresTable } from './figures-table.tsx'
import { type Question, questionQuery } from './queries.ts'

const MEASURES = ['lost', 'visits', 'conversion', 'dwell', 'waiting', 'on-time-rate']

/** At which stage opportunities are lost, and how it goes there: the worst first. */
export function WhereLost({ asked }: { asked: Omit<Question, 'measures'> }) {
  const t = useText()
  const navigate = useNavigate()
  const found = useQuery(questionQuery({ ...asked, measures: MEASURES, by: ['stage-then'] }))
  const answer = found.data
  const lines = useMemo(
    () => (answer?.lines ?? []).filter(({ values }) => (values[0]?.value ?? 0) > 0),
    [answer],
  )
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
      tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
      xAxis: { type: 'value', minInterval: 1 },
      yAxis: { type: 'category', inverse: true, data: lines.map(({ keys }) => keys[0]?.label ?? '') },
      series: [
        {
          type: 'bar',
          name: t('insights.lost'),
          data: lines.map(({ values }) => values[0]?.value ?? 0),
          barMaxWidth: 26,
          label: { show: true, position: 'right' },
        },
      ],
    }),
    [lines, t],
  )
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (!answer) return <Skeleton active />
  const open = (index: number) => {
    const filter = answer.lines[index]?.filter
    if (filter)
      void navigate({ to: '/opportunities', search: { filter: `(${filter}) && outcome == "lost"` } as never })
  }
  return (
    <section className="card">
      <h2>{t('insights.where-lost')}</h2>
      {lines.length > 1 && (
        <Chart
          option={option}
          label={t('insights.where-lost')}
          height={40 + lines.length * 34}
          onPick={({ dataIndex }) => open(answer.lines.indexOf(lines[dataIndex] as never))}
        />
      )}
      <FiguresTable answer={answer} />
    </section>
  )
}
