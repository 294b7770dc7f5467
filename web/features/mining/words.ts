import { useCallback } from 'react'
import { useLabel, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const HOUR = 60
const DAY = 480 // a working day of eight hours

/** Minutes of working time in words: `45 分钟`, `3.5 小时`, `2.1 个工作日`. */
export function useMinutes(): (minutes: number | null | undefined) => string {
  const t = useText()
  const format = useFormat()
  return useCallback(
    (minutes) => {
      if (minutes === null || minutes === undefined) return '–'
      if (minutes < HOUR) return t('mining.minutes', { n: format.number(Math.round(minutes)) })
      if (minutes < DAY) return t('mining.hours', { n: format.number(Math.round(minutes / 6) / 10) })
      return t('mining.days', { n: format.number(Math.round(minutes / 48) / 10) })
    },
    [t, format],
  )
}

type Spread = { mean: number | null; low: number | null; high: number | null }

/** A mean with its interval, in one unit: `2.1 (1.8–2.5) 个工作日`. */
export function useSpread(): (spread: Spread) => string {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  return useCallback(
    ({ mean, low, high }) => {
      if (mean === null || low === null || high === null) return minutes(mean)
      const [unit, size] = mean < DAY ? (['hours', HOUR] as const) : (['days', DAY] as const)
      const one = (value: number) => format.number(Math.round((10 * value) / size) / 10)
      return t(`mining.${unit}`, { n: `${one(mean)} (${one(low)}–${one(high)})` })
    },
    [t, format, minutes],
  )
}

type Named = {
  stages: readonly { key: string; label: { zh: string; en: string } }[]
  functions: readonly { key: string; label: { zh: string; en: string } }[]
}
const ENDS = ['start', 'won', 'lost', 'done', 'closed'] as const

/** Names of stages and ends, and of functions, by their keys. */
export function useNames({ stages, functions }: Named) {
  const t = useText()
  const label = useLabel()
  return {
    stage: (key: string): string => {
      const stage = stages.find((one) => one.key === key)
      if (stage) return label(stage.label)
      const end = ENDS.find((one) => one === key)
      return end ? t(`mining.${end}`) : key || t('mining.none')
    },
    function: (key: string | null): string => {
      const found = functions.find((one) => one.key === key)
      return found ? label(found.label) : key || t('mining.none')
    },
  }
}
