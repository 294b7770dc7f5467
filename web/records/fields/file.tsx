import type { FieldView } from './view.ts'

export const file: FieldView = {
  Cell: ({ value }) =>
    typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : null,
}
