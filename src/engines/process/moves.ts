/** What a move needs to know of a stage. `position` counts within the process. */
export type StageFacts = {
  key: string
  position: number
  kind: 'open' | 'won' | 'lost' | 'done'
  phase: 'lead' | 'deal' | 'delivery'
}
export type Direction = 'forward' | 'back' | 'win' | 'lose' | 'reopen' | 'finish'
export type Mover = 'holder' | 'manager' | 'keeper'
export type Edge = { from: string; to: string; by: Mover }

/**
 * Which way a move goes; undefined where no process has such a move.
 *
 * Open → open: forward or back within the lead and deal phases; delivery is entered from won only.
 * Open → won | lost: from the lead and deal phases. Open → done: from delivery. Won → delivery: forward.
 * Won, lost, done → open of lead or deal: reopen (from done also back into delivery).
 */
export function directionOf(from: StageFacts, to: StageFacts): Direction | undefined {
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

/**
 * The stages whose gates a move passes, in order: going forward, every stage from the one being left up to the one before the
 * target (a stage cannot be skipped to get around its gate); winning, all that lie ahead. None for other directions.
 */
export function gatesPassed<S extends StageFacts>(stages: readonly S[], from: S, to: S): S[] {
  const direction = directionOf(from, to)
  if (direction !== 'forward' && direction !== 'win' && direction !== 'finish') return []
  if (from.kind !== 'open') return []
  return stages
    .filter((s) => s.kind === 'open' && s.position >= from.position && s.position < to.position)
    .filter((s) => (s.phase === 'delivery') === (from.phase === 'delivery'))
    .sort((a, b) => a.position - b.position)
}

/** Every move of a process: the named ones, or where none are named every one that has a direction, made by whoever works on it. */
export function movesOf(stages: readonly StageFacts[], named: readonly Edge[] | null): Edge[] {
  if (named) return [...named]
  return stages.flatMap((from) =>
    stages
      .filter((to) => directionOf(from, to))
      .map((to) => ({ from: from.key, to: to.key, by: 'holder' as const })),
  )
}
