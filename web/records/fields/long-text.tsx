import { Input } from 'antd'
import type { FieldView, InputProps } from './view.ts'

function LongTextInput({ value, control, onChange, autoFocus }: InputProps) {
  return (
    <Input.TextArea
      {...control}
      autoFocus={autoFocus ?? false}
      autoSize={{ minRows: 2, maxRows: 10 }}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

export const longText: FieldView = {
  Cell: ({ value }) => (typeof value === 'string' ? <span className="several-lines">{value}</span> : null),
  Input: LongTextInput,
}
