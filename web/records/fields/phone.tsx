import { TextInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const phone: FieldView = {
  Cell: ({ value }) =>
    typeof value === 'string' ? <a href={`tel:${value.replace(/[^\d+]/g, '')}`}>{value}</a> : null,
  Input: TextInput,
}
