import { DeleteOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useId, useMemo, useState } from 'react'
import { countOfYear, daysOfYear, type YearDay } from '../../../src/engines/calendar/index.ts'
import type { ExceptionInput } from '../../../src/features/availability/contract.ts'
import { engineCalendar, hoursInWords } from '../../../src/features/availability/rules.ts'
import { type MessageKey, type Translate, useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { type CalendarDraft, inputOf, withException } from './calendar-draft.ts'
import { ExceptionDialog } from './exception-dialog.tsx'
import { type GridDay, MonthGrid } from './month-grid.tsx'
import { holidaysQuery } from './queries.ts'

const [FIRST, LAST] = [2000, 2199]

/** A year of a calendar: what is worked, what is off and why, how many days; a click makes a day an exception. */
export function YearView({
  draft,
  onChange,
}: {
  draft: CalendarDraft
  onChange: (draft: CalendarDraft) => void
}) {
  const t = useText()
  const format = useFormat()
  const id = useId()
  const [year, setYear] = useState(() => new Date().getFullYear())
  const [chosen, setChosen] = useState<string>()
  const { days, count, unpublished, usual } = useYear(draft, year)
  const named = useNamedDay(draft)
  const months = Map.groupBy(days, ({ day }) => Number(day.slice(5, 7)))
  const own = draft.exceptions.filter(({ day }) => day.startsWith(`${year}-`))
  return (
    <section className="year-view" aria-labelledby={`${id}-head`}>
      <div className="week-head">
        <h2 id={`${id}-head`}>{t('availability.year')}</h2>
        <span className="year-turn">
          <Button
            type="text"
            icon={<LeftOutlined />}
            aria-label={t('availability.year-before')}
            disabled={year <= FIRST}
            onClick={() => setYear(year - 1)}
          />
          <b>{t('availability.year-of', { year: String(year) })}</b>
          <Button
            type="text"
            icon={<RightOutlined />}
            aria-label={t('availability.year-after')}
            disabled={year >= LAST}
            onClick={() => setYear(year + 1)}
          />
        </span>
      </div>
      <p className="year-count" role="status">
        <b>{t('availability.year-count', { workdays: count.workdays, offdays: count.offdays })}</b>
        <span className="muted">
          {t('availability.year-differs', {
            taken: count.daysTaken,
            added: count.daysAdded,
            hours: format.number(Math.round(count.minutes / 60)),
          })}
        </span>
      </p>
      {unpublished && (
        <Alert type="warning" showIcon title={t('availability.not-published', { year: String(year) })} />
      )}
      <p className="muted">{t('availability.year-hint')}</p>
      <div className="year-months">
        {[...months].map(([month, list]) => (
          <MonthGrid
            key={month}
            name={t('availability.month-of', { month })}
            days={list.map(named)}
            onChoose={setChosen}
          />
        ))}
      </div>
      <Legend />
      <Exceptions
        year={year}
        exceptions={own}
        onRemove={(day) => onChange(withException(draft, day, null))}
      />
      {chosen && (
        <ExceptionDialog
          key={chosen}
          day={chosen}
          usual={usual(chosen)}
          exception={draft.exceptions.find((one) => one.day === chosen)}
          onClose={() => setChosen(undefined)}
          onChange={(exception) => {
            onChange(withException(draft, chosen, exception))
            setChosen(undefined)
          }}
        />
      )}
    </section>
  )
}

/** The days of the year as the draft has them now; `usual` is a day without its exception. */
function useYear(draft: CalendarDraft, year: number) {
  const country = draft.holidays?.country
  const found = useQuery({
    ...holidaysQuery(country ?? '', draft.holidays?.region ?? null, year),
    enabled: country !== undefined,
  })
  return useMemo(() => {
    const holidaysOf = (asked: number) => (asked === year && country ? (found.data?.items ?? []) : [])
    const calendar = engineCalendar(inputOf(draft), holidaysOf)
    const days = daysOfYear(calendar, year)
    const plain = new Map(
      daysOfYear({ ...calendar, exceptions: [] }, year).map((one) => [one.day, hoursInWords(one.hours)]),
    )
    return {
      days,
      count: countOfYear(calendar, days),
      unpublished: country !== undefined && found.data?.published === false,
      usual: (day: string) => plain.get(day) ?? '',
    }
  }, [draft, year, country, found.data])
}

/** A day with its kind, its sign and what is said of it. */
function useNamedDay(draft: CalendarDraft): (day: YearDay) => GridDay {
  const t = useText()
  const label = useLabel()
  const format = useFormat()
  return ({ day, weekday, hours, because, holiday }) => {
    const kind = because === 'week' ? (hours.length > 0 ? 'worked' : 'off') : because
    const own = because === 'exception' ? draft.exceptions.find((one) => one.day === day)?.name : undefined
    const name = own || (holiday && label(holiday.name))
    const what = [t(`availability.legend-${kind}` as MessageKey), hoursInWords(hours)]
      .filter(Boolean)
      .join(' ')
    const facts = { day: format.day(day), what, name: name ?? '' }
    return {
      day,
      weekday,
      kind,
      isOff: hours.length === 0,
      sign: signOf(t, kind),
      words: name ? t('availability.day-named', facts) : t('availability.day-is', facts),
    }
  }
}

function signOf(t: Translate, kind: string): string {
  return kind === 'worked' || kind === 'off' ? '' : t(`availability.sign-${kind}` as MessageKey)
}

function Legend() {
  const t = useText()
  return (
    <ul className="day-legend">
      {(['worked', 'off', 'holiday', 'make-up', 'exception'] as const).map((kind) => (
        <li key={kind}>
          <span className="grid-day" data-kind={kind} aria-hidden>
            {signOf(t, kind)}
          </span>
          {t(`availability.legend-${kind}`)}
        </li>
      ))}
    </ul>
  )
}

function Exceptions({
  year,
  exceptions,
  onRemove,
}: {
  year: number
  exceptions: readonly ExceptionInput[]
  onRemove: (day: string) => void
}) {
  const t = useText()
  const format = useFormat()
  if (exceptions.length === 0) return null
  const said = (one: ExceptionInput) => {
    if (one.kind === 'off') return t('availability.off')
    if (one.kind === 'hours') return hoursInWords(one.hours) || t('availability.off')
    return t('availability.like', { weekday: t(`availability.weekday-${one.weekday}` as MessageKey) })
  }
  return (
    <>
      <h3>{t('availability.exceptions', { year: String(year) })}</h3>
      <ul className="exception-list">
        {exceptions.map((one) => (
          <li key={one.day}>
            <span>{format.day(one.day)}</span>
            <span>{said(one)}</span>
            <span className="muted">{one.name}</span>
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('availability.remove-exception', { day: format.day(one.day) })}
              onClick={() => onRemove(one.day)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}
