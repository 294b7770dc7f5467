import './reviews.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Skeleton, Tag } from 'antd'
import type { ReactNode } from 'react'
import type { PackAction, PackTable, ReviewPack } from '../../../src/features/reviews/contract/packs.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { packQuery } from './queries.ts'
import { useMonthName } from './words.ts'

/** A month's review pack: what was lost where and why, which hand-overs hurt, who kept time, what was agreed and done. */
export function PackPage() {
  const { month = '' } = useParams({ strict: false }) as { month?: string }
  const found = useQuery(packQuery(month))
  if (found.error) return <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton active className="page" />
  return <Pack pack={found.data} />
}

function Pack({ pack }: { pack: ReviewPack }) {
  const t = useText()
  const format = useFormat()
  const monthName = useMonthName()
  const money = (sums: ReviewPack['wonAmount']) => sums.map((one) => format.money(one, 'compact')).join(' · ')
  return (
    <div className="page pack">
      <PageHeader
        before={<Link to="/reviews">{t('app.reviews')}</Link>}
        title={t('reviews.pack-title', { month: monthName(pack.month) })}
        hint={`${t('reviews.pack-made', { when: pack.madeAt })} ${t(
          pack.seesAll ? 'reviews.pack-all' : 'reviews.pack-part',
          { name: pack.seenAs },
        )}`}
        actions={<Button onClick={() => window.print()}>{t('reviews.print')}</Button>}
      />
      <p className="pack-totals">
        {t('reviews.pack-totals', { ended: pack.ended, won: pack.won, lost: pack.lostCount })}
        {pack.wonAmount.length > 0 && ` · ${t('reviews.pack-won', { amount: money(pack.wonAmount) })}`}
        {pack.lostAmount.length > 0 && ` · ${t('reviews.pack-lost', { amount: money(pack.lostAmount) })}`}
      </p>
      <div className="stack">
        <Lost pack={pack} money={money} />
        <HandOvers pack={pack} />
        <Functions pack={pack} />
        <Causes pack={pack} />
        <Section pack={pack} name="actions" isEmpty={pack.actions.length === 0}>
          <Actions actions={pack.actions} />
        </Section>
        <Section pack={pack} name="open-actions" isEmpty={pack.openActions.length === 0}>
          <Actions actions={pack.openActions} />
        </Section>
      </div>
    </div>
  )
}

function Section(props: { pack: ReviewPack; name: PackTable; isEmpty: boolean; children: ReactNode }) {
  const t = useText()
  const { pack, name } = props
  return (
    <section className="card pack-section">
      <header>
        <h2>{t(`reviews.table-${name}`)}</h2>
        {!props.isEmpty && (
          <a className="no-print" href={`/api/v1/review-packs/${pack.month}/tables/${name}`} download>
            CSV
          </a>
        )}
      </header>
      {props.isEmpty ? <p className="muted">{t('reviews.table-empty')}</p> : props.children}
    </section>
  )
}

