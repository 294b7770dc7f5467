import { Input, Space } from 'antd'
import { useMe } from '../../client/session.ts'
import { useFormat } from '../../kit/use-format.ts'
import { moneyOf } from '../queries.ts'
import type { CellProps, FieldView, InputProps } from './view.ts'

function MoneyCell({ value }: CellProps) {
  const format = useFormat()
  const money = moneyOf(value)
  return money ? <span title={`${money.amount} ${money.currency}`}>{format.money(money)}</span> : null
}

/** The amount and its currency; clearing the amount clears both. */
function MoneyInput({ value, field, control, onChange, autoFocus }: InputProps) {
  const { company } = useMe()
  const money = moneyOf(value)
  const currency = money?.currency ?? company.currency
  const change = (amount: string, code: string) =>
    onChange(amount.trim() === '' ? null : { amount: amount.replace(/[,，\s]/g, ''), currency: code })
  return (
    <Space.Compact style={{ width: '100%' }}>
      <Input
        {...control}
        autoFocus={autoFocus ?? false}
        inputMode="decimal"
        value={money?.amount ?? ''}
        onChange={(event) => change(event.target.value, currency)}
      />
      <Input
        aria-label={`${field.label.zh} ISO 4217`}
        style={{ width: 72 }}
        maxLength={3}
        value={currency}
        onChange={(event) => change(money?.amount ?? '', event.target.value.toUpperCase())}
      />
    </Space.Compact>
  )
}

export const money: FieldView = { Cell: MoneyCell, Input: MoneyInput, align: 'end' }
