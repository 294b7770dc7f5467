import { queryOptions } from '@tanstack/react-query'
import type { output } from 'zod'
import { responsibilityBoard } from '../../../src/features/board/contract.ts'
import { call } from '../../client/call.ts'
import type { BoardAddress } from './use-address.ts'

export type Board = output<NonNullable<typeof responsibilityBoard.result>>

/** The board as it stands in the address; opportunities that change, and time that goes by, make it stale. */
export function boardQuery({ department, phase, process, type, people, limit }: BoardAddress) {
  const query = Object.fromEntries(
    Object.entries({ department, phase, process, type, people, limit }).filter(
      ([, value]) => value !== undefined,
    ),
  ) as { people?: 'all' }
  return queryOptions({
    queryKey: ['about', 'opportunity', 'board', query],
    queryFn: ({ signal }) => call(responsibilityBoard, { query, signal }),
    refetchInterval: 60_000,
    placeholderData: (before) => before,
  })
}
