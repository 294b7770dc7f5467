import { Alert, Button } from 'antd'
import { type ReactNode, useCallback } from 'react'
import type { Facts } from '../../src/kernel/refusal.ts'
import { useRefusalText, useText } from './text.tsx'

/** The sentence for anything thrown: a refusal in its own words, a fault in general ones. */
export function useErrorText(): (error: unknown) => string {
  const t = useText()
  const refusal = useRefusalText()
  return useCallback(
    (error: unknown) => {
      const problem = problemIn(error)
      if (!problem) return t('kit.error-fault')
      const values = valueProblems(problem.facts).map((one) => refusal(one.code, one.facts))
      return values.length ? [...new Set(values)].join(' · ') : refusal(problem.code, problem.facts)
    },
    [t, refusal],
  )
}

/** What went wrong, in the reader's words, with a way on. Nothing where there is no error. */
export function ErrorNote({
  error,
  onRetry,
  action,
  className,
}: {
  error: unknown
  onRetry?: () => void
  action?: ReactNode
  className?: string
}) {
  const t = useText()
  const textOf = useErrorText()
  if (error === null || error === undefined) return null
  const problem = problemIn(error)
  const isFault = !problem || problem.status >= 500
  return (
    <Alert
      {...(className ? { className } : {})}
      type="error"
      showIcon
      role="alert"
      title={textOf(error)}
      description={
        isFault && problem?.requestId ? t('kit.request-number', { id: problem.requestId }) : undefined
      }
      action={
        action ??
        (onRetry && (
          <Button size="small" onClick={onRetry}>
            {t('kit.try-again')}
          </Button>
        ))
      }
    />
  )
}

type ProblemLike = { code: string; status: number; facts: Facts; requestId?: string }

/** The refusal in a thrown thing, whoever made it. */
function problemIn(error: unknown): ProblemLike | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('facts' in error) || !('status' in error))
    return undefined
  return error as Error & ProblemLike
}

/** Where single values were refused, what is wrong with them says more than that something is. */
function valueProblems(facts: Facts): { code: string; facts: Facts }[] {
  const problems = facts['problems']
  if (!Array.isArray(problems)) return []
  return problems.filter((one) => typeof one?.code === 'string' && one.code.startsWith('field.'))
}
