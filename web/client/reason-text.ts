import type { Facts } from '../../src/kernel/refusal.ts'
import { type MessageKey, useText } from '../kit/text.tsx'

/** A decision's reason as a sentence; `nameOf` puts names for ids. */
export function useReasonText(nameOf: (id: string) => string) {
  const t = useText()
  return ({ code, facts }: { code: string; facts: Facts }) => {
    const named = Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, readable(value, nameOf)]),
    )
    return t(`routing.reason-${code}` as MessageKey, named)
  }
}

function readable(value: unknown, nameOf: (id: string) => string): string {
  if (Array.isArray(value)) return value.map((one) => readable(one, nameOf)).join('、')
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000)
  return typeof value === 'string' ? nameOf(value) : ''
}
