import { TextInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const email: FieldView = {
  Cell: ({ value }) => (typeof value === 'string' ? <a href={`mailto:${value}`}>{value}</a> : null),
  Input: TextInput,
}
