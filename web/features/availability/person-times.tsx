import './availability.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Skeleton } from 'antd'
import { useState } from 'react'
import type { PersonTimes } from '../../../src/features/availability/contract.ts'
import { hoursInWords } from '../../../src/features/availability/rules.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import {
  assignmentsQuery,
  availabilityChanged,
  calendarsQuery,
  givePerson,
  personTimesQuery,
} from './queries.ts'
import { RotaEditor } from './rota-editor.tsx'

const FOLLOWS = ''
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone

/** When a person works, for whoever administers them: their calendar and their rota. */
export function PersonTimesPart({ person }: { person: { id: string; name: string } }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const times = useQuery(personTimesQuery(person.id))
  const calendars = useQuery(calendarsQuery).data?.items ?? []
  const own = useQuery(assignmentsQuery).data?.people.find((one) => one.id === person.id)?.calendar
  const [isRota, setRota] = useState(false)
  const giving = useMutation({
    mutationFn: (calendar: string | null) => givePerson(person.id, calendar),
    onSuccess: () => toast.done(t('organisation.person-saved', { name: person.name })),
    onError: toast.failed,
    onSettled: () => availabilityChanged(queries),
  })
  const followed = own ? t('availability.is-default') : (times.data?.calendar.name ?? '…')
  return (
    <section className="panel-part">
      <h2>{t('availability.times')}</h2>
      <ErrorNote error={times.error} onRetry={() => void times.refetch()} />
      {times.data && <AtWork times={times.data} />}
      <Field label={t('availability.calendar')}>
        {(control) => (
          <Select
            {...control}
            loading={giving.isPending}
            value={own ?? FOLLOWS}
            options={[
              { value: FOLLOWS, label: t('availability.follows', { name: followed }) },
              ...calendars.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(id: string) => giving.mutate(id === FOLLOWS ? null : id)}
          />
        )}
      </Field>
      <Button onClick={() => setRota(true)}>{t('availability.rota')}</Button>
      {isRota && <RotaEditor person={person} onClose={() => setRota(false)} />}
    </section>
  )
}

/** One's own working time: by which calendar, and the next two weeks. */
export function MyTimes({ id }: { id: string }) {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  const times = useQuery(personTimesQuery(id))
  return (
    <section className="card" aria-label={t('availability.times')}>
      <h2 className="card-head">{t('availability.times')}</h2>
      <ErrorNote error={times.error} onRetry={() => void times.refetch()} />
      {times.isPending && <Skeleton active />}
      {times.data && (
        <>
          <AtWork times={times.data} />
          <h3>{t('availability.next-days')}</h3>
          <ul className="next-days">
            {times.data.days.map(({ day, hours, because, name }) => (
              <li key={day} data-off={hours.length === 0 || undefined}>
                <span>
                  {format.day(day, { today: times.data.days[0]?.day ?? day })}{' '}
                  {t(`availability.weekday-${weekdayOf(day)}` as MessageKey)}
                </span>
                <span>{hoursInWords(hours) || t('availability.off')}</span>
                <span className="muted">
                  {name ? label(name) : because === 'week' ? '' : t(`availability.legend-${because}`)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function AtWork({ times }: { times: PersonTimes }) {
  const t = useText()
  const format = useFormat()
  const { because, calendar, department, workingNow, nextWorkingAt } = times
  const when = nextWorkingAt
    ? t('availability.next', { when: format.instant(nextWorkingAt) })
    : t('availability.never')
  return (
    <p>
      {t(`availability.because-${because}`, { calendar: calendar.name, department: department?.name ?? '' })}
      {' · '}
      <span className="muted">{workingNow ? t('availability.at-work') : when}</span>
      {calendar.timeZone !== HERE && (
        <span className="muted"> · {t('availability.in-zone', { zone: calendar.timeZone })}</span>
      )}
    </p>
  )
}

/** 1 for Monday. */
function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}
