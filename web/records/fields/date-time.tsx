import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useFormat } from '../../kit/use-format.ts'
import type { CellProps, FieldView, InputProps } from './view.ts'

function DateTimeCell({ value }: CellProps) {
  const format = useFormat()
  return typeof value === 'string' ? <time dateTime={value}>{format.instant(value)}</time> : null
}

function DateTimeInput({ value, control, onChange, onDone, autoFocus }: InputProps) {
  return (
    <DatePicker
      {...control}
      autoFocus={autoFocus ?? false}
      showTime={{ format: 'HH:mm' }}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? dayjs(value) : null}
      onChange={(next) => {
        const instant = next ? next.toISOString() : null
        onChange(instant)
        onDone?.(instant)
      }}
    />
  )
}

export const dateTime: FieldView = { Cell: DateTimeCell, Input: DateTimeInput }
