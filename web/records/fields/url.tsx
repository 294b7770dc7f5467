import { TextInput } from './text.tsx'
import type { FieldView } from './view.ts'

export const url: FieldView = {
  Cell: ({ value }) =>
    typeof value === 'string' && /^https?:\/\//i.test(value) ? (
      <a href={value} target="_blank" rel="noreferrer noopener">
        {value.replace(/^https?:\/\//i, '')}
      </a>
    ) : null,
  Input: TextInput,
}
