import { InputNumber, Select, Space } from 'antd'
import { SPAN_UNITS, type Span } from '../../../src/features/plan/contract/clocks.ts'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

const MOST = 1000

/** A length of time: how many of which unit. */
export function SpanFields<Unit extends Span['unit'] = Span['unit']>({
  label,
  value,
  error,
  units,
  most = MOST,
  onChange,
}: {
  label: string
  value: { amount: number; unit: Unit }
  error?: string | undefined
  /** The units there are to choose from; all where none are named. */
  units?: readonly Unit[]
  most?: number
  onChange: (span: { amount: number; unit: Unit }) => void
}) {
  const t = useText()
  return (
    <Field label={label} error={error}>
      {({ status: _status, ...control }) => (
        <Space.Compact>
          <InputNumber
            {...control}
            min={1}
            max={most}
            precision={0}
            value={value.amount}
            onChange={(amount) => onChange({ ...value, amount: amount ?? 1 })}
          />
          <Select
            aria-label={t('plan.span-unit', { name: label })}
            popupMatchSelectWidth={false}
            value={value.unit}
            options={(units ?? SPAN_UNITS).map((unit) => ({ value: unit, label: t(`plan.unit-${unit}`) }))}
            onChange={(unit: Unit) => onChange({ ...value, unit })}
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
