import '@xyflow/react/dist/base.css'
import {
  BaseEdge,
  type Connection,
  ConnectionMode,
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
import { type Band, layoutOf, NODE } from './graph-layout.ts'
import type { StageDraft } from './plan-draft.ts'
import type { DrawnMove, MoveLook } from './process-edits.ts'
import { StageFace, type StageMarks } from './stage-face.tsx'

type StageNode = Node<{ stage: StageDraft; marks: StageMarks; onOpen: () => void }, 'stage'>
type BandNode = Node<Band & { title: string }, 'band'>
type MoveEdge = Edge<{ look: MoveLook; by: string; isChosen: boolean }, 'move'>
export type MoveName = { from: string; to: string }

const MOST_HEIGHT = 1100
const SIDE = 24

/** The stages as a graph: a band for each phase, a card for each stage, an arrow for each allowed move that is shown. */
export function PlanGraph({
  stages,
  moves,
  marks,
  chosen,
  onOpen,
  onChoose,
  onConnect,
  onForbid,
}: {
  stages: readonly StageDraft[]
  moves: readonly DrawnMove[]
  marks: ReadonlyMap<string, StageMarks>
  chosen: MoveName | undefined
  onOpen: (key: string) => void
  onChoose: (move: MoveName | undefined) => void
  onConnect: (move: MoveName) => void
  onForbid: (move: MoveName) => void
}) {
  const t = useText()
  const placed = useMemo(() => layoutOf(stages, moves), [stages, moves])
  const nodes = useMemo((): (StageNode | BandNode)[] => {
    const at = new Map(placed.placed.map((one) => [one.key, one]))
    const bands = placed.bands.map(
      (band): BandNode => ({
        id: `band ${band.phase}`,
        type: 'band',
        position: { x: 0, y: band.y },
        data: { ...band, title: t(`plan.phase-${band.phase}`) },
        width: band.width,
        height: band.height,
        selectable: false,
        draggable: false,
        connectable: false,
        zIndex: -1,
      }),
    )
    const cards = stages.map((stage): StageNode => {
      const { x = 0, y = 0 } = at.get(stage.key) ?? {}
      return {
        id: stage.key,
        type: 'stage',
        position: { x, y },
        data: { stage, marks: marks.get(stage.key) ?? NO_MARKS, onOpen: () => onOpen(stage.key) },
        ...NODE,
        draggable: false,
        selectable: false,
      }
    })
    return [...bands, ...cards]
  }, [placed, stages, marks, t, onOpen])
  const edges = useMemo(() => {
    const names = new Map(stages.map((stage) => [stage.key, stage]))
    return moves.map((move) => edgeOf(move, chosen, names, t))
  }, [moves, chosen, stages, t])
  const pair = ({ source, target }: Pick<Connection, 'source' | 'target'>) => ({ from: source, to: target })
  return (
    <div
      className="plan-graph"
      style={{
        aspectRatio: `${placed.width + 24} / ${placed.height + 24}`,
        maxHeight: Math.min(MOST_HEIGHT, placed.height + 24),
      }}
    >
      <ReactFlow
        key={`${placed.width} ${placed.height} ${stages.length}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        connectionMode={ConnectionMode.Loose}
        fitView
        fitViewOptions={{ padding: 0.03, maxZoom: 1 }}
        minZoom={0.3}
        maxZoom={1.6}
        nodesDraggable={false}
        nodesFocusable={false}
        elementsSelectable
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={{ hideAttribution: true }}
        deleteKeyCode={['Delete', 'Backspace']}
        onConnect={(connection) => onConnect(pair(connection))}
        onEdgeClick={(_event, edge) => onChoose(pair(edge))}
        onEdgesChange={(changes) => {
          for (const change of changes) {
            const edge = 'id' in change ? edges.find(({ id }) => id === change.id) : undefined
            if (change.type === 'select' && change.selected && edge) onChoose(pair(edge))
          }
        }}
        onEdgesDelete={(gone) => {
          for (const edge of gone) onForbid(pair(edge))
        }}
        onPaneClick={() => onChoose(undefined)}
        ariaLabelConfig={{
          'controls.ariaLabel': t('plan.graph-controls'),
          'controls.zoomIn.ariaLabel': t('plan.graph-zoom-in'),
          'controls.zoomOut.ariaLabel': t('plan.graph-zoom-out'),
          'controls.fitView.ariaLabel': t('plan.graph-fit'),
          'handle.ariaLabel': t('plan.graph-handle'),
          'edge.a11yDescription.default': t('plan.graph-edge-help'),
        }}
      >
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  )
}

const NO_MARKS: StageMarks = { errors: 0, warnings: 0, isChanged: false }

/** Which sides of the cards an arrow leaves and enters by. */
const SIDES: Readonly<Record<MoveLook, readonly [string, string]>> = {
  forward: ['bottom', 'top'],
  skip: ['right', 'right'],
  lose: ['right', 'right'],
  back: ['left', 'left'],
  reopen: ['left', 'left'],
}

function edgeOf(
  { from, to, look, by, process }: DrawnMove,
  chosen: MoveName | undefined,
  names: ReadonlyMap<string, StageDraft>,
  t: ReturnType<typeof useText>,
): MoveEdge {
  const [sourceHandle, targetHandle] = SIDES[look]
  const isChosen = chosen?.from === from && chosen.to === to
  const name = (key: string) => names.get(key)?.label ?? key
  return {
    id: `${process} ${from} ${to}`,
    type: 'move',
    source: from,
    target: to,
    sourceHandle,
    targetHandle,
    selected: isChosen,
    data: { look, by: by === 'holder' ? '' : t(`plan.by-${by}`), isChosen },
    className: `plan-move plan-move-${look}`,
    markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: `var(--plan-move-${look})` },
    ariaLabel: t('plan.move-said', { from: name(from), to: name(to), by: t(`plan.by-${by}`) }),
    zIndex: isChosen ? 2 : 0,
  }
}

function StageCard({ data }: NodeProps<StageNode>) {
  return (
    <>
      <Handle id="top" type="source" position={Position.Top} />
      <Handle id="left" type="source" position={Position.Left} />
      <Handle id="right" type="source" position={Position.Right} />
      <StageFace stage={data.stage} marks={data.marks} onOpen={data.onOpen} />
      <Handle id="bottom" type="source" position={Position.Bottom} />
    </>
  )
}

function PhaseBand({ data }: NodeProps<BandNode>) {
  return (
    <div className="plan-band" style={{ width: data.width, height: data.height }}>
      <span>{data.title}</span>
    </div>
  )
}

function MoveArrow({ id, sourceX, sourceY, targetX, targetY, data, markerEnd }: EdgeProps<MoveEdge>) {
  const look = data?.look ?? 'forward'
  const { path, x, y } = pathOf(look, sourceX, sourceY, targetX, targetY)
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        {...(markerEnd ? { markerEnd } : {})}
        data-chosen={data?.isChosen || undefined}
      />
      {data?.by && (
        <EdgeLabelRenderer>
          <span
            className="plan-move-by"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data.by}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  )
}

function pathOf(look: MoveLook, x1: number, y1: number, x2: number, y2: number) {
  const span = Math.abs(y2 - y1)
  if (look === 'forward') {
    const half = Math.max(12, (y2 - y1) / 2)
    return {
      path: `M${x1},${y1} C${x1},${y1 + half} ${x2},${y2 - half} ${x2},${y2}`,
      x: (x1 + x2) / 2,
      y: (y1 + y2) / 2,
    }
  }
  const bow = Math.min(64, SIDE + span / 12)
  const way = look === 'skip' || look === 'lose' ? 1 : -1
  const far = (way > 0 ? Math.max(x1, x2) : Math.min(x1, x2)) + way * bow
  return { path: `M${x1},${y1} C${far},${y1} ${far},${y2} ${x2},${y2}`, x: far, y: (y1 + y2) / 2 }
}

const NODE_TYPES = { stage: StageCard, band: PhaseBand }
const EDGE_TYPES = { move: MoveArrow }
