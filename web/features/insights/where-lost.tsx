import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useMemo, useState } from 'react'
import { Chart } from '../../kit/chart.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { FiguresTable } from './figures-table.tsx'
import { type Question, questionQuery } from './queries.ts'
import { type Behind, RowsBehind } from './rows-behind.tsx'

const MEASURES = ['lost', 'visits', 'conversion', 'dwell', 'waiting', 'on-time-rate']

/** At which stage opportunities are lost, and how it goes there: the worst first. */
export function WhereLost({ asked }: { asked: Omit<Question, 'measures'> }) {
  const t = useText()
  const [behind, setBehind] = useState<Behind>()
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
  const open = (line: (typeof lines)[number] | undefined) => {
    const { filter, period } = asked
    if (line)
      setBehind({
        title: `${line.keys[0]?.label ?? ''}: ${t('insights.lost')}`,
        asked: {
          measure: 'lost',
          by: ['stage-then'],
          keys: [line.keys[0]?.key ?? null],
          ...(filter ? { filter } : {}),
          ...(period ? { period } : {}),
        },
      })
  }
  return (
    <section className="card">
      <h2>{t('insights.where-lost')}</h2>
      {lines.length > 1 && (
        <Chart
          option={option}
          label={t('insights.where-lost')}
          height={40 + lines.length * 34}
          onPick={({ dataIndex }) => open(lines[dataIndex])}
        />
      )}
      <RowsBehind behind={behind} onClose={() => setBehind(undefined)} />
      {answer.lines.length > 0 ? (
        <FiguresTable answer={answer} asked={asked} />
      ) : (
        <p className="muted">{t('insights.nothing-behind')}</p>
      )}
    </section>
  )
}
