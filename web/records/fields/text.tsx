import { Input } from 'antd'
import type { CellProps, FieldView, InputProps } from './view.ts'

export function TextCell({ value }: CellProps) {
  return typeof value === 'string' ? value : null
}

export function TextInput({ value, field, control, onChange, autoFocus }: InputProps) {
  return (
    <Input
      {...control}
      autoFocus={autoFocus ?? false}
      value={typeof value === 'string' ? value : ''}
      {...(field.options.maxLength ? { maxLength: field.options.maxLength } : {})}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

export const text: FieldView = { Cell: TextCell, Input: TextInput }
