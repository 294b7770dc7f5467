import { useCallback } from 'react'
import type { Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

const HOUR = 60
const FEW = 30

type Shape = Pick<MeasureEntry, 'unit'>

/** A figure in words: its value, how sure it is where it is made of few, and what it was before. */
export function useFigure() {
  const t = useText()
  const format = useFormat()
  const plain = useCallback(
    ({ unit }: Shape, value: number | null): string => {
      if (value === null) return '–'
      if (unit === 'share') return format.percent(value * 100, 1)
      if (unit === 'count') return format.number(value, 0)
      if (unit === 'minutes')
        return value < HOUR
          ? t('insights.minutes', { n: format.number(value, 0) })
          : t('insights.hours', { n: format.number(value / HOUR, 1) })
      return format.number(value, 1)
    },
    [t, format],
  )
  const text = useCallback(
    (entry: Shape, { value, money }: Pick<Measured, 'value' | 'money'>): string =>
      money ? money.map((sum) => format.money(sum, 'compact')).join(' · ') || '–' : plain(entry, value),
    [plain, format],
  )
  /** `61.0–66.2%`, where it has an interval. */
  const interval = useCallback(
    (entry: Shape, { low, high }: Measured): string | null =>
      low === null || low === undefined || high === null || high === undefined
        ? null
        : `${plain(entry, low)} – ${plain(entry, high)}`,
    [plain],
  )
  const isFew = ({ n, low }: Measured) => low !== undefined && n > 0 && n < FEW
  return { text, interval, isFew, plain }
}

/** What it was before, with an arrow and in words whether that is better. */
export function Change({ entry, measured }: { entry: MeasureEntry; measured: Measured }) {
  const t = useText()
  const { text, plain } = useFigure()
  const [now, was] = measured.money
    ? [Number(measured.money[0]?.amount ?? 0), Number(measured.beforeMoney?.[0]?.amount ?? Number.NaN)]
    : [measured.value, measured.before ?? Number.NaN]
  if (measured.before === undefined && !measured.beforeMoney) return null
  if (now === null || Number.isNaN(was) || was === null)
    return <small className="muted">{t('insights.no-before')}</small>
  const before = measured.beforeMoney
    ? text(entry, { value: null, money: measured.beforeMoney })
    : plain(entry, was)
  const way = now === was ? 'same' : now > was === (entry.better === 'more') ? 'better' : 'worse'
  const arrow = now === was ? '→' : now > was ? '↑' : '↓'
  const judged = entry.better === 'neither' ? (way === 'same' ? 'same' : 'other') : way
  return (
    <small className="change" data-way={judged}>
      <span aria-hidden>{arrow}</span> {t(`insights.was-${judged}`, { before })}
    </small>
  )
}
