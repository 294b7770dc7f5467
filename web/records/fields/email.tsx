import { TextInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const email: FieldView = {
  Cell: ({ value }) =>
    typeof value === 'string' ? (
      <a href={`mailto:${encodeURIComponent(value).replace('%40', '@')}`}>{value}</a>
    ) : null,
  Input: TextInput,
}
