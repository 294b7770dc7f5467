import { useQuery } from '@tanstack/react-query'
import { Skeleton, Tag } from 'antd'
import type { PersonFigures, PersonRow, Run } from '../../../src/features/replay/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { runPeopleQuery } from './queries.ts'

/** Each person's figures: really, then as they would be. */
export function PeopleTable({ run }: { run: Run }) {
  const t = useText()
  const found = useQuery(runPeopleQuery(run.id))
  const columns = useColumns(run.result?.currency ?? '')
  return (
    <section className="card" aria-label={t('replay.people')}>
      <h2>{t('replay.people')}</h2>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      {found.data && (
        <div className="scroll-x">
          <table className="figures-table">
            <thead>
              <tr>
                <th scope="col">{t('replay.person')}</th>
                {columns.map(({ key }) => (
                  <th key={key} scope="col" className="figures">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.data.items.map((one) => (
                <tr key={one.person.id}>
                  <th scope="row">
                    <PersonMark
                      name={one.person.name}
                      {...(one.isAdded ? {} : { id: one.person.id })}
                      size={20}
                    />{' '}
                    {one.isAdded && <Tag color="processing">{t('replay.added')}</Tag>}
                  </th>
                  {columns.map(({ key, show }) => {
                    const [was, would] = [show(one.was, one), show(one.would, one)]
                    return (
                      <td key={key} className="figures">
                        {was === would ? was : t('replay.was-would', { was, would })}
                      </td>
                    )
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function useColumns(
  currency: string,
): { key: MessageKey; show: (figures: PersonFigures, row: PersonRow) => string }[] {
  const t = useText()
  const format = useFormat()
  const number = (value: number, digits = 0) => format.number(value, digits)
  return [
    { key: 'replay.p-received', show: ({ received }) => number(received) },
    {
      key: 'replay.p-value',
      show: ({ value }) => format.money({ amount: value.toFixed(0), currency }, 'compact'),
    },
    {
      key: 'replay.p-load',
      show: ({ meanLoad, mostLoad }) => `${number(meanLoad, 1)} / ${number(mostLoad)}`,
    },
    { key: 'replay.p-idle', show: ({ idleDays }) => number(idleDays, 1) },
    {
      key: 'replay.p-answer',
      show: ({ answers, answerMinutes }) => (answers > 0 ? number(answerMinutes / 60, 1) : '—'),
    },
    {
      key: 'replay.p-missed',
      show: ({ missed }) => number(missed['first-contact'] + missed['follow-up'] + missed.dwell),
    },
    {
      key: 'replay.p-won',
      show: (figures, { was, would, estimate }) => {
        if (figures !== would || !estimate) return number(figures.won)
        const low = number(Math.max(0, was.won + estimate.low))
        const high = number(Math.max(0, was.won + estimate.high))
        return `${number(would.won)} (${t('replay.range', { low, high })})`
      },
    },
  ]
}
