import type { Finding } from '../../../src/features/findings/contract.ts'
import { msBetween } from '../../../src/kernel/time.ts'
import { type MessageKey, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { useNow } from '../../kit/use-now.ts'

const DAY_MS = 86_400_000

/** What is wrong, in one sentence of the reader's language. */
export function useSentence(): (finding: Finding) => string {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  return ({ kind, facts }) => {
    const variant = facts['lacks'] ?? facts['as'] ?? missing(facts)
    const key = `findings.says-${kind}${typeof variant === 'string' ? `-${variant}` : ''}` as MessageKey
    const since = typeof facts['since'] === 'string' ? facts['since'] : undefined
    const several = Array.isArray(facts['several'])
      ? (facts['several'] as { number: number; holder: string }[])
      : []
    return t(key, {
      ...facts,
      ...(since ? { days: Math.floor(msBetween(since, now) / DAY_MS) } : {}),
      ...(typeof facts['on'] === 'string' ? { on: format.day(facts['on']) } : {}),
      ...(typeof facts['median'] === 'number' ? { usual: format.duration(facts['median'] * 1000) } : {}),
      ...(several.length > 0
        ? {
            holders: [...new Set(several.map(({ holder }) => holder))],
            numbers: several.map(({ number }) => `#${number}`),
          }
        : {}),
    })
  }
}

/** Of limits that are missing: what is none is not said. */
function missing({ without, ownerless }: Finding['facts']): string | undefined {
  if (ownerless === 0) return 'without'
  return without === 0 ? 'ownerless' : undefined
}
