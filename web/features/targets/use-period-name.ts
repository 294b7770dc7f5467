import type { Period } from '../../../src/features/targets/rules/periods.ts'
import { useText } from '../../kit/text.tsx'

/** `2026年第4季度`, `2026年11月`, `2026年`. */
export function usePeriodName(): (period: Period) => string {
  const t = useText()
  return ({ period, startsOn }) => {
    const month = Number(startsOn.slice(5, 7))
    const facts = { year: startsOn.slice(0, 4), month, quarter: Math.ceil(month / 3) }
    return t(`targets.name-${period}`, facts)
  }
}
