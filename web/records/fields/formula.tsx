import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import type { CellProps, FieldView } from './view.ts'

function FormulaCell({ value }: CellProps) {
  const format = useFormat()
  const t = useText()
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'boolean') return t(value ? 'records.yes' : 'records.no')
  return typeof value === 'string' ? value : null
}

export const formula: FieldView = { Cell: FormulaCell }
