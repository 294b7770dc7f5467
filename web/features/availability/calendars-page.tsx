import './availability.css'
import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import type { CalendarInput, WorkingCalendar } from '../../../src/features/availability/contract.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { copyOf } from './calendar-draft.ts'
import { CalendarEditor } from './calendar-editor.tsx'
import { calendarsQuery } from './queries.ts'

type Opened = { id: string } | { input: CalendarInput }

/** Every working calendar; one is open with its week, its year and those who have it. */
export function CalendarsPage() {
  const t = useText()
  const found = useQuery(calendarsQuery)
  const [opened, open] = useState<Opened>()
  const [changed, setChanged] = useState(false)
  const setOpened = (next: Opened) => {
    if (!changed || window.confirm(t('availability.leave'))) open(next)
  }
  const calendars = found.data?.items ?? []
  const isNew = opened !== undefined && 'input' in opened
  const calendar = isNew ? undefined : (calendars.find((one) => opened?.id === one.id) ?? calendars[0])
  const add = () => {
    const input = copyOf(calendar ?? calendars[0], t('availability.new-name'))
    if (input) setOpened({ input })
  }
  return (
    <>
      <PageHeader
        title={t('availability.calendars')}
        hint={t('availability.calendars-hint')}
        actions={
          <Button type="primary" disabled={!found.data} onClick={add}>
            {t('availability.add')}
          </Button>
        }
      />
      <ErrorNote error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton active />}
      <CalendarList calendars={calendars} open={calendar?.id} onOpen={(id) => setOpened({ id })} />
      {isNew && (
        <CalendarEditor
          key="new"
          input={opened.input}
          onChanged={setChanged}
          onSaved={(saved) => open({ id: saved.id })}
          onGivenUp={() => open(undefined)}
        />
      )}
      {calendar && (
        <CalendarEditor
          key={calendar.id}
          calendar={calendar}
          input={calendar}
          onChanged={setChanged}
          onSaved={(saved) => open({ id: saved.id })}
        />
      )}
    </>
  )
}

function CalendarList({
  calendars,
  open,
  onOpen,
}: {
  calendars: readonly WorkingCalendar[]
  open: string | undefined
  onOpen: (id: string) => void
}) {
  const t = useText()
  return (
    <div className="calendar-list">
      {calendars.map(({ id, name, isDefault, people, departments }) => (
        <button key={id} type="button" aria-pressed={id === open} onClick={() => onOpen(id)}>
          <b>{name}</b>
          <small>
            {[
              ...(isDefault ? [t('availability.is-default')] : []),
              people + departments > 0
                ? t('availability.has', { people, departments })
                : isDefault
                  ? ''
                  : t('availability.has-none'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </small>
        </button>
      ))}
    </div>
  )
}
