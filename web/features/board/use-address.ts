import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Cell } from '../../../src/features/board/rules.ts'

/** What is shown, and which cell is open: all of it stands in the page's address. */
export type BoardAddress = {
  department?: string | undefined
  phase?: 'lead' | 'deal' | 'delivery' | undefined
  process?: string | undefined
  type?: string | undefined
  people?: 'all' | undefined
  limit?: number | undefined
  /** The open cell: a person, a stage's key, a state; `open` where it is the whole of them. */
  holder?: string | undefined
  stage?: string | undefined
  state?: Cell['state']
  open?: 'yes' | undefined
}

const PHASES = ['lead', 'deal', 'delivery'] as const
const STATES = ['due', 'overdue'] as const

export function useBoardAddress(): [BoardAddress, (change: Partial<BoardAddress>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const text = (name: string) =>
    typeof search[name] === 'string' && search[name] !== '' ? (search[name] as string) : undefined
  const limit = Number(search['limit'])
  const address: BoardAddress = {
    department: text('department'),
    phase: PHASES.find((one) => one === search['phase']),
    process: text('process'),
    type: text('type'),
    people: search['people'] === 'all' ? 'all' : undefined,
    limit: Number.isInteger(limit) && limit > 0 ? limit : undefined,
    holder: text('holder'),
    stage: text('stage'),
    state: STATES.find((one) => one === search['state']),
    open: search['open'] === 'yes' ? 'yes' : undefined,
  }
  const set = useCallback(
    (change: Partial<BoardAddress>) =>
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) =>
          Object.fromEntries(
            Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined),
          )) as never,
        replace: true,
      }),
    [navigate],
  )
  return [address, set]
}
