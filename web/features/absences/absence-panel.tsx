import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, DatePicker, Input, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { ABSENCE_KINDS, type Absence, type AbsenceKind } from '../../../src/features/absences/contract.ts'
import { isProblem } from '../../client/problem.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { SidePanel } from '../../kit/side-panel.tsx'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Reference } from '../../records/queries.ts'
import { RecordPicker } from '../../records/record-picker.tsx'
import { type Asked, absencesChanged, changeAbsence, previewQuery, recordAbsence } from './queries.ts'

type Draft = {
  byHour: boolean
  from: Dayjs | null
  until: Dayjs | null
  kind: AbsenceKind
  deputy: Reference | null
  note: string
}

/** Says from when until when somebody is away and who stands in; shows what that means before it is saved. */
export function AbsencePanel({
  person,
  own,
  absence,
  onClose,
}: {
  person: { id: string; name: string }
  own: boolean
  absence: Absence | undefined
  onClose: () => void
}) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(absence))
  const [tried, setTried] = useState(false)
  const hasBegun = absence !== undefined && Date.parse(absence.from) <= Date.now()
  const period = periodOf(draft, hasBegun ? absence?.from : undefined)
  const deputy = draft.deputy?.id ?? null
  const asked: Asked | undefined = period && {
    person: person.id,
    ...period,
    deputy,
    ...(absence ? { absence: absence.id } : {}),
  }
  const preview = useQuery(previewQuery(asked))
  const proposed = preview.data?.proposed ? preview.data.deputy : undefined
  const saving = useMutation({
    mutationFn: () => {
      const rest = { kind: draft.kind, note: draft.note.trim() || null }
      const wanted = period as NonNullable<typeof period>
      if (!absence) return recordAbsence({ person: person.id, ...wanted, ...rest, deputy })
      const named = deputy ?? proposed?.id
      const { from, ...end } = wanted
      return changeAbsence(absence, {
        ...(hasBegun ? end : { from, ...end }),
        ...rest,
        ...(named ? { deputy: named } : {}),
      })
    },
    onSuccess: (saved) => {
      toast.done(t('absences.saved', { deputy: saved.deputy.name }))
      onClose()
    },
    onSettled: () => absencesChanged(queries),
  })
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const submit = () => {
    setTried(true)
    if (period) saving.mutate()
  }
  const isOver = tried && !period
  return (
    <SidePanel
      open
      title={own ? t('absences.my-record') : t('absences.record-of', { name: person.name })}
      onClose={onClose}
      footer={
        <Button type="primary" block loading={saving.isPending} onClick={submit}>
          {t('kit.save')}
        </Button>
      }
    >
      <Field
        label={t('absences.from')}
        required
        error={isOver && !draft.from ? t('records.required') : undefined}
      >
        {(control) => (
          <DatePicker
            {...control}
            style={{ width: '100%' }}
            disabled={hasBegun}
            {...timed(draft.byHour)}
            value={draft.from}
            onChange={(from) =>
              change({ from, until: !draft.until || (from && draft.until < from) ? from : draft.until })
            }
          />
        )}
      </Field>
      <Field
        label={t(draft.byHour ? 'absences.until' : 'absences.last-day')}
        required
        error={isOver && draft.from ? t('absences.until-later') : undefined}
      >
        {(control) => (
          <DatePicker
            {...control}
            style={{ width: '100%' }}
            {...timed(draft.byHour)}
            {...(draft.from ? { minDate: draft.from } : {})}
            value={draft.until}
            onChange={(until) => change({ until })}
          />
        )}
      </Field>
      <Checkbox
        className="absence-by-hour"
        checked={draft.byHour}
        onChange={(event) => change({ byHour: event.target.checked })}
      >
        {t('absences.by-hour')}
      </Checkbox>
      <Field label={t('absences.kind')} required>
        {(control) => (
          <Select<AbsenceKind>
            {...control}
            style={{ width: '100%' }}
            value={draft.kind}
            onChange={(kind) => change({ kind })}
            options={ABSENCE_KINDS.map((kind) => ({ value: kind, label: t(`absences.kind-${kind}`) }))}
          />
        )}
      </Field>
      <Field label={t('absences.deputy')} hint={t('absences.deputy-hint')}>
        {(control) => (
          <RecordPicker
            control={control}
            object="person"
            value={draft.deputy}
            onChange={(next) => change({ deputy: next })}
            without={[person.id]}
            placeholder={
              proposed
                ? t('absences.deputy-proposed', { deputy: proposed.name })
                : t('absences.deputy-choose')
            }
          />
        )}
      </Field>
      <Field label={t('absences.note')} hint={t('absences.note-hint')}>
        {(control) => (
          <Input.TextArea
            {...control}
            autoSize={{ minRows: 2, maxRows: 5 }}
            maxLength={500}
            value={draft.note}
            onChange={(event) => change({ note: event.target.value })}
          />
        )}
      </Field>
      {asked && preview.data && !preview.error && (
        <Alert
          type="info"
          showIcon
          title={t(own ? 'absences.preview-own' : 'absences.preview', {
            name: person.name,
            deputy: preview.data.deputy.name,
            held: preview.data.held,
            handOvers: preview.data.handOvers,
            tasks: preview.data.tasks,
          })}
          description={t('absences.preview-hint')}
        />
      )}
      <ErrorNote error={saving.error ?? (asked && isProblem(preview.error) ? preview.error : null)} />
    </SidePanel>
  )
}

function timed(byHour: boolean) {
  return byHour ? { showTime: { format: 'HH:mm', minuteStep: 15 as const }, format: 'YYYY-MM-DD HH:mm' } : {}
}

function draftOf(absence: Absence | undefined): Draft {
  if (!absence) return { byHour: false, from: null, until: null, kind: 'leave', deputy: null, note: '' }
  const [from, until] = [dayjs(absence.from), dayjs(absence.until)]
  const byHour = !isMidnight(from) || !isMidnight(until)
  return {
    byHour,
    from,
    until: byHour ? until : until.subtract(1, 'day'),
    kind: absence.kind,
    deputy: { id: absence.deputy.id, title: absence.deputy.name },
    note: absence.note ?? '',
  }
}

function isMidnight(at: Dayjs): boolean {
  return at.hour() === 0 && at.minute() === 0
}

/** What is sent: days as days, times as instants; what has begun keeps its beginning to the millisecond. */
function periodOf({ byHour, from, until }: Draft, began: string | undefined) {
  if (!from || !until || until < from) return undefined
  if (byHour) return { from: began ?? from.toISOString(), until: until.toISOString() }
  return { from: began ?? from.format('YYYY-MM-DD'), until: until.format('YYYY-MM-DD') }
}
