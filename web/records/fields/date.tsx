import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useFormat } from '../../kit/use-format.ts'
import type { CellProps, FieldView, InputProps } from './view.ts'

function DateCell({ value }: CellProps) {
  const format = useFormat()
  return typeof value === 'string' ? format.day(value) : null
}

function DateInput({ value, control, onChange, onDone, autoFocus }: InputProps) {
  return (
    <DatePicker
      {...control}
      autoFocus={autoFocus ?? false}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? dayjs(value) : null}
      onChange={(next) => {
        const day = next ? next.format('YYYY-MM-DD') : null
        onChange(day)
        onDone?.(day)
      }}
    />
  )
}

export const date: FieldView = { Cell: DateCell, Input: DateInput }
