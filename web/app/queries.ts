import { QueryClient } from '@tanstack/react-query'
import { isProblem } from '../client/problem.ts'

const TRIES = 2

/** The cache of everything asked of the server. A refusal is an answer and is not asked again; a lost connection is. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) =>
          failures < TRIES && isProblem(error) && (error.status === 0 || error.status >= 500),
      },
      mutations: { retry: false },
    },
  })
}
