import type { ApprovalRule, StageFacts as GraphStage, Mover } from '../../engines/process/index.ts'
import type { Move } from './contract.ts'

export { approvalsWanted, directionOf, gatesPassed, isGateOpen } from '../../engines/process/index.ts'

/** What a move needs to know of a stage. */
export type StageFacts = GraphStage & {
  id: string
  accountable: string
  requiredFields: readonly string[]
  entryFields: readonly string[]
  gate: string | null
  entryGate: string | null
  approvals: readonly ApprovalRule[]
}

/** Going back, losing and reopening are explained. */
export function needsReason(direction: Move['direction']): boolean {
  return direction === 'back' || direction === 'lose' || direction === 'reopen'
}

/** The fields wanted of the stages left on the way, and of the one that is entered. */
export function fieldsWanted(left: readonly StageFacts[], entered: StageFacts | undefined): string[] {
  return [...new Set([...left.flatMap((gate) => gate.requiredFields), ...(entered?.entryFields ?? [])])]
}

/** The conditions that must hold: of the stages left on the way, and of the one that is entered. */
export function conditionsWanted(left: readonly StageFacts[], entered: StageFacts | undefined) {
  const of = (stage: string, condition: string | null) => (condition ? [{ stage, condition }] : [])
  return [
    ...left.flatMap(({ key, gate }) => of(key, gate)),
    ...(entered ? of(entered.key, entered.entryGate) : []),
  ]
}

/** Going back and losing ask nothing of the stage that is entered. */
export function asksOnEntry(direction: Move['direction']): boolean {
  return direction !== 'back' && direction !== 'lose'
}

export type Maker = { isKeeper: boolean; managesHolder: boolean; isAdmin: boolean }

/** Whether somebody who may work on the opportunity may make a move of the process. */
export function mayMake(by: Mover, { isKeeper, managesHolder, isAdmin }: Maker): boolean {
  if (by === 'holder' || isAdmin) return true
  return by === 'keeper' ? isKeeper : managesHolder || isKeeper
}

/** The function a hand-over should go to: the stage's accountable one, where the holder does not have it. */
export function functionNeeded(to: StageFacts, holderFunctions: readonly string[]): string | null {
  return to.kind !== 'open' || holderFunctions.includes(to.accountable) ? null : to.accountable
}
