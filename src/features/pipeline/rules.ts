import type { StageFacts as GraphStage } from '../../engines/process/index.ts'
import type { Move } from './contract.ts'

export { directionOf, gatesPassed } from '../../engines/process/index.ts'

/** What a move needs to know of a stage. */
export type StageFacts = GraphStage & {
  id: string
  accountable: string
  requiredFields: readonly string[]
  gate: string | null
}

/** Going back, losing and reopening are explained. */
export function needsReason(direction: Move['direction']): boolean {
  return direction === 'back' || direction === 'lose' || direction === 'reopen'
}

/** The required fields that are empty, each once, in the order of the stages. */
export function missingFields(gates: readonly StageFacts[], isFilled: (field: string) => boolean): string[] {
  const wanted = new Set(gates.flatMap((gate) => [...gate.requiredFields]))
  return [...wanted].filter((name) => !isFilled(name))
}

/** The function a hand-over should go to: the stage's accountable one, where the holder does not have it. */
export function functionNeeded(to: StageFacts, holderFunctions: readonly string[]): string | null {
  return to.kind !== 'open' || holderFunctions.includes(to.accountable) ? null : to.accountable
}
