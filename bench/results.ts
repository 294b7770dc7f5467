import type { Figure } from './measure.ts'

export function writeResults(_scale: string, _figures: readonly Figure[]): void {}
