import { useMemo } from 'react'
import type { Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import { changeOf, isOfFew } from '../../../src/features/reports/rules/reading.ts'
import type { WireMoney } from '../../kit/format.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

export type Figures = ReturnType<typeof useFigures>

/** Figures in words: what they are, how sure they are, and how they stand to what was before. */
export function useFigures() {
  const t = useText()
  const format = useFormat()
  return useMemo(() => {
    const plain = (value: number | null, { unit }: Pick<MeasureEntry, 'unit'>): string => {
      if (value === null) return '–'
      if (unit === 'share') return format.percent(value * 100, 1)
      if (unit === 'money') return format.compact(value)
      if (unit === 'minutes') return format.duration(value * 60_000)
      if (unit === 'days') return t('reports.days', { days: format.number(rounded(value)) })
      return format.number(unit === 'count' ? value : rounded(value))
    }
    const money = (sums: readonly WireMoney[] | undefined): string =>
      sums?.length ? sums.map((sum) => format.money(sum)).join(' · ') : '–'
    return {
      plain,
      value: (of: Measured, measure: MeasureEntry): string =>
        measure.unit === 'money' ? money(of.money) : plain(of.value, measure),
      /** How sure it is: its interval, and where it is of few that it is. */
      sure: (of: Measured, measure: MeasureEntry): string | undefined => {
        const isFew = isOfFew(of, measure)
        const said = [
          typeof of.low === 'number' && typeof of.high === 'number'
            ? `${plain(of.low, measure)} – ${plain(of.high, measure)}`
            : '',
          isFew ? t('reports.few', { n: of.n }) : '',
        ].filter(Boolean)
        return said.length > 0 ? said.join(' · ') : undefined
      },
      /** What was before, and what became of it. */
      change: (of: Measured, measure: MeasureEntry): { text: string; judged: string } | undefined => {
        if (measure.unit === 'money') {
          if (!of.beforeMoney) return undefined
          return { text: t('reports.before', { before: money(of.beforeMoney) }), judged: 'neither' }
        }
        const change = changeOf(of, measure)
        if (!change) return undefined
        const { direction, by, judged } = change
        const size =
          measure.unit === 'share'
            ? t('reports.points', { points: format.number(rounded(Math.abs(by))) })
            : plain(Math.abs(by), measure)
        const arrow = direction === 'same' ? '=' : direction === 'up' ? '▲' : '▼'
        const text =
          direction === 'same' ? t('reports.change-same') : t(`reports.change-${direction}`, { by: size })
        const verdict = judged === 'neither' ? '' : ` · ${t(`reports.judged-${judged}`)}`
        return { text: `${arrow} ${text}${verdict}`, judged }
      },
    }
  }, [t, format])
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10
}
