import { NumberInput } from './number.tsx'
import type { FieldView } from './view.ts'

export const percent: FieldView = {
  Cell: ({ value }) => (typeof value === 'number' ? `${value}%` : null),
  Input: NumberInput,
  align: 'end',
}
