import { textKind } from './plain.ts'

export const longText = textKind({ type: 'long-text', most: 20_000 })
