import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { ChartKind, Question } from '../../../src/features/reports/contract.ts'
import { fromAddress, toAddress } from '../../../src/features/reports/rules/address.ts'

export type Draft = { question: Question; chart: ChartKind }

/** What is asked first where nothing is asked yet. */
export const FIRST: Draft = {
  question: { measures: ['opportunities'], by: ['stage'], order: 'value', limit: 100 },
  chart: 'table',
}

/** The question of the builder and the report it is of, kept in the page's address. */
export function useBuilder() {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const report = typeof search['report'] === 'string' ? search['report'] : undefined
  const draft = useMemo(() => fromAddress(search), [search])
  const open = useCallback(
    ({ question, chart }: Draft, of: string | undefined = report) =>
      void navigate({
        to: '/reports/builder',
        search: { ...toAddress(question, chart), ...(of ? { report: of } : {}) } as never,
        replace: true,
      }),
    [navigate, report],
  )
  return { draft, report, open }
}
