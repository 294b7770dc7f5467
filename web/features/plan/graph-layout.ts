import { Graph, layout } from '@dagrejs/dagre'
import { PHASES } from '../../../src/features/plan/contract.ts'
import type { StageDraft } from './plan-draft.ts'
import type { DrawnMove } from './process-edits.ts'

export const NODE = { width: 156, height: 60 }
const GAP = { rank: 34, node: 20 }
const BAND = { top: 30, bottom: 14, side: 60, gap: 12 }

export type Placed = { key: string; x: number; y: number }
export type Band = { phase: (typeof PHASES)[number]; y: number; height: number; width: number }

/**
 * Where every stage stands: a band for each phase, one below the other, in it the stages by the moves along the way. Deterministic;
 * costs a layout of each phase.
 */
export function layoutOf(
  stages: readonly StageDraft[],
  moves: readonly Pick<DrawnMove, 'from' | 'to' | 'look'>[],
): { placed: Placed[]; bands: Band[]; width: number; height: number } {
  const phases = PHASES.map((phase) => ({
    phase,
    own: stages.filter((stage) => stage.phase === phase),
  })).filter(({ own }) => own.length > 0)
  const laid = phases.map(({ phase, own }) => ({ phase, ...laidOut(own, moves) }))
  const inner = Math.max(NODE.width, ...laid.map(({ width }) => width))
  const width = inner + 2 * BAND.side
  const placed: Placed[] = []
  const bands: Band[] = []
  let top = 0
  for (const { phase, nodes, width: own, height } of laid) {
    const left = BAND.side + (inner - own) / 2
    for (const node of nodes) placed.push({ key: node.key, x: left + node.x, y: top + BAND.top + node.y })
    const tall = height + BAND.top + BAND.bottom
    bands.push({ phase, y: top, height: tall, width })
    top += tall + BAND.gap
  }
  return { placed, bands, width, height: Math.max(0, top - BAND.gap) }
}

function laidOut(stages: readonly StageDraft[], moves: readonly Pick<DrawnMove, 'from' | 'to' | 'look'>[]) {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', ranksep: GAP.rank, nodesep: GAP.node })
  graph.setDefaultEdgeLabel(() => ({}))
  const own = new Set(stages.map(({ key }) => key))
  for (const { key } of stages) graph.setNode(key, { ...NODE })
  for (const { from, to, look } of moves)
    if (look === 'forward' && own.has(from) && own.has(to)) graph.setEdge(from, to)
  const open = stages.findLast(({ kind }) => kind === 'open')
  for (const { key, kind } of stages)
    if (open && kind !== 'open' && (graph.inEdges(key) ?? []).length === 0) graph.setEdge(open.key, key)
  layout(graph)
  const nodes = stages.map(({ key, kind }) => {
    const { x, y } = graph.node(key) as { x: number; y: number }
    return { key, kind, x: x - NODE.width / 2, y: y - NODE.height / 2 }
  })
  // Lost stands right of won: what leads there comes down the right side.
  const [won, lost] = (['won', 'lost'] as const).map((kind) => nodes.find((one) => one.kind === kind))
  if (won && lost && won.y === lost.y && lost.x < won.x) [won.x, lost.x] = [lost.x, won.x]
  return {
    nodes,
    width: Math.max(...nodes.map(({ x }) => x)) + NODE.width,
    height: Math.max(...nodes.map(({ y }) => y)) + NODE.height,
  }
}
