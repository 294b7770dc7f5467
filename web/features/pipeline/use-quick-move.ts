import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useFunctionName } from '../../client/functions.ts'
import { isProblem } from '../../client/problem.ts'
import { useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { move, movesQuery } from './queries.ts'

const ASK_FIRST = new Set(['pipeline.gate-shut', 'pipeline.no-such-move', 'pipeline.reason-needed'])

/** Moving without a dialog, where the gate is open and there is nothing to be said. */
export function useQuickMove() {
  const t = useText()
  const toast = useToast()
  const queries = useQueryClient()
  const functionName = useFunctionName()

  /** Asks ahead where the opportunity can go, so that the answer is there when it is wanted. */
  const prepare = useCallback((id: string) => void queries.prefetchQuery(movesQuery(id)), [queries])

  /** Moves; resolves when open lists show it. `ask` where somebody has to be asked first; a refusal is told and is `over` as well. */
  const moveNow = async (
    opportunity: { id: string; version: number },
    stage: string,
  ): Promise<'over' | 'ask'> => {
    try {
      const { items } = await queries.fetchQuery(movesQuery(opportunity.id))
      const way = items.find((one) => one.stage === stage)
      if (!way?.open || way.needsReason || way.direction === 'win') return 'ask'
      const { needsFunction } = await move({ ...opportunity, stage })
      const moved = t('pipeline.moved')
      toast.done(
        needsFunction
          ? `${moved} · ${t('pipeline.needs-function', { function: functionName(needsFunction) })}`
          : moved,
      )
    } catch (thrown) {
      if (isProblem(thrown) && ASK_FIRST.has(thrown.code)) return 'ask'
      toast.failed(thrown)
    }
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunity.id] }),
      queries.invalidateQueries({ queryKey: ['records', 'opportunity'] }),
    ])
    return 'over'
  }
  return { prepare, moveNow }
}
