import { useQuery } from '@tanstack/react-query'
import { Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { RANKED_BY, type Ranked, type RankedBy } from '../../../src/features/targets/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { rankingsQuery } from './queries.ts'
import type { Asked } from './use-address.ts'

/** People in order, as far as the reader leads them, and the reader's own place. */
export function RankingsView({ asked: { period, startsOn } }: { asked: Asked }) {
  const t = useText()
  const [by, setBy] = useState<RankedBy>('won-amount')
  const found = useQuery(rankingsQuery(by, { period, startsOn }))
  return (
    <section className="card">
      <Segmented<RankedBy>
        aria-label={t('targets.ranked-by')}
        value={by}
        onChange={setBy}
        options={RANKED_BY.map((one) => ({ value: one, label: t(`targets.ranked-${one}`) }))}
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && <Places by={by} data={found.data} />}
    </section>
  )
}

function Places({ by, data }: { by: RankedBy; data: Ranked }) {
  const t = useText()
  const format = useFormat()
  if (data.rankings === 'off') return <EmptyState title={t('targets.rankings-off')} />
  const value = ({ value: text, low, high }: Ranked['lines'][number]) => {
    if (by === 'won-amount') return format.money({ amount: text, currency: data.currency ?? '' })
    if (by === 'won-count') return format.number(text, 0)
    const share = format.percent(Number(text) * 100, 1)
    if (low === null || high === null) return share
    return t('targets.interval', {
      share,
      low: format.percent(low * 100, 0),
      high: format.percent(high * 100, 0),
    })
  }
  return (
    <>
      {data.own && <p role="status">{t('targets.own-place', data.own)}</p>}
      {data.lines.length === 0 && <EmptyState title={t('targets.no-places')} />}
      {data.lines.length > 0 && (
        <div className="scroll-x">
          <table className="figures-table">
            <thead>
              <tr>
                <th scope="col">{t('targets.place')}</th>
                <th scope="col">{t('targets.whose')}</th>
                <th scope="col" className="figures">
                  {t(`targets.ranked-${by}`)}
                </th>
                <th scope="col" className="figures">
                  {t(by === 'on-time' ? 'targets.limits' : 'targets.deals')}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.lines.map((line) => (
                <tr key={line.person.id}>
                  <td>{line.place}</td>
                  <th scope="row">
                    <PersonMark name={line.person.name} id={line.person.id} />
                  </th>
                  <td className="figures">{value(line)}</td>
                  <td className="figures">{format.number(line.n, 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
