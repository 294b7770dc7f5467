import { Graph, layout } from '@dagrejs/dagre'

export const NODE = { width: 164, height: 58 }
const LABEL = { width: 92, height: 20 }

export type Place = { key: string; x: number; y: number }
export type Way = {
  from: string
  to: string
  points: { x: number; y: number }[]
  label: { x: number; y: number }
}

/**
 * The arrows that are shown: those at least `share` as frequent as the most frequent one, and of each step the way by which most came
 * there and the way by which most went on, so that nothing stands alone.
 */
export function frequent<A extends { from: string; to: string; n: number }>(
  arrows: readonly A[],
  share: number,
): A[] {
  const least = share * Math.max(0, ...arrows.map(({ n }) => n))
  const chief = new Set<A>()
  for (const side of ['from', 'to'] as const)
    for (const own of Map.groupBy(arrows, (arrow) => arrow[side]).values()) {
      const [first] = own.toSorted((a, b) => b.n - a.n)
      if (first) chief.add(first)
    }
  return arrows.filter((arrow) => arrow.n >= least || chief.has(arrow))
}

/** Where steps stand and arrows run: the more frequent a way, the straighter. Deterministic. */
export function layoutOf(
  keys: readonly string[],
  arrows: readonly { from: string; to: string; n: number }[],
): { places: Place[]; ways: Way[]; width: number; height: number } {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'TB', ranksep: 46, nodesep: 34, edgesep: 18, marginx: 12, marginy: 12 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const key of keys) graph.setNode(key, { ...NODE })
  const most = Math.max(1, ...arrows.map(({ n }) => n))
  for (const { from, to, n } of arrows)
    graph.setEdge(from, to, { ...LABEL, labelpos: 'c', weight: 1 + Math.round((9 * n) / most) })
  layout(graph)
  const places = keys.map((key) => {
    const { x, y } = graph.node(key) as { x: number; y: number }
    return { key, x: x - NODE.width / 2, y: y - NODE.height / 2 }
  })
  const ways = arrows.map(({ from, to }) => {
    const { points, x, y } = graph.edge(from, to) as { points: Way['points']; x: number; y: number }
    return { from, to, points, label: { x, y } }
  })
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return { places, ways, width, height }
}

/** A smooth line through points. */
export function pathThrough(points: Way['points']): string {
  const [first, ...rest] = points
  if (!first) return ''
  const at = (point: { x: number; y: number }) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`
  const middle = (a: { x: number; y: number }, b: { x: number; y: number }) => ({
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
  })
  let path = `M${at(first)}`
  for (const [i, point] of rest.entries()) {
    const next = rest[i + 1]
    path += next ? ` Q${at(point)} ${at(middle(point, next))}` : ` L${at(point)}`
  }
  return path
}
