import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Select, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'
import { ByMonth } from './by-month.tsx'
import { FiguresTable } from './figures-table.tsx'
import { Funnel } from './funnel.tsx'
import { daysOfSpan, isSpan, SPANS } from './periods.ts'
import { measuresQuery, pipelineQuery, type Question, questionQuery } from './queries.ts'
import { NOW, TILES, Tiles } from './tiles.tsx'
import { WhereLost } from './where-lost.tsx'
import './insights.css'

type Asked = Omit<Question, 'measures'>
const COMPARED = ['none', 'previous', 'year-before'] as const

/** Where we stand, how it goes and where it is lost; every figure opens the rows it counts. */
export function ReportPage() {
  const t = useText()
  const { asked, controls } = useAsking()
  const isKnown = useKnown()
  const found = useQuery(questionQuery({ ...asked, measures: TILES.filter(isKnown) }))
  const { compare: _, ...alone } = asked
  const { period: __, ...always } = alone
  const now = useQuery(questionQuery({ ...always, measures: NOW.filter(isKnown) }))
  return (
    <div className="page insights">
      <PageHeader title={t('app.reports')} hint={t('insights.hint')} actions={controls} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && (
        <div className="stack" aria-busy={found.isPlaceholderData}>
          <Counting uncounted={found.data.uncounted} />
          <Tiles answers={now.data ? [now.data, found.data] : [found.data]} />
          <div className="beside">
            <FunnelCard filter={found.data.all.filter ?? undefined} />
            <WhereLost asked={alone} />
          </div>
          <ByMonth asked={alone} isKnown={isKnown} />
          <Lines asked={asked} />
        </div>
      )}
    </div>
  )
}

function Counting({ uncounted }: { uncounted: number }) {
  const t = useText()
  const format = useFormat()
  if (uncounted === 0) return null
  return (
    <p className="muted" role="status">
      {t('insights.counting', { n: format.number(uncounted, 0) })}
    </p>
  )
}

/** The period and what it is compared with, in the page's address. */
function useAsking(): { asked: Asked; controls: React.ReactNode } {
  const t = useText()
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const span = isSpan(search['period']) ? search['period'] : 'all'
  const compare = COMPARED.find((one) => one === search['compare']) ?? 'none'
  const days = daysOfSpan(span, dayjs(useNow()).format('YYYY-MM-DD'))
  const set = (change: Record<string, string | undefined>) =>
    void navigate({
      to: '.',
      search: ((before: object) => ({ ...before, ...change })) as never,
      replace: true,
    })
  const filter =
    typeof search['filter'] === 'string' && search['filter'] !== '' ? search['filter'] : undefined
  return {
    asked: {
      ...(filter ? { filter } : {}),
      ...(days ? { period: { ...days, of: 'closed' } } : {}),
      ...(days && compare !== 'none' ? { compare } : {}),
    },
    controls: (
      <>
        <Select
          aria-label={t('insights.period')}
          value={span}
          onChange={(period) => set({ period: period === 'all' ? undefined : period })}
          style={{ width: 150 }}
          options={SPANS.map((one) => ({ value: one, label: t(`insights.period-${one}`) }))}
        />
        {days && (
          <Select
            aria-label={t('insights.compare')}
            value={compare}
            onChange={(value) => set({ compare: value === 'none' ? undefined : value })}
            style={{ width: 170 }}
            options={COMPARED.map((one) => ({ value: one, label: t(`insights.compare-${one}`) }))}
          />
        )}
      </>
    ),
  }
}

function FunnelCard({ filter }: { filter: string | undefined }) {
  const t = useText()
  const found = useQuery(pipelineQuery(filter || undefined))
  return (
    <section className="card">
      <h2>{t('insights.funnel')}</h2>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.data ? <Funnel stages={found.data.stages} /> : <Skeleton active />}
    </section>
  )
}

const LINES = ['opportunities', 'open', 'won', 'lost', 'win-rate', 'won-amount', 'cycle-won', 'first-contact']

function Lines({ asked }: { asked: Asked }) {
  const t = useText()
  const label = useLabel()
  const [by, setBy] = useState('holder')
  const known = useQuery(measuresQuery)
  const isKnown = useKnown()
  const found = useQuery(
    questionQuery({
      ...asked,
      measures: LINES.filter((key) => isKnown(key) && !(asked.period && key === 'open')),
      by: [by],
    }),
  )
  const whole = known.data?.measures.find(({ key }) => key === 'opportunities')
  return (
    <section className="card report-lines">
      <header>
        <h2>{t('insights.by')}</h2>
        <Select
          aria-label={t('insights.by')}
          value={by}
          onChange={setBy}
          style={{ width: 170 }}
          options={(known.data?.dimensions ?? [])
            .filter(({ key }) => whole?.by.includes(key))
            .map((dimension) => ({ value: dimension.key, label: label(dimension.label) }))}
        />
      </header>
      <ErrorNote error={found.error} />
      {found.isPending && <Skeleton active />}
      {found.data?.lines.length === 0 && <p className="muted">{t('insights.nothing-behind')}</p>}
      {found.data && found.data.lines.length > 0 && <FiguresTable answer={found.data} asked={asked} />}
    </section>
  )
}

/** What reads a field that is hidden from the reader is not asked for. */
function useKnown(): (key: string) => boolean {
  const { data } = useQuery(measuresQuery)
  return (key) => data?.measures.some((one) => one.key === key) ?? !key.endsWith('-amount')
}
