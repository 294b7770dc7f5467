import { textKind } from './plain.ts'

export const email = textKind({
  type: 'email',
  most: 254,
  format: 'email',
  problem: (value) => (/^[^@\s,;<>"]+@[^@\s,;<>"]+\.[^@\s,;<>".]+$/.test(value) ? undefined : 'not-an-email'),
  tidy: (value) => value.toLowerCase(),
  index: (field) => `(${field.column})`,
})
