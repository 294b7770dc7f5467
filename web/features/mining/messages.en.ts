import type { zh } from './messages.zh.ts'

export const en: Record<keyof typeof zh, string> = {
  'refusal.mining.unknown-mark': 'There is no figure “{mark}”. Open it again from the picture.',
  'refusal.mining.bad-period':
    'From {from} to {to} is no period: it ends before it begins, or is longer than ten years.',
}
