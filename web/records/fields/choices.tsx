import { Select, Tag } from 'antd'
import { useLabel } from '../../kit/text.tsx'
import type { CellProps, FieldView, InputProps } from './view.ts'

function ChoicesCell({ value, field }: CellProps) {
  const label = useLabel()
  if (!Array.isArray(value) || value.length === 0) return null
  return value.map((one: string) => {
    const found = field.options.choices?.find((choice) => choice.value === one)
    return <Tag key={one}>{found ? label(found.label) : one}</Tag>
  })
}

function ChoicesInput({ value, field, control, onChange }: InputProps) {
  const label = useLabel()
  return (
    <Select
      {...control}
      mode={field.options.open ? 'tags' : 'multiple'}
      style={{ width: '100%' }}
      value={Array.isArray(value) ? (value as string[]) : []}
      options={(field.options.choices ?? []).map((choice) => ({
        value: choice.value,
        label: label(choice.label),
      }))}
      onChange={(next: string[]) => onChange(next)}
    />
  )
}

export const choices: FieldView = { Cell: ChoicesCell, Input: ChoicesInput }
