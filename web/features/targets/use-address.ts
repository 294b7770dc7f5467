import { useNavigate, useSearch } from '@tanstack/react-router'
import {
  PERIODS,
  type PeriodKind,
  TARGET_MEASURES,
  type TargetMeasure,
} from '../../../src/features/targets/contract.ts'
import { isStart, periodOf } from '../../../src/features/targets/rules/periods.ts'
import { isDay } from '../../../src/kernel/time.ts'

export const VIEWS = ['attainment', 'forecast', 'rankings', 'grid'] as const
export type View = (typeof VIEWS)[number]
export type Asked = {
  view: View
  period: PeriodKind
  startsOn: string
  measure: TargetMeasure
  by: 'people' | 'products'
  /** Whose, for the forecast: a person or a department. */
  whose: string | undefined
}

/** What is asked for, kept in the page's address; `today` says which period is meant where none is named. */
export function useAddress(today: string): [Asked, (change: Partial<Asked>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const period = PERIODS.find((one) => one === search['period']) ?? 'quarter'
  const named = search['startsOn']
  const isNamed = isDay(named) && isStart({ period, startsOn: named })
  const asked: Asked = {
    view: VIEWS.find((one) => one === search['view']) ?? 'attainment',
    period,
    startsOn: isNamed ? named : periodOf(today, period).startsOn,
    measure: TARGET_MEASURES.find((one) => one === search['measure']) ?? 'won-amount',
    by: search['by'] === 'products' ? 'products' : 'people',
    whose: typeof search['whose'] === 'string' && search['whose'] !== '' ? search['whose'] : undefined,
  }
  const set = (change: Partial<Asked>) => {
    const next = { ...asked, ...change }
    if (change.period && !change.startsOn) next.startsOn = periodOf(asked.startsOn, change.period).startsOn
    void navigate({ to: '.', search: next as never, replace: true })
  }
  return [asked, set]
}
