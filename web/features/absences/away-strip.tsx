import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import './absences.css'
import type { Absence } from '../../../src/features/absences/contract.ts'
import { addDays } from '../../../src/kernel/time.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import { dayOf } from '../../kit/until-when.ts'
import { useFormat } from '../../kit/use-format.ts'
import { absencesQuery } from './queries.ts'
import { usePeriod } from './use-period.ts'

const WEEKS = 4
const DAY_MS = 86_400_000

/** Who is away in the four weeks from today, a line each; of those the reader leads, for administrators of everybody. */
export function AwayStrip({
  without,
  onOpen,
}: {
  without?: string
  onOpen: (person: { id: string; name: string }) => void
}) {
  const t = useText()
  const format = useFormat()
  const found = useQuery(absencesQuery())
  const today = dayOf(new Date())
  const start = new Date(`${today}T00:00:00`).getTime()
  const end = start + WEEKS * 7 * DAY_MS
  const shown = (found.data?.items ?? []).filter(
    (one) => one.person.id !== without && Date.parse(one.from) < end,
  )
  const people = [...Map.groupBy(shown, (one) => one.person.id).values()]
  return (
    <>
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active title={false} />}
      {found.data && people.length === 0 && <p className="muted">{t('absences.nobody-away')}</p>}
      {people.length > 0 && (
        <div className="away-strip">
          <div className="away-weeks" aria-hidden>
            {Array.from({ length: WEEKS }, (_, week) => addDays(today, week * 7)).map((day) => (
              <span key={day}>{format.day(day, { today })}</span>
            ))}
          </div>
          <ul>
            {people.map((list) => (
              <Line key={list[0]?.person.id} list={list} start={start} end={end} onOpen={onOpen} />
            ))}
          </ul>
          {found.data?.more && <p className="muted">{t('absences.more')}</p>}
        </div>
      )}
    </>
  )
}

function Line({
  list,
  start,
  end,
  onOpen,
}: {
  list: readonly Absence[]
  start: number
  end: number
  onOpen: (person: { id: string; name: string }) => void
}) {
  const t = useText()
  const period = usePeriod()
  const person = list[0]?.person
  if (!person) return null
  const place = (at: string) =>
    (100 * (Math.min(end, Math.max(start, Date.parse(at))) - start)) / (end - start)
  return (
    <li>
      <button type="button" className="away-who" onClick={() => onOpen(person)}>
        <PersonMark name={person.name} size={20} />
      </button>
      <span className="away-track">
        {list.map((one) => {
          const said = t('absences.said', {
            period: period(one),
            kind: t(`absences.kind-${one.kind}`),
            deputy: (one.acting ?? one.deputy).name,
          })
          const [left, right] = [place(one.from), place(one.until)]
          return (
            <span
              key={one.id}
              className="away-bar"
              data-running={one.acting ? true : undefined}
              title={said}
              style={{ left: `${left}%`, width: `${Math.max(1.5, right - left)}%` }}
            >
              <span className="only-heard">{said}</span>
              <span aria-hidden>{t(`absences.kind-${one.kind}`)}</span>
            </span>
          )
        })}
      </span>
      <ul className="muted away-said">
        {list.map((one) => (
          <li key={one.id}>
            {period(one)} · {(one.acting ?? one.deputy).name}
          </li>
        ))}
      </ul>
    </li>
  )
}
