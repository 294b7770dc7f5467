import type { FieldView } from './view.ts'

export const autoNumber: FieldView = {
  Cell: ({ value, field }) =>
    typeof value === 'number'
      ? `${field.options.prefix ?? ''}${String(value).padStart(field.options.prefix ? 6 : 1, '0')}`
      : null,
  align: 'end',
}
