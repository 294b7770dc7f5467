import { InputNumber } from 'antd'
import { Field } from '../../kit/field.tsx'
import { useText } from '../../kit/text.tsx'

const MOST_DAYS = 3650

/** A number of days. */
export function DaysField({
  label,
  least = 0,
  value,
  onChange,
}: {
  label: string
  least?: number
  value: number
  onChange: (days: number) => void
}) {
  const t = useText()
  return (
    <Field label={label}>
      {(control) => (
        <InputNumber
          {...control}
          min={least}
          max={MOST_DAYS}
          precision={0}
          suffix={t('plan.days')}
          value={value}
          onChange={(days) => onChange(days ?? least)}
        />
      )}
    </Field>
  )
}
