import { InputNumber, Select, Space } from 'antd'
import { SPAN_UNITS, type Span } from '../../../src/features/plan/contract/clocks.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

/** A length of time: how many of which unit. */
export function SpanFields({
  label,
  value,
  error,
  onChange,
}: {
  label: string
  value: Span
  error?: string | undefined
  onChange: (span: Span) => void
}) {
  const t = useText()
  return (
    <Field label={label} error={error}>
      {({ status: _status, ...control }) => (
        <Space.Compact>
          <InputNumber
            {...control}
            min={1}
            max={1000}
            precision={0}
            value={value.amount}
            onChange={(amount) => onChange({ ...value, amount: amount ?? 1 })}
          />
          <Select
            aria-label={t('plan.span-unit', { name: label })}
            popupMatchSelectWidth={false}
            value={value.unit}
            options={SPAN_UNITS.map((unit) => ({ value: unit, label: t(`plan.unit-${unit}`) }))}
            onChange={(unit: Span['unit']) => onChange({ ...value, unit })}
          />
        </Space.Compact>
      )}
    </Field>
  )
}

/** Says a length of time: `48 working hours`. */
export function useSpanWords(): (span: Span) => string {
  const t = useText()
  return ({ amount, unit }) => t(`plan.span-${unit}`, { amount })
}
