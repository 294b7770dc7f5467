import { useMemo } from 'react'
import type { Day, Instant } from '../../src/kernel/time.ts'
import * as format from './format.ts'
import { useLanguage } from './text.tsx'

/** The formats of `format.ts` in the page's language. */
export function useFormat() {
  const language = useLanguage()
  return useMemo(
    () => ({
      money: (money: format.WireMoney | null | undefined, style?: 'full' | 'compact') =>
        format.formatMoney(money, language, style),
      number: (value: number | string | null | undefined, decimals?: number) =>
        format.formatNumber(value, language, decimals),
      compact: (value: number) => format.formatCompact(value, language),
      percent: (value: number | null | undefined, decimals?: number) =>
        format.formatPercent(value, language, decimals),
      day: (day: Day | null | undefined, style?: { today?: Day }) => format.formatDay(day, language, style),
      instant: (instant: Instant | null | undefined) => format.formatInstant(instant, language),
      duration: (ms: number) => format.formatDuration(ms, language),
      relative: (instant: Instant, now?: Instant) =>
        format.formatRelative(instant, now ?? new Date().toISOString(), language),
      count: (count: number, limit?: number) => format.formatCount(count, language, limit),
    }),
    [language],
  )
}
