import type { Move } from './contract.ts'

/** What a move needs to know of a stage. */
export type StageFacts = {
  id: string
  key: string
  position: number
  kind: 'open' | 'won' | 'lost' | 'done'
  phase: 'lead' | 'deal' | 'delivery'
  accountable: string
  requiredFields: readonly string[]
  gate: string | null
}

/**
 * Which way a move goes; undefined where the plan has none.
 *
 * Open → open: forward or back within the lead and deal phases; delivery is entered from won only.
 * Open → won | lost: from the lead and deal phases. Open → done: from delivery. Won → delivery: forward.
 * Won, lost, done → open of lead or deal: reopen (from done also back into delivery).
 */
export function directionOf(from: StageFacts, to: StageFacts): Move['direction'] | undefined {
  if (from.key === to.key) return undefined
  const fromDelivery = from.phase === 'delivery'
  const toDelivery = to.phase === 'delivery'
  if (from.kind === 'open') {
    if (to.kind === 'done') return fromDelivery ? 'finish' : undefined
    if (fromDelivery !== toDelivery) return undefined
    if (to.kind === 'won') return 'win'
    if (to.kind === 'lost') return 'lose'
    return to.position > from.position ? 'forward' : 'back'
  }
  if (to.kind !== 'open') return undefined
  if (toDelivery) return from.kind === 'won' ? 'forward' : from.kind === 'done' ? 'reopen' : undefined
  return from.kind === 'done' ? undefined : 'reopen'
}

/** Going back, losing and reopening are explained. */
export function needsReason(direction: Move['direction']): boolean {
  return direction === 'back' || direction === 'lose' || direction === 'reopen'
}

/**
 * The stages whose gates a move passes, in order: going forward, every stage from the one being left up to the one before the
 * target (a stage cannot be skipped to get around its gate); winning, all that lie ahead. None for other directions.
 */
export function gatesPassed(stages: readonly StageFacts[], from: StageFacts, to: StageFacts): StageFacts[] {
  const direction = directionOf(from, to)
  if (direction !== 'forward' && direction !== 'win' && direction !== 'finish') return []
  if (from.kind !== 'open') return []
  return stages
    .filter((s) => s.kind === 'open' && s.position >= from.position && s.position < to.position)
    .filter((s) => (s.phase === 'delivery') === (from.phase === 'delivery'))
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
