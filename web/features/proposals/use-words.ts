import type { Expected, Measure, Proposal } from '../../../src/features/proposals/contract.ts'
import { type MessageKey, useLanguage, useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'

/** What is to be changed, in one sentence of the reader's language. */
export function useChangeSentence(): (proposal: Pick<Proposal, 'change' | 'names'>) => string {
  const t = useText()
  const language = useLanguage()
  return ({ change, names }) => {
    const named = Object.fromEntries(Object.entries(names).map(([name, text]) => [name, text[language]]))
    if (change.op === 'change-clock') {
      const { kind, within } = change.clock
      const limit = t(`clocks.kind-${kind}` as MessageKey)
      const span = t(`proposals.span-${within.unit}`, { amount: within.amount })
      return t(named['department'] ? 'proposals.says-change-clock-of' : 'proposals.says-change-clock', {
        ...named,
        limit,
        span,
      })
    }
    if (change.op === 'change-rule') {
      const { openCap } = change.settings
      return openCap
        ? t('proposals.says-change-rule-cap', { ...named, cap: openCap })
        : t('proposals.says-change-rule', named)
    }
    if (change.op === 'add-person' && named['department']) return t('proposals.says-add-person-to', named)
    return t(`proposals.says-${change.op}`, named)
  }
}

/** A figure of a measure: days of work, or a share. */
export function useFigure(): (measure: Measure, value: number | null | undefined) => string {
  const format = useFormat()
  return (measure, value) => {
    if (value === null || value === undefined) return '—'
    return measure === 'first-contact' || measure === 'stay'
      ? format.number(value, 1)
      : format.percent(value * 100, 0)
  }
}

/** What it should bring. */
export function usePromise(): (expected: Expected) => string {
  const t = useText()
  const figure = useFigure()
  const format = useFormat()
  return ({ measure, now, hoped, wins, from }) => {
    const of = (value: number) => figure(measure, value)
    const first = t('proposals.promises', {
      measure: t(`proposals.measure-${measure}`),
      now: of(now),
      hoped: of(hoped.value),
      low: of(hoped.low),
      high: of(hoped.high),
    })
    const more = wins
      ? t('proposals.promises-wins', {
          wins: format.number(wins.value, 1),
          low: format.number(wins.low, 1),
          high: format.number(wins.high, 1),
        })
      : ''
    return [first, more, t(`proposals.from-${from}`)].filter((part) => part !== '').join(' ')
  }
}
