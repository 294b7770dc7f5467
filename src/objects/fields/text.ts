import { textKind } from './plain.ts'

export const text = textKind({
  type: 'text',
  most: 200,
  problem: (value) => (/[\r\n]/.test(value) ? 'not-one-line' : undefined),
})
