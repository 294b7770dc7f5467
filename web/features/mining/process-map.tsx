import '@xyflow/react/dist/base.css'
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  MarkerType,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
} from '@xyflow/react'
import { useMemo } from 'react'
import { useText } from '../../kit/text.tsx'
import { useFormat } from '../../kit/use-format.ts'
import { frequent, layoutOf, NODE, pathThrough, type Way } from './map-layout.ts'
import type { Pointed } from './marked-panel.tsx'
import type { Shown } from './queries.ts'
import { useMinutes, useNames } from './words.ts'

export type Look = 'frequency' | 'time'
type StepNode = Node<
  { title: string; note: string; kind: string; heat: number; said: string; onOpen: (() => void) | undefined },
  'step'
>
type WayEdge = Edge<
  { way: Way; text: string; said: string; width: number; heat: number; onOpen: () => void },
  'way'
>

const MOST_HEIGHT = 980
const THIN = 1.2
const WIDE = 9

/** The process as it went: a card for each step, an arrow as wide as it was frequent; each opens its opportunities. */
export function ProcessMap({
  shown,
  look,
  rare,
  onPoint,
}: {
  shown: Shown
  look: Look
  /** Arrows less frequent than this share of the most frequent one are left out. */
  rare: number
  onPoint: (pointed: Pointed) => void
}) {
  const t = useText()
  const format = useFormat()
  const minutes = useMinutes()
  const names = useNames(shown)
  const arrows = useMemo(() => frequent(shown.arrows, rare), [shown.arrows, rare])
  const placed = useMemo(() => {
    const keys = [...new Set(['start', ...arrows.flatMap(({ from, to }) => [from, to])])]
    return layoutOf(keys, arrows)
  }, [arrows])
  const longest = Math.max(1, ...shown.nodes.map(({ waiting }) => waiting.median ?? 0))
  const nodes = placed.places.map(({ key, x, y }): StepNode => {
    const node = shown.nodes.find((one) => one.key === key)
    const title = names.stage(key)
    const isStage = (node?.waiting.n ?? 0) > 0
    const cases = t('mining.cases', { n: format.number(node?.cases ?? shown.counted, 0) })
    const time = isStage && node ? t('mining.waits', { time: minutes(node.waiting.median) }) : cases
    const note = look === 'time' ? time : cases
    return {
      id: key,
      type: 'step',
      position: { x, y },
      data: {
        title,
        note,
        kind: key === 'start' || !isStage ? key : 'stage',
        heat: look === 'time' && isStage && node ? (node.waiting.median ?? 0) / longest : 0,
        said: `${title}: ${cases}, ${time}`,
        onOpen: node ? () => onPoint({ mark: node.mark, title: `${title} · ${cases}` }) : undefined,
      },
      ...NODE,
      draggable: false,
      selectable: false,
    }
  })
  const most = Math.max(1, ...arrows.map(({ n }) => n))
  const slowest = Math.max(1, ...arrows.map(({ waiting }) => waiting.median ?? 0))
  const edges = placed.ways.flatMap((way): WayEdge[] => {
    const arrow = arrows.find(({ from, to }) => from === way.from && to === way.to)
    if (!arrow) return []
    const title = `${names.stage(arrow.from)} → ${names.stage(arrow.to)}`
    const count = format.number(arrow.n, 0)
    const time = arrow.waiting.n > 0 ? minutes(arrow.waiting.median) : ''
    const heat = look === 'time' ? (arrow.waiting.median ?? 0) / slowest : 0
    return [
      {
        id: `${way.from} ${way.to}`,
        type: 'way',
        source: way.from,
        target: way.to,
        markerEnd: {
          type: MarkerType.ArrowClosed,
          width: 18,
          height: 18,
          markerUnits: 'userSpaceOnUse',
          color: colourOf(heat),
        },
        data: {
          way,
          text: look === 'time' && time ? time : count,
          said: `${title}: ${count}${time && `, ${t('mining.waits', { time })}`}`,
          width: THIN + ((WIDE - THIN) * arrow.n) / most,
          heat,
          onOpen: () => onPoint({ mark: arrow.mark, title: `${title} · ${count}` }),
        },
      },
    ]
  })
  return (
    <div
      className="mining-map"
      style={{
        aspectRatio: `${placed.width} / ${placed.height}`,
        maxHeight: Math.min(MOST_HEIGHT, placed.height),
      }}
    >
      <ReactFlow
        key={`${placed.width} ${placed.height} ${rare}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        fitView
        fitViewOptions={{ padding: 0.02, maxZoom: 1 }}
        minZoom={0.2}
        maxZoom={1.8}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
        ariaLabelConfig={{
          'controls.ariaLabel': t('plan.graph-controls'),
          'controls.zoomIn.ariaLabel': t('plan.graph-zoom-in'),
          'controls.zoomOut.ariaLabel': t('plan.graph-zoom-out'),
          'controls.fitView.ariaLabel': t('plan.graph-fit'),
        }}
      >
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  )
}

/** The longer, the warmer. */
function colourOf(heat: number): string {
  if (heat > 0.66) return 'var(--b-bad)'
  if (heat > 0.33) return 'var(--b-warn)'
  return 'var(--b-control)'
}

function Step({ data }: NodeProps<StepNode>) {
  const { title, note, kind, heat, said, onOpen } = data
  const inside = (
    <>
      <b>{title}</b>
      <span>{note}</span>
    </>
  )
  return (
    <>
      <Handle type="target" position={Position.Top} />
      {onOpen ? (
        <button
          type="button"
          className="mining-step"
          data-kind={kind}
          aria-label={said}
          style={{ borderColor: heat > 0.33 ? colourOf(heat) : undefined }}
          onClick={onOpen}
        >
          {inside}
        </button>
      ) : (
        <div className="mining-step" data-kind={kind}>
          {inside}
        </div>
      )}
      <Handle type="source" position={Position.Bottom} />
    </>
  )
}

function WayLine({ id, data, markerEnd }: EdgeProps<WayEdge>) {
  if (!data) return null
  const { way, text, said, width, heat, onOpen } = data
  return (
    <>
      <BaseEdge
        id={id}
        path={pathThrough(way.points)}
        style={{ strokeWidth: width, stroke: colourOf(heat) }}
        {...(markerEnd ? { markerEnd } : {})}
      />
      <EdgeLabelRenderer>
        <button
          type="button"
          className="mining-way nodrag nopan"
          aria-label={said}
          style={{ transform: `translate(-50%, -50%) translate(${way.label.x}px, ${way.label.y}px)` }}
          onClick={onOpen}
        >
          {text}
        </button>
      </EdgeLabelRenderer>
    </>
  )
}

const NODE_TYPES = { step: Step }
const EDGE_TYPES = { way: WayLine }
