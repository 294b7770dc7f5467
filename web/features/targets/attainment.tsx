import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Skeleton, Tooltip } from 'antd'
import type { Attainment, AttainmentLine } from '../../../src/features/targets/contract.ts'
import { EmptyState } from '../../kit/empty-state.tsx'
import { ErrorNote } from '../../kit/error-note.tsx'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { attainmentQuery } from './queries.ts'
import type { Asked } from './use-address.ts'

/** Actual beside target: how far, how far it should be by today, what is missing and what each day that is left must bring. */
export function AttainmentView({ asked }: { asked: Asked }) {
  const t = useText()
  const { measure, by, period, startsOn } = asked
  const found = useQuery(attainmentQuery({ measure, by }, { period, startsOn }))
  if (found.isPending) return <Skeleton active />
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  const { data } = found
  const lines = data.lines.filter(
    ({ levels, below, n, subject }) => levels || below || n > 0 || subject === 'company',
  )
  if (!lines.some(({ levels, n }) => levels || n > 0))
    return <EmptyState title={t('targets.none')} hint={t('targets.none-hint')} />
  return (
    <section className="card">
      <p className="muted">{t('targets.days', data.days)}</p>
      <div className="scroll-x">
        <table className="figures-table targets-table">
          <thead>
            <tr>
              <th scope="col">{t('targets.whose')}</th>
              {(['target', 'actual', 'attainment', 'expected', 'gap', 'per-day'] as const).map((name) => (
                <th key={name} scope="col" className={name === 'attainment' ? '' : 'figures'}>
                  {t(`targets.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={`${line.subject} ${line.key}`} line={line} data={data} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Line({ line, data }: { line: AttainmentLine; data: Attainment }) {
  const t = useText()
  const show = useValue(data.currency)
  const { subject, name, levels, actual, pace, filter, held, n, below, parts, apart, isConverted } = line
  const format = useFormat()
  const isWhole = subject === 'company' || subject === 'department' || subject === 'series'
  return (
    <tr data-subject={subject}>
      <th scope="row">{subject === 'company' ? t('targets.company') : name}</th>
      <td className="figures">
        {levels ? show(levels.target) : '–'}
        {levels && (levels.stretch || levels.challenge) && (
          <small className="muted">
            {[levels.stretch, levels.challenge].map((one) => (one ? show(one) : '–')).join(' / ')}
          </small>
        )}
        {isWhole && below !== null && below !== levels?.target && (
          <small className="muted">{t('targets.below', { sum: show(below) })}</small>
        )}
        {parts !== null && parts !== levels?.target && (
          <small className="muted">{t('targets.parts', { sum: show(parts) })}</small>
        )}
      </td>
      <td className="figures">
        {filter && n > 0 ? (
          <Link to="/opportunities" search={{ filter } as never}>
            {show(actual)}
          </Link>
        ) : (
          show(actual)
        )}
        {held !== null && held !== actual && (
          <small className="muted">{t('targets.held', { sum: show(held) })}</small>
        )}
        {isConverted && <small className="muted">{t('targets.converted')}</small>}
        {apart.map((one) => (
          <small key={one.currency} className="muted">
            + {format.money(one)}
          </small>
        ))}
      </td>
      <td>
        <Progress line={line} />
      </td>
      <td className="figures">{pace ? show(pace.expected) : '–'}</td>
      <td className="figures">{pace ? show(pace.gap) : '–'}</td>
      <td className="figures">{pace?.perDay ? show(pace.perDay) : '–'}</td>
    </tr>
  )
}

/** How far, with a mark where it should be by today; said in words as well. */
function Progress({ line }: { line: AttainmentLine }) {
  const t = useText()
  const format = useFormat()
  const { attainment, pace } = line
  if (attainment === null || !pace) return <span className="muted">{t('targets.no-target')}</span>
  const isBehind = attainment < pace.elapsed && Number(pace.gap) > 0
  const words = t(
    Number(pace.gap) === 0 ? 'targets.reached' : isBehind ? 'targets.behind' : 'targets.on-pace',
  )
  return (
    <Tooltip title={t('targets.should-be', { share: format.percent(pace.elapsed * 100, 0) })}>
      <div className="target-progress" data-behind={isBehind || undefined}>
        <div className="target-track" aria-hidden>
          <i style={{ width: `${Math.min(100, attainment * 100)}%` }} />
          <b style={{ left: `${Math.min(100, pace.elapsed * 100)}%` }} />
        </div>
        <span>
          {format.percent(attainment * 100, 1)} <small className={isBehind ? 'late' : 'muted'}>{words}</small>
        </span>
      </div>
    </Tooltip>
  )
}

/** A value of a measure: an amount of the currency, or pieces. */
export function useValue(currency: string | null): (value: string) => string {
  const format = useFormat()
  return (value) => (currency ? format.money({ amount: value, currency }) : format.number(value, 0))
}
