import { InputNumber } from 'antd'
import { useFormat } from '../../kit/use-format.ts'
import type { CellProps, FieldView, InputProps } from './view.ts'

function NumberCell({ value, field }: CellProps) {
  const format = useFormat()
  return typeof value === 'number' ? format.number(value, field.options.decimals) : null
}

export function NumberInput({ value, field, control, onChange, autoFocus }: InputProps) {
  return (
    <InputNumber
      {...control}
      autoFocus={autoFocus ?? false}
      value={typeof value === 'number' ? value : null}
      precision={field.options.decimals ?? 2}
      style={{ width: '100%' }}
      onChange={(next) => onChange(next)}
    />
  )
}

export const number: FieldView = { Cell: NumberCell, Input: NumberInput, align: 'end' }
