import { textKind } from './plain.ts'

/** A code of China's administrative divisions: 2 digits a province, 4 a city, 6 a district; `00` at the end is left out. */
export const region = textKind({
  type: 'region',
  most: 6,
  problem: (value) => (/^\d{2}(\d{2}(\d{2})?)?$/.test(value) ? undefined : 'not-a-region'),
  index: (field) => `(${field.column} text_pattern_ops)`,
})
