import { isProblem } from '../client/problem.ts'
import { type MessageKey, useText } from '../kit/text.tsx'

/** Why the settings of a field do not make a field, in words; undefined where something else was refused. */
export function useDefinitionProblem(): (error: unknown) => string | undefined {
  const t = useText()
  return (error) => {
    if (!isProblem(error, 'objects.bad-definition')) return undefined
    const { code, facts } = error.facts as { code: string; facts: Record<string, unknown> }
    for (const start of ['definition.problem-', 'condition.']) {
      const key = `${start}${code}` as MessageKey
      const said = t(key, facts)
      if (said !== key) return said
    }
    return undefined
  }
}
