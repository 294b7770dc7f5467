import { DatePicker, InputNumber, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { type Question, SPANS, type Span, type WantedPeriod } from '../../../src/features/reports/contract.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

type Kind = Span | 'all' | 'last-days' | 'days'
const USUAL_DAYS = 90

/** Over which days: all time, a stretch that moves with the day, the last so many, or two days; and compared with what. */
export function PeriodChoice({
  question,
  onChange,
}: {
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useText()
  const { period, compare } = question
  const put = (next: WantedPeriod | undefined, and: Question['compare'] = compare) => {
    const comparing = next && and
    onChange({ period: next, compare: comparing } as Partial<Question>)
  }
  const choose = (kind: Kind) => put(periodOf(kind, period?.of ?? 'closed'))
  return (
    <>
      <Field label={t('reports.period')}>
        {(control) => (
          <Select<Kind>
            {...control}
            value={kindOf(period)}
            onChange={choose}
            options={(['all', ...SPANS, 'last-days', 'days'] as const).map((one) => ({
              value: one,
              label: t(`reports.period-${one}`),
            }))}
          />
        )}
      </Field>
      {period && 'lastDays' in period && (
        <Field label={t('reports.how-many-days')}>
          {(control) => (
            <InputNumber
              {...control}
              min={1}
              max={3660}
              precision={0}
              value={period.lastDays}
              onChange={(lastDays) => lastDays && put({ ...period, lastDays })}
            />
          )}
        </Field>
      )}
      {period && 'from' in period && (
        <Field label={t('reports.period-days')}>
          {(control) => (
            <DatePicker.RangePicker
              id={control.id}
              allowClear={false}
              value={[dayjs(period.from), dayjs(period.to)]}
              onChange={(days) => {
                const [from, to] = (days ?? []).map((day) => day?.format('YYYY-MM-DD'))
                if (from && to) put({ ...period, from, to })
              }}
            />
          )}
        </Field>
      )}
      {period && (
        <div className="field-pair">
          <div className="field">
            <span id="report-of">{t('reports.of')}</span>
            <Segmented<'opened' | 'closed'>
              block
              aria-labelledby="report-of"
              value={period.of}
              onChange={(of) => put({ ...period, of })}
              options={(['closed', 'opened'] as const).map((one) => ({
                value: one,
                label: t(`reports.of-${one}`),
              }))}
            />
          </div>
          <Field label={t('reports.compare')}>
            {(control) => (
              <Select<NonNullable<Question['compare']> | 'nothing'>
                {...control}
                value={compare ?? 'nothing'}
                onChange={(next) =>
                  onChange({ compare: next === 'nothing' ? undefined : next } as Partial<Question>)
                }
                options={(['nothing', 'previous', 'year-before'] as const).map((one) => ({
                  value: one,
                  label: t(`reports.compare-${one}`),
                }))}
              />
            )}
          </Field>
        </div>
      )}
    </>
  )
}

function kindOf(period: Question['period']): Kind {
  if (!period) return 'all'
  if ('span' in period) return period.span
  return 'lastDays' in period ? 'last-days' : 'days'
}

function periodOf(kind: Kind, of: 'opened' | 'closed'): WantedPeriod | undefined {
  if (kind === 'all') return undefined
  if (kind === 'last-days') return { lastDays: USUAL_DAYS, of }
  if (kind !== 'days') return { span: kind, of }
  const today = dayjs()
  return { from: today.startOf('year').format('YYYY-MM-DD'), to: today.format('YYYY-MM-DD'), of }
}
