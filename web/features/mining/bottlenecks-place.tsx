import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import type { Bottlenecks, Reason } from '../../../src/features/mining/contract.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type Asking, Outcome } from './asking.tsx'
import { bottlenecksQuery } from './queries.ts'
import { useMinutes, useNames } from './words.ts'

/** Where work waits: a card for each stage with the reason in a sentence, the worst first. */
export function BottlenecksPlace({ which, onPoint }: Asking) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(bottlenecksQuery(which))
  return (
    <Outcome found={found}>
      {(shown) => (
        <>
          <p className="muted">
            {t('mining.window', { from: format.day(shown.from), to: format.day(shown.to) })}
          </p>
          {shown.bottlenecks.map((one) => (
            <Card key={one.stage} one={one} shown={shown} onPoint={onPoint} />
          ))}
        </>
      )}
    </Outcome>
  )
}

type One = Bottlenecks['bottlenecks'][number]
const GOOD = new Set<Reason['code']>(['flows', 'few-cases'])

function Card({ one, shown, onPoint }: { one: One; shown: Bottlenecks; onPoint: Asking['onPoint'] }) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const names = useNames(shown)
  const sentence = useReason(shown)
  const {
    reason,
    waiting,
    worked,
    arrivals,
    departures,
    standing,
    expected,
    utilisation,
    headcount,
    people,
  } = one
  const title = names.stage(one.stage)
  const facts = [
    [t('mining.waiting-median'), minutes(waiting.median)],
    [t('mining.p90'), minutes(waiting.p90)],
    [t('mining.worked-mean'), minutes(worked.mean)],
    [t('mining.came'), `${format.number(arrivals, 0)} / ${format.number(departures, 0)}`],
    [t('mining.utilisation'), format.percent(utilisation * 100, 0)],
    [t('mining.headcount'), format.number(headcount, 0)],
    [
      t('mining.little'),
      `${format.number(Math.round(standing * 10) / 10)} / ${expected === null ? '–' : format.number(Math.round(expected * 10) / 10)}`,
    ],
  ] as const
  return (
    <section className="card mining-bottleneck">
      <h2>
        {title} <Tag color={colourOf(reason)}>{t(`mining.reason-${reason.code}`)}</Tag>
      </h2>
      <p>{sentence(reason)}</p>
      <dl className="mining-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {people.length > 0 && <People people={people} />}
      <p className="mining-links">
        <button type="button" className="link-like" onClick={() => onPoint({ mark: one.mark, title })}>
          {t('mining.waited-here', {
            n: format.number(one.cases, 0),
            share: format.percent(one.share * 100, 0),
          })}
        </button>
        <Link to="/opportunities" search={{ filter: one.filter } as never}>
          {t('mining.stands-now')}
        </Link>
      </p>
    </section>
  )
}

function colourOf({ code }: Reason): string {
  if (code === 'unrecorded') return 'default'
  return GOOD.has(code) ? 'success' : 'warning'
}

function People({ people }: { people: One['people'] }) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  return (
    <details>
      <summary>{t('mining.people', { n: people.length })}</summary>
      <div className="scroll-x">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{t('mining.person')}</th>
              {(['waits-n', 'waiting-median', 'utilisation', 'deed-days'] as const).map((one) => (
                <th key={one} scope="col" className="figures">
                  {t(`mining.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {people.map(({ person, waits, waiting, utilisation, deedDays, workingDays }) => (
              <tr key={person.id}>
                <th scope="row">{person.name}</th>
                <td className="figures">{format.number(waits, 0)}</td>
                <td className="figures">{minutes(waiting.median)}</td>
                <td className="figures">{format.percent(utilisation * 100, 0)}</td>
                <td className="figures">
                  {deedDays} / {workingDays}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

/** Why work waits, in a sentence. */
function useReason(shown: Bottlenecks): (reason: Reason) => string {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const names = useNames(shown)
  const percent = (share: number) => format.percent(share * 100, 0)
  const one = (value: number) => format.number(Math.round(value * 10) / 10)
  return (reason) => {
    switch (reason.code) {
      case 'unrecorded':
        return t('mining.because-unrecorded')
      case 'few-cases':
        return t('mining.because-few-cases', { n: reason.waits })
      case 'flows':
        return t('mining.because-flows')
      case 'away':
        return t('mining.because-away', { share: percent(reason.share) })
      case 'batches':
        return t('mining.because-batches', {
          days: one(reason.deedDays),
          of: one(reason.workingDays),
          n: one(reason.perDay),
        })
      case 'uneven':
        return t('mining.because-uneven', {
          name: names.function(reason.person),
          share: percent(reason.share),
          people: reason.people,
          busy: percent(reason.utilisation),
        })
      case 'few-people':
        return t('mining.because-few-people', {
          people: reason.people,
          wanted: reason.wanted,
          busy: percent(reason.utilisation),
          queue: one(reason.queue),
        })
      case 'slow-answers':
        return t('mining.because-slow-answers', {
          time: minutes(reason.median),
          queue: one(reason.queue),
          busy: percent(reason.utilisation),
        })
    }
  }
}
