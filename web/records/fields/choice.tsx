import { Select } from 'antd'
import { useLabel } from '../../kit/text.tsx'
import type { CellProps, FieldView, InputProps } from './view.ts'

function ChoiceCell({ value, field }: CellProps) {
  const label = useLabel()
  if (typeof value !== 'string') return null
  const found = field.options.choices?.find((choice) => choice.value === value)
  return found ? label(found.label) : value
}

function ChoiceInput({ value, field, control, onChange, onDone }: InputProps) {
  const label = useLabel()
  return (
    <Select
      {...control}
      allowClear={!field.required}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : null}
      options={(field.options.choices ?? []).map((choice) => ({
        value: choice.value,
        label: label(choice.label),
      }))}
      onChange={(next: string | undefined) => {
        onChange(next ?? null)
        onDone?.(next ?? null)
      }}
    />
  )
}

export const choice: FieldView = { Cell: ChoiceCell, Input: ChoiceInput }
