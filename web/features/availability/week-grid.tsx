import { VerticalAlignBottomOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useId } from 'react'
import { minutesOf } from '../../../src/engines/calendar/index.ts'
import { hoursFrom } from '../../../src/features/availability/rules.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { HoursStrip } from './hours-strip.tsx'

/** The hours of every weekday as one writes them, with a picture of the day beside them. */
export function WeekGrid({
  week,
  faults,
  onChange,
}: {
  week: readonly string[]
  faults: readonly (string | undefined)[]
  onChange: (week: readonly string[]) => void
}) {
  const t = useText()
  const format = useFormat()
  const id = useId()
  const read = week.map(hoursFrom)
  const minutes = read.reduce((sum, one) => sum + (one.ok ? minutesOf(one.hours) : 0), 0)
  const set = (at: number, text: string) => onChange(week.map((one, i) => (i === at ? text : one)))
  return (
    <section className="week-grid" aria-labelledby={`${id}-head`}>
      <div className="week-head">
        <h2 id={`${id}-head`}>{t('availability.week')}</h2>
        <span className="muted">{t('availability.week-sum', { hours: format.number(minutes / 60) })}</span>
      </div>
      <p className="muted" id={`${id}-hint`}>
        {t('availability.week-hint')}
      </p>
      {week.map((text, i) => {
        const weekday = t(`availability.weekday-${i + 1}` as MessageKey)
        const one = read[i]
        const fault = faults[i]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the seven days of the week stay where they are
          <div key={i} className="week-day">
            <label htmlFor={`${id}-${i}`}>{weekday}</label>
            <Input
              id={`${id}-${i}`}
              aria-label={t('availability.hours-of', { day: weekday })}
              aria-describedby={fault ? `${id}-${i}-fault` : `${id}-hint`}
              {...(fault ? { 'aria-invalid': true, status: 'error' as const } : {})}
              placeholder={t('availability.off')}
              maxLength={200}
              value={text}
              onChange={(event) => set(i, event.target.value)}
            />
            {i > 0 ? (
              <Button
                type="text"
                icon={<VerticalAlignBottomOutlined />}
                title={t('availability.as-before')}
                aria-label={t('availability.as-before-of', { day: weekday })}
                onClick={() => set(i, week[i - 1] ?? '')}
              />
            ) : (
              <span />
            )}
            <HoursStrip hours={one?.ok ? one.hours : []} />
            {fault && (
              <p id={`${id}-${i}-fault`} className="field-error" role="alert">
                {t(`availability.fault-${fault}` as MessageKey)}
              </p>
            )}
          </div>
        )
      })}
    </section>
  )
}
