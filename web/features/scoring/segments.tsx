import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import type { ScoredSegment } from '../../../src/features/scoring/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { PlaybookPanel } from './playbook-panel.tsx'
import { segmentsQuery } from './queries.ts'
import { useTraitNames } from './use-level-name.ts'

const AT_FIRST = 12

/** Where to look next: kinds of opportunities with their win rate, what a further one brings most first. */
export function Segments() {
  const t = useText()
  const found = useQuery(segmentsQuery)
  const [all, setAll] = useState(false)
  const [open, setOpen] = useState<ScoredSegment>()
  const segments = found.data?.segments ?? []
  return (
    <section className="card">
      <h2>{t('scoring.segments')}</h2>
      <p className="muted">{t('scoring.segments-hint')}</p>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && segments.length === 0 && <p>{t('scoring.segments-none', { n: found.data.n })}</p>}
      {segments.length > 0 && (
        <Table segments={all ? segments : segments.slice(0, AT_FIRST)} onOpen={setOpen} />
      )}
      {segments.length > 0 && segments.every((one) => one.standsOut === null) && (
        <p className="muted">{t('scoring.segments-alike')}</p>
      )}
      {found.data?.isPart && <p className="muted">{t('scoring.segments-part', { n: found.data.n })}</p>}
      {!all && segments.length > AT_FIRST && (
        <Button type="link" onClick={() => setAll(true)}>
          {t('scoring.all', { count: segments.length })}
        </Button>
      )}
      {open && <PlaybookPanel key={open.key} segment={open} onClose={() => setOpen(undefined)} />}
    </section>
  )
}

function Table({ segments, onOpen }: { segments: ScoredSegment[]; onOpen: (one: ScoredSegment) => void }) {
  const t = useText()
  const format = useFormat()
  const nameOf = useTraitNames()
  const percent = (share: number) => format.percent(share * 100, 0)
  return (
    <div className="scroll-x">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">{t('scoring.segment')}</th>
            {(['rate', 'interval', 'n', 'value', 'days', 'worth'] as const).map((name) => (
              <th key={name} scope="col" className="figures">
                {t(`scoring.col-${name}`)}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">{t('scoring.playbook')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {segments.map((one) => (
            <tr key={one.key}>
              <th scope="row">
                <Link to="/opportunities" search={{ filter: one.filter } as never}>
                  {nameOf(one.traits)}
                </Link>{' '}
                {one.standsOut && (
                  <Tag color={one.standsOut === 'above' ? 'success' : 'error'}>
                    {t(`scoring.stands-${one.standsOut}`)}
                  </Tag>
                )}
              </th>
              <td className="figures">{percent(one.rate)}</td>
              <td className="figures muted">
                {percent(one.low)}–{percent(one.high)}
              </td>
              <td className="figures">{t('scoring.of', { won: one.won, n: one.n })}</td>
              <td className="figures">{one.value ? format.money(one.value, 'compact') : '—'}</td>
              <td className="figures">{one.days === null ? '—' : format.number(one.days, 0)}</td>
              <td className="figures">{one.worth ? format.money(one.worth, 'compact') : '—'}</td>
              <td>
                <Button size="small" type={one.hasPlaybook ? 'default' : 'text'} onClick={() => onOpen(one)}>
                  {t('scoring.playbook')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
