import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { minutesOf } from '../../../src/engines/calendar/index.ts'
import type { PersonTimes, Shift } from '../../../src/features/availability/contract.ts'
import { hoursFrom, hoursInWords } from '../../../src/features/availability/rules.ts'
import { addDays } from '../../../src/kernel/time.ts'
import { ErrorNote } from '../../kit/error-note.tsx'
import { Field } from '../../kit/field.tsx'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useToast } from '../../kit/use-toast.tsx'
import { type GridDay, MonthGrid } from './month-grid.tsx'
import { availabilityChanged, personTimesQuery, putShifts } from './queries.ts'

type Brush = 'usual' | 'off' | 'hours'
/** Days that were clicked: their hours, or null to follow the calendar again. */
type Painted = Readonly<Record<string, Shift['hours'] | null>>

/** A person's rota, a month at a time: choose a kind of day, then click days. */
export function RotaEditor({
  person,
  onClose,
}: {
  person: { id: string; name: string }
  onClose: () => void
}) {
  const t = useText()
  const [month, setMonth] = useState(() => new Date().toISOString().slice(0, 7))
  const from = `${month}-01`
  const until = addDays(monthAfter(month, 1), -1)
  const times = useQuery(personTimesQuery(person.id, { from, until }))
  const [painted, setPainted] = useState<Painted>({})
  const [brush, setBrush] = useState<Brush>('hours')
  const [words, setWords] = useState('9:00–18:00')
  const read = hoursFrom(words)
  const saving = useSaving(person, from, until, onClose)
  const turn = (by: number) => {
    if (Object.keys(painted).length > 0 && !window.confirm(t('availability.leave'))) return
    setPainted({})
    setMonth(monthAfter(month, by).slice(0, 7))
  }
  const paint = (day: string) => {
    if (brush === 'hours' && !read.ok) return
    const hours =
      brush === 'usual' ? null : brush === 'off' || !read.ok ? [] : read.hours.map((one) => ({ ...one }))
    setPainted({ ...painted, [day]: hours })
  }
  const gridDay = useGridDay(painted)
  const days = times.data?.days ?? []
  return (
    <Modal
      open
      title={t('availability.rota-of', { name: person.name })}
      width={720}
      okText={t('kit.save')}
      cancelText={t('kit.cancel')}
      confirmLoading={saving.isPending}
      okButtonProps={{ disabled: !times.data }}
      onOk={() => saving.mutate(shiftsOf(days, painted))}
      onCancel={onClose}
    >
      <p className="muted">{t('availability.rota-hint')}</p>
      <ErrorNote error={saving.error ?? times.error} />
      <div className="rota-brush">
        <Radio.Group
          aria-label={t('availability.brush')}
          value={brush}
          onChange={(event) => setBrush(event.target.value as Brush)}
          options={(['hours', 'off', 'usual'] as const).map((value) => ({
            value,
            label: t(`availability.brush-${value}`),
          }))}
        />
        {brush === 'hours' && (
          <Field
            label={t('availability.brush-hours-of')}
            error={read.ok ? undefined : t(`availability.fault-${read.fault}` as MessageKey)}
          >
            {(control) => (
              <Input
                {...control}
                maxLength={200}
                value={words}
                onChange={(event) => setWords(event.target.value)}
              />
            )}
          </Field>
        )}
      </div>
      <div className="rota-month">
        <Button
          type="text"
          icon={<LeftOutlined />}
          aria-label={t('availability.month-before')}
          onClick={() => turn(-1)}
        />
        <MonthGrid
          large
          name={t('availability.month-in', { year: month.slice(0, 4), month: Number(month.slice(5)) })}
          days={days.map(gridDay)}
          onChoose={paint}
        />
        <Button
          type="text"
          icon={<RightOutlined />}
          aria-label={t('availability.month-after')}
          onClick={() => turn(1)}
        />
      </div>
    </Modal>
  )
}

function useSaving(person: { id: string; name: string }, from: string, until: string, onSaved: () => void) {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (shifts: Shift[]) => putShifts(person.id, from, until, shifts),
    onSuccess: () => {
      toast.done(t('availability.rota-saved', { name: person.name }))
      onSaved()
    },
    onSettled: () => availabilityChanged(queries),
  })
}

/** The rota of the month: what was there with what was clicked. */
function shiftsOf(days: PersonTimes['days'], painted: Painted): Shift[] {
  return days.flatMap(({ day, hours, because }) => {
    const own = painted[day]
    if (own === null) return []
    if (own) return [{ day, hours: own }]
    return because === 'shift' ? [{ day, hours }] : []
  })
}

function useGridDay(painted: Painted): (day: PersonTimes['days'][number]) => GridDay {
  const t = useText()
  const format = useFormat()
  return ({ day, hours, because }) => {
    const own = painted[day]
    const isShift = own === undefined ? because === 'shift' : own !== null
    const shown = own ?? (own === null && because === 'shift' ? null : hours)
    const kind = isShift ? 'shift' : shown === null ? 'unknown' : shown.length > 0 ? 'worked' : 'off'
    const text = shown === null ? t('availability.brush-usual') : hoursInWords(shown) || t('availability.off')
    const what = isShift ? `${t('availability.legend-shift')} ${text}` : text
    return {
      day,
      weekday: (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7,
      kind,
      isOff: shown?.length === 0,
      sign: '',
      text,
      short: shown?.length
        ? t('availability.hours-sum', { hours: format.number(minutesOf(shown) / 60) })
        : text,
      words: t('availability.day-is', { day: format.day(day), what }),
    }
  }
}

/** The first day of the month so many months later. */
function monthAfter(month: string, by: number): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1 + by, 1))
    .toISOString()
    .slice(0, 10)
}
