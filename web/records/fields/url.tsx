import { TextInput } from './text.tsx'
import type { FieldView } from './view.ts'

/** A bare host is meant as https; whatever else has a scheme is shown and not followed. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

export const url: FieldView = {
  Cell: ({ value }) => {
    if (typeof value !== 'string') return null
    const isWeb = /^https?:\/\//i.test(value)
    if (!isWeb && SCHEME.test(value)) return value
    return (
      <a href={isWeb ? value : `https://${value}`} target="_blank" rel="noreferrer noopener">
        {value.replace(/^https?:\/\//i, '')}
      </a>
    )
  },
  Input: TextInput,
}
