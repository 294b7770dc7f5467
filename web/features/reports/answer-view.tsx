import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { Answer, ChartKind, Question } from '../../../src/features/reports/contract.ts'
import { toAddress } from '../../../src/features/reports/rules/address.ts'
import { drawable } from '../../../src/features/reports/rules/reading.ts'
import { Chart, type Picked } from '../../kit/chart.tsx'
import { EmptyState } from '../../kit/empty-state.tsx'
import { dark as darkPalette, light as lightPalette } from '../../kit/palette.ts'
import { usePreferences } from '../../kit/preferences.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { AnswerTable } from './answer-table.tsx'
import { type Drawing, drawingOf, type Mark } from './chart-option.ts'
import { useFigures } from './use-figures.ts'

type Given = { answer: Answer; question: Question; chart: ChartKind; title: string }

/** An answer as it is drawn, with the table of the same figures one click away; every mark and figure opens its rows. */
export function AnswerView({ answer, question, chart, title }: Given) {
  const t = useText()
  const [asTable, setAsTable] = useState(false)
  const { answered } = answer
  const { chart: drawn, instead } = drawable(chart, answered.by.length, answered.measures[0]?.unit ?? 'count')
  const drawing = useDrawing(answer, drawn)
  const isEmpty = answered.by.length > 0 && answered.lines.length === 0
  const isTable = drawn === 'table' || asTable || !drawing
  return (
    <div className="answer">
      <div className="answer-head">
        <PeriodWords answer={answer} />
        {drawing && (
          <Button type="link" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'reports.as-chart' : 'reports.as-table')}
          </Button>
        )}
      </div>
      {isEmpty && (
        <EmptyState title={t('reports.nothing')} hint={t('reports.nothing-hint')}>
          {question.period && (
            <Link to="/reports/builder" search={toAddress(ofAllTime(question), chart) as never}>
              {t('reports.see-all-time')}
            </Link>
          )}
        </EmptyState>
      )}
      {!isEmpty &&
        (isTable ? (
          <AnswerTable answer={answer} label={title} />
        ) : (
          <Picture drawing={drawing} title={title} />
        ))}
      <Notes
        answer={answer}
        drawing={isTable ? undefined : drawing}
        instead={isTable ? undefined : instead}
      />
    </div>
  )
}

function ofAllTime({ period: _, compare: __, ...rest }: Question): Question {
  return rest
}

function useDrawing(answer: Answer, chart: ChartKind): Drawing | undefined {
  const t = useText()
  const label = useLabel()
  const figures = useFigures()
  const { dark } = usePreferences()
  return useMemo(() => {
    if (chart === 'table') return undefined
    const words = {
      none: t('reports.none'),
      before: t('reports.before-short'),
      rest: t('reports.rest'),
      label,
      ...figures,
    }
    return drawingOf(answer, chart, words, dark ? darkPalette : lightPalette)
  }, [answer, chart, t, label, figures, dark])
}

function Picture({ drawing, title }: { drawing: Drawing; title: string }) {
  const t = useText()
  const navigate = useNavigate()
  const pick = ({ data }: Picked) => {
    const filter = (data as Mark | null)?.filter
    if (typeof filter === 'string')
      void navigate({ to: '/opportunities', search: (filter ? { filter } : {}) as never })
  }
  return (
    <Chart
      option={drawing.option}
      height={drawing.height}
      label={t('reports.chart-of', { title })}
      onPick={pick}
    />
  )
}

/** Which days were counted, and with which they are compared. */
function PeriodWords({ answer: { period, before } }: { answer: Answer }) {
  const t = useText()
  const format = useFormat()
  const days = (of: { from: string; to: string }) => `${format.day(of.from)} – ${format.day(of.to)}`
  if (!period) return <span className="muted">{t('reports.all-time')}</span>
  return (
    <span className="muted">
      {t(`reports.of-${period.of}`)} {days(period)}
      {before && ` · ${t('reports.compared-with', { days: days(before) })}`}
    </span>
  )
}

function Notes({
  answer: { answered, period },
  drawing,
  instead,
}: {
  answer: Answer
  drawing: Drawing | undefined
  instead: string | undefined
}) {
  const t = useText()
  const today = new Date().toISOString().slice(0, 10)
  const said = [
    ...(instead ? [t(`reports.instead-${instead}` as never)] : []),
    ...(drawing?.notes.map(({ kind, ...facts }) => t(`reports.left-out-${kind}`, facts)) ?? []),
    ...(answered.more ? [t('reports.more-lines', { count: answered.lines.length })] : []),
    ...(answered.withheld ? [t('reports.withheld')] : []),
    ...(answered.uncounted > 0 ? [t('reports.uncounted', { count: answered.uncounted })] : []),
    ...(period && period.to > today ? [t('reports.not-over')] : []),
  ]
  return said.length > 0 ? <p className="answer-notes muted">{said.join(' ')}</p> : null
}
