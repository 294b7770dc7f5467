import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import type { CalendarInput, WorkingCalendar } from '../../../src/features/availability/contract.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { useLeaveGuard } from '../../kit/use-leave-guard.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type CalendarDraft, differs, draftOf, faultsOf, inputOf } from './calendar-draft.ts'
import { PlaceFields } from './place-fields.tsx'
import {
  availabilityChanged,
  calendarsQuery,
  changeCalendar,
  createCalendar,
  deleteCalendar,
  makeDefault,
} from './queries.ts'
import { WeekGrid } from './week-grid.tsx'
import { WhoHasIt } from './who-has-it.tsx'
import { YearView } from './year-view.tsx'

type Editor = {
  /** The calendar as it is; a new one where none is given. */
  calendar?: WorkingCalendar
  input: CalendarInput
  onSaved: (calendar: WorkingCalendar) => void
  onChanged: (changed: boolean) => void
  /** A new calendar is given up. */
  onGivenUp?: () => void
}

/** A calendar: its place and holidays, its week, its year with exceptions, and who has it. */
export function CalendarEditor({ calendar, input, onSaved, onChanged, onGivenUp }: Editor) {
  const t = useText()
  const { base, draft, setDraft, changed, discard } = useCalendarDraft(calendar, input)
  const [tried, setTried] = useState(false)
  const faults = faultsOf(draft)
  const saving = useSaving(base, draft, (saved) => {
    discard(saved)
    onSaved(saved)
  })
  useLeaveGuard(changed, t('availability.leave'))
  useEffect(() => onChanged(changed), [changed, onChanged])
  const giveUp = (to?: WorkingCalendar) => {
    saving.reset()
    setTried(false)
    discard(to)
  }
  const save = () => {
    setTried(true)
    if (draft.name.trim() && faults.every((fault) => fault === undefined)) saving.mutate()
  }
  return (
    <section className="card" aria-label={t('availability.editor', { name: draft.name })}>
      <Field
        label={t('availability.name')}
        required
        error={tried && !draft.name.trim() ? t('records.required') : undefined}
      >
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <PlaceFields draft={draft} onChange={setDraft} />
      <WeekGrid week={draft.week} faults={faults} onChange={(week) => setDraft({ ...draft, week })} />
      <YearView draft={draft} onChange={setDraft} />
      {base && <WhoHasIt calendar={base} />}
      {base && !changed && <Steps calendar={base} />}
      {(changed || !base) && (
        <div className="plan-bar">
          <span>{t('availability.unsaved')}</span>
          <ErrorNote
            error={saving.error}
            action={isProblem(saving.error, 'availability.stale') && <Reload id={base?.id} onDone={giveUp} />}
          />
          <span className="panel-actions">
            <Button onClick={() => (base ? giveUp() : onGivenUp?.())}>{t('availability.discard')}</Button>
            <Button type="primary" loading={saving.isPending} onClick={save}>
              {t('kit.save')}
            </Button>
          </span>
        </div>
      )}
    </section>
  )
}

/** What is being written; a calendar changed elsewhere comes in by itself while nothing here is changed. */
function useCalendarDraft(calendar: WorkingCalendar | undefined, input: CalendarInput) {
  const [base, setBase] = useState(calendar)
  const [draft, setDraft] = useState<CalendarDraft>(() => draftOf(input))
  const from = base ?? input
  const changed = !base || differs(draft, from)
  const discard = (to: CalendarInput | WorkingCalendar = from) => {
    if ('version' in to) setBase(to)
    setDraft(draftOf(to))
  }
  useEffect(() => {
    if (!calendar || changed || calendar.version === base?.version) return
    setBase(calendar)
    setDraft(draftOf(calendar))
  }, [calendar, changed, base])
  return { base, draft, setDraft, changed, discard }
}

function useSaving(
  calendar: WorkingCalendar | undefined,
  draft: CalendarDraft,
  onSaved: (calendar: WorkingCalendar) => void,
) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => (calendar ? changeCalendar(calendar, inputOf(draft)) : createCalendar(inputOf(draft))),
    onSuccess: async (saved) => {
      toast.done(t('availability.saved', { name: saved.name }))
      await queries.invalidateQueries({ queryKey: calendarsQuery.queryKey })
      onSaved(saved)
    },
    onSettled: () => availabilityChanged(queries),
  })
}

function Reload({ id, onDone }: { id: string | undefined; onDone: (calendar: WorkingCalendar) => void }) {
  const t = useText()
  const queries = useQueryClient()
  const reload = async () => {
    const { items } = await queries.fetchQuery({ ...calendarsQuery, staleTime: 0 })
    const calendar = items.find((one) => one.id === id)
    if (calendar) onDone(calendar)
  }
  return (
    <Button size="small" onClick={() => void reload()}>
      {t('availability.reload')}
    </Button>
  )
}

function Steps({ calendar }: { calendar: WorkingCalendar }) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const { name } = calendar
  const settled = { onError: toast.failed, onSettled: () => availabilityChanged(queries) }
  const deleting = useMutation({
    mutationFn: () => deleteCalendar(calendar),
    onSuccess: () => toast.done(t('availability.deleted', { name })),
    ...settled,
  })
  const choosing = useMutation({
    mutationFn: () => makeDefault(calendar.id),
    onSuccess: () => toast.done(t('availability.made-default', { name })),
    ...settled,
  })
  if (calendar.isDefault) return null
  return (
    <div className="panel-actions">
      <Button loading={choosing.isPending} onClick={() => choosing.mutate()}>
        {t('availability.make-default')}
      </Button>
      <Popconfirm
        title={t('availability.delete-title', { name })}
        okText={t('availability.delete')}
        cancelText={t('kit.cancel')}
        onConfirm={() => deleting.mutate()}
      >
        <Button danger loading={deleting.isPending}>
          {t('availability.delete')}
        </Button>
      </Popconfirm>
    </div>
  )
}
