import { Select } from 'antd'
import { useText } from '../../kit/text.tsx'
import type { CellProps, FieldView, InputProps } from './view.ts'

function YesNoCell({ value }: CellProps) {
  const t = useText()
  return typeof value === 'boolean' ? t(value ? 'records.yes' : 'records.no') : null
}

function YesNoInput({ value, control, onChange, onDone }: InputProps) {
  const t = useText()
  const options = [
    { value: 'yes', label: t('records.yes') },
    { value: 'no', label: t('records.no') },
  ]
  return (
    <Select
      {...control}
      allowClear
      style={{ width: '100%' }}
      value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
      options={options}
      onChange={(next: string | undefined) => {
        const chosen = next === undefined ? null : next === 'yes'
        onChange(chosen)
        onDone?.(chosen)
      }}
    />
  )
}

export const yesNo: FieldView = { Cell: YesNoCell, Input: YesNoInput }
