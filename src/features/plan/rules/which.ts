import { evaluate, type Given, parseCondition, type Vocabulary } from '../../../engines/conditions/index.ts'
import type { PlanVersion, Process, Stage } from '../contract.ts'
import { stagesOf, usualProcess } from './document.ts'

/**
 * The process an opportunity goes, with its stages in their order (positions count within it): the first whose condition holds for
 * its facts. Where it stands at a stage that one does not pass (its kind changed on the way), the first that passes the stage.
 */
export function wayThrough(
  { processes, stages }: Pick<PlanVersion, 'processes' | 'stages'>,
  facts: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
  given: Given,
  standingAt?: string,
): { process: Process; stages: Stage[] } {
  const wanted = processes.find(({ when }) => holds(when, facts, vocabulary, given))
  const passing =
    standingAt === undefined || wanted?.stages.includes(standingAt)
      ? wanted
      : processes.find((one) => one.stages.includes(standingAt))
  const process = passing ?? wanted ?? usualProcess(stages)
  return { process, stages: stagesOf(process, stages) }
}

function holds(
  when: string,
  facts: Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
  given: Given,
): boolean {
  if (!when) return true
  const parsed = parseCondition(when, vocabulary)
  return parsed.ok && evaluate(parsed.condition, facts, given)
}