function Table({ columns, children }: { columns: readonly [string, ...string[]]; children: ReactNode }) {
  return (
    <div className="scroll-x">
      <table className="figures-table">
        <thead>
          <tr>
            {columns.map((name, i) => (
              <th key={name} scope="col" className={i === 0 ? undefined : 'figures'}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

/** A figure that opens the opportunities it counts. */
function Count({ n, numbers }: { n: ReactNode; numbers: readonly number[] }) {
  if (numbers.length === 0) return <>{n}</>
  return (
    <Link
      to="/opportunities"
      search={{ filter: `number in [${numbers.map((one) => `${one}.0`).join(', ')}]` } as never}
    >
      {n}
    </Link>
  )
}

function Lost({ pack, money }: { pack: ReviewPack; money: (sums: ReviewPack['wonAmount']) => string }) {
  const t = useText()
  const label = useLabel()
  return (
    <Section pack={pack} name="lost" isEmpty={pack.lost.length === 0}>
      <Table
        columns={[
          t('reviews.col-node'),
          t('reviews.col-reason'),
          t('reviews.col-n'),
          t('reviews.col-amount'),
        ]}
      >
        {pack.lost.map((one) => (
          <tr key={`${one.stage} ${one.reason}`}>
            <th scope="row">{label(one.stageLabel)}</th>
            <td className="figures">{one.reason ?? '—'}</td>
            <td className="figures">
              <Count n={one.n} numbers={one.numbers} />
            </td>
            <td className="figures">{money(one.amount)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}

function HandOvers({ pack }: { pack: ReviewPack }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const name = (text: ReviewPack['handOvers'][number]['from']) => (text ? label(text) : '—')
  const percent = (share: number | null) => (share === null ? '—' : format.percent(share * 100, 0))
  return (
    <Section pack={pack} name="hand-overs" isEmpty={pack.handOvers.length === 0}>
      <Table
        columns={[
          t('reviews.col-hand-over'),
          t('reviews.col-passes'),
          t('reviews.col-lost'),
          t('reviews.col-worse'),
          t('reviews.col-answer'),
          t('reviews.col-asked'),
        ]}
      >
        {pack.handOvers.map((one) => (
          <tr key={JSON.stringify([one.from, one.to, one.stage])}>
            <th scope="row">
              {name(one.from)} → {name(one.to)} <span className="muted">{label(one.stageLabel)}</span>
            </th>
            <td className="figures">
              <Count n={one.n} numbers={one.numbers} />
            </td>
            <td className="figures">
              {one.lost.k} / {one.lost.n}{' '}
              <span className="muted">
                {percent(one.lost.low)}–{percent(one.lost.high)}
              </span>
            </td>
            <td className="figures">
              {one.worse === null ? '—' : t('reviews.points', { points: format.number(one.worse * 100, 0) })}
            </td>
            <td className="figures">
              {one.answerHours === null
                ? '—'
                : t('reviews.hours', { hours: format.number(one.answerHours, 1) })}
            </td>
            <td className="figures">
              {one.asked} / {one.declined}
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}

function Functions({ pack }: { pack: ReviewPack }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const percent = (share: number | null) => (share === null ? '—' : format.percent(share * 100, 0))
  return (
    <Section pack={pack} name="functions" isEmpty={pack.functions.length === 0}>
      <Table columns={[t('reviews.col-function'), t('reviews.col-response'), t('reviews.col-on-time')]}>
        {pack.functions.map((one) => (
          <tr key={one.function ?? ''}>
            <th scope="row">{one.label ? label(one.label) : '—'}</th>
            <td className="figures">
              {one.responseHours === null
                ? '—'
                : t('reviews.hours', { hours: format.number(one.responseHours, 1) })}{' '}
              <span className="muted">({one.responses})</span>
            </td>
            <td className="figures">
              <Count n={`${one.onTime.k} / ${one.onTime.n}`} numbers={one.numbers} />{' '}
              <span className="muted">
                {percent(one.onTime.low)}–{percent(one.onTime.high)}
              </span>
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}

function Causes({ pack }: { pack: ReviewPack }) {
  const t = useText()
  const label = useLabel()
  return (
    <Section pack={pack} name="causes" isEmpty={pack.causes.length === 0}>
      <Table
        columns={[
          t('reviews.cause'),
          t('reviews.col-node'),
          t('reviews.state-agreed'),
          t('reviews.state-ruled'),
        ]}
      >
        {pack.causes.map((one) => (
          <tr key={`${one.cause} ${one.stage}`}>
            <th scope="row">{label(one.label)}</th>
            <td className="figures">{label(one.stageLabel)}</td>
            <td className="figures">
              <Count n={one.agreed} numbers={one.numbers} />
            </td>
            <td className="figures">{one.ruled}</td>
          </tr>
        ))}
      </Table>
      {pack.goingOn > 0 && <p className="muted">{t('reviews.pack-going', { count: pack.goingOn })}</p>}
    </Section>
  )
}

const COLOURS = { done: 'success', late: 'error', going: 'default' } as const

function Actions({ actions }: { actions: readonly PackAction[] }) {
  const t = useText()
  const format = useFormat()
  return (
    <Table
      columns={[
        t('reviews.action'),
        t('reviews.action-holder'),
        t('reviews.action-due'),
        t('reviews.state'),
        '#',
      ]}
    >
      {actions.map((one, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: frozen rows that never change their order
        <tr key={`${one.review} ${i}`}>
          <th scope="row">{one.title}</th>
          <td className="figures">{one.holder.name}</td>
          <td className="figures">{format.day(one.dueOn)}</td>
          <td className="figures">
            <Tag color={COLOURS[one.state]}>{t(`reviews.action-${one.state}`)}</Tag>
          </td>
          <td className="figures">
            <Link to="/reviews/$id" params={{ id: one.review } as never}>
              {one.opportunity.number}
            </Link>
          </td>
        </tr>
      ))}
    </Table>
  )
}
