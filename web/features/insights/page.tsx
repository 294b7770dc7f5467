import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Select, Skeleton } from 'antd'
import { useState } from 'react'
import { DIMENSIONS, type Dimension, type Figures } from '../../../src/features/insights/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useAsked } from '../../records/use-asked.ts'
import { Funnel } from './funnel.tsx'
import { breakdownQuery, pipelineQuery } from './queries.ts'

/** Where the pipeline stands; every figure opens the rows it counts. */
export function ReportPage() {
  const t = useText()
  const [asked] = useAsked()
  const [by, setBy] = useState<Dimension>('holder')
  const found = useQuery(pipelineQuery(asked.filter))
  return (
    <div className="page">
      <PageHeader title={t('app.reports')} hint={t('insights.hint')} />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && (
        <>
          <Totals all={found.data.all} />
          <section className="card">
            <h2>{t('insights.funnel')}</h2>
            <Funnel stages={found.data.stages} />
          </section>
        </>
      )}
      <section className="card report-lines">
        <header>
          <h2>{t('insights.by')}</h2>
          <Select<Dimension>
            aria-label={t('insights.by')}
            value={by}
            onChange={setBy}
            style={{ width: 160 }}
            options={DIMENSIONS.map((one) => ({ value: one, label: t(`insights.by-${one}`) }))}
          />
        </header>
        <Lines by={by} filter={asked.filter} />
      </section>
    </div>
  )
}

function Totals({ all }: { all: Figures }) {
  const t = useText()
  const format = useFormat()
  const money = (sums: Figures['wonAmount']) =>
    sums.map((sum) => format.money(sum, 'compact')).join(' · ') || '—'
  const tiles = [
    { label: t('insights.open'), value: format.number(all.open, 0), filter: 'isOpen == true' },
    { label: t('insights.won'), value: format.number(all.won, 0), filter: 'outcome == "won"' },
    { label: t('insights.won-amount'), value: money(all.wonAmount), filter: 'outcome == "won"' },
    {
      label: t('insights.win-rate'),
      value: all.winRate === null ? '—' : format.percent(all.winRate * 100, 1),
      filter: 'has(outcome)',
    },
    {
      label: t('insights.cycle'),
      value:
        all.cycleDays.won === null ? '—' : t('insights.days', { days: format.number(all.cycleDays.won, 1) }),
      filter: 'outcome == "won"',
    },
  ]
  return (
    <ul className="totals">
      {tiles.map((tile) => (
        <li key={tile.label} className="card">
          <Link to="/opportunities" search={{ filter: tile.filter } as never}>
            <span className="muted">{tile.label}</span>
            <b>{tile.value}</b>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Lines({ by, filter }: { by: Dimension; filter: string | undefined }) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(breakdownQuery(by, filter))
  if (found.isPending) return <Skeleton active />
  if (found.error) return <ErrorNote error={found.error} />
  const days = (value: number | null) => (value === null ? '' : format.number(value, 1))
  return (
    <div className="scroll-x">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">{t(`insights.by-${found.data.by}`)}</th>
            {(['total', 'open', 'won', 'lost', 'win-rate', 'won-amount', 'cycle'] as const).map((name) => (
              <th key={name} scope="col" className="figures">
                {t(`insights.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.data.lines.map((line) => (
            <tr key={line.key ?? ''}>
              <th scope="row">
                {line.filter ? (
                  <Link to="/opportunities" search={{ filter: line.filter } as never}>
                    {nameOf(line.name, by, t)}
                  </Link>
                ) : (
                  nameOf(line.name, by, t)
                )}
              </th>
              <td className="figures">{format.number(line.total, 0)}</td>
              <td className="figures">{format.number(line.open, 0)}</td>
              <td className="figures">{format.number(line.won, 0)}</td>
              <td className="figures">{format.number(line.lost, 0)}</td>
              <td className="figures">
                {line.winRate === null ? '' : format.percent(line.winRate * 100, 1)}
              </td>
              <td className="figures">{line.wonAmount.map((sum) => format.money(sum)).join(' · ')}</td>
              <td className="figures">{days(line.cycleDays.won)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function nameOf(name: string | null, by: Dimension, t: ReturnType<typeof useText>): string {
  if (name === null) return t('insights.none')
  return by === 'source' || by === 'type' ? t(`insights.value-${name}` as never) : name
}
