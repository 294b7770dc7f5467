import { Segmented, Select, Tag } from 'antd'
import { useId } from 'react'
import { RHYTHMS, type Rhythm, type Schedule } from '../../../src/features/reports/contract/schedules.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'
import { RecordPicker } from '../../records/record-picker.tsx'

export type ScheduleDraft = Pick<Schedule, 'rhythm' | 'receivers'>

/** When something is mailed, and to whom. */
export function RhythmFields({
  draft,
  timeZone,
  onChange,
}: {
  draft: ScheduleDraft
  timeZone: string
  onChange: (draft: ScheduleDraft) => void
}) {
  const t = useText()
  const id = useId()
  const { rhythm, receivers } = draft
  const set = (next: Rhythm) => onChange({ ...draft, rhythm: next })
  return (
    <>
      <div className="field">
        <span id={id}>{t('reports.every')}</span>
        <Segmented<Rhythm['every']>
          block
          aria-labelledby={id}
          value={rhythm.every}
          onChange={(every) =>
            set({ ...rhythm, every, on: every === 'week' || every === 'month' ? 1 : null })
          }
          options={RHYTHMS.map((one) => ({ value: one, label: t(`reports.every-${one}`) }))}
        />
      </div>
      <div className="field-pair">
        {rhythm.on !== null && (
          <Field label={t('reports.on-day')}>
            {(control) => (
              <Select<number>
                {...control}
                value={rhythm.on ?? 1}
                onChange={(on) => set({ ...rhythm, on })}
                options={daysOf(rhythm.every).map((day) => ({
                  value: day,
                  label:
                    rhythm.every === 'week'
                      ? t(`reports.weekday-${day}` as never)
                      : t('reports.day-of-month', { day }),
                }))}
              />
            )}
          </Field>
        )}
        <Field label={t('reports.at-hour')} hint={t('reports.in-zone', { zone: timeZone })}>
          {(control) => (
            <Select<number>
              {...control}
              value={rhythm.hour}
              onChange={(hour) => set({ ...rhythm, hour })}
              options={Array.from({ length: 24 }, (_, hour) => ({
                value: hour,
                label: `${String(hour).padStart(2, '0')}:00`,
              }))}
            />
          )}
        </Field>
      </div>
      <Field label={t('reports.receivers')} hint={t('reports.receivers-hint')}>
        {(control) => (
          <RecordPicker
            object="person"
            control={control}
            value={null}
            placeholder={t('reports.add-receiver')}
            without={receivers.map((one) => one.id)}
            onChange={(person) =>
              person &&
              onChange({ ...draft, receivers: [...receivers, { id: person.id, name: person.title ?? '' }] })
            }
          />
        )}
      </Field>
      <p className="receivers">
        {receivers.map((one) => (
          <Tag
            key={one.id}
            closable
            onClose={() =>
              onChange({ ...draft, receivers: receivers.filter((other) => other.id !== one.id) })
            }
          >
            {one.name}
          </Tag>
        ))}
      </p>
    </>
  )
}

function daysOf(every: Rhythm['every']): number[] {
  return Array.from({ length: every === 'week' ? 7 : 28 }, (_, at) => at + 1)
}
