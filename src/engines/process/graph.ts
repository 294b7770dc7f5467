import { directionOf, type Edge, type StageFacts } from './moves.ts'

export type GraphFault =
  | { code: 'no-start' | 'no-won' | 'no-lost' }
  | { code: 'unreachable-stage' | 'dead-end'; stage: string }
  | { code: 'impossible-move'; from: string; to: string }

/**
 * What is wrong with a process's graph: no stage to begin at, no way to win or lose, stages that cannot be reached from the
 * beginning, open stages with no way to an end, moves that no process has. Costs the stages plus the moves.
 */
export function graphFaults(stages: readonly StageFacts[], edges: readonly Edge[]): GraphFault[] {
  const byKey = new Map(stages.map((stage) => [stage.key, stage]))
  const faults: GraphFault[] = []
  const sound = edges.filter(({ from, to }) => {
    const [a, b] = [byKey.get(from), byKey.get(to)]
    if (a && b && directionOf(a, b)) return true
    faults.push({ code: 'impossible-move', from, to })
    return false
  })
  const start = startOf(stages)
  if (!start) faults.push({ code: 'no-start' })
  for (const kind of ['won', 'lost'] as const) {
    if (!stages.some((stage) => stage.kind === kind)) faults.push({ code: `no-${kind}` })
  }
  const reached = spread(start ? [start.key] : [], sound, 'from', 'to')
  const ends = stages.filter((stage) => stage.kind !== 'open').map((stage) => stage.key)
  const leaving = spread(ends, sound, 'to', 'from')
  for (const stage of stages) {
    if (start && !reached.has(stage.key)) faults.push({ code: 'unreachable-stage', stage: stage.key })
    if (stage.kind === 'open' && !leaving.has(stage.key)) faults.push({ code: 'dead-end', stage: stage.key })
  }
  return faults
}

/** Where opportunities of a process begin: its first open stage before delivery. */
export function startOf<S extends StageFacts>(stages: readonly S[]): S | undefined {
  return stages.find((stage) => stage.kind === 'open' && stage.phase !== 'delivery')
}

function spread(
  from: readonly string[],
  edges: readonly Edge[],
  near: 'from' | 'to',
  far: 'from' | 'to',
): Set<string> {
  const next = Map.groupBy(edges, (edge) => edge[near])
  const found = new Set(from)
  const waiting = [...from]
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    for (const edge of next.get(key) ?? []) {
      if (found.has(edge[far])) continue
      found.add(edge[far])
      waiting.push(edge[far])
    }
  }
  return found
}
