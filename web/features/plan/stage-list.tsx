import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, HolderOutlined } from '@ant-design/icons'
import {
  DndContext,
  type DragEndEvent,
  PointerSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { Button } from 'antd'
import { useLabel, useText } from '../../kit/text.tsx'
import type { StageDraft } from './plan-draft.ts'
import type { DrawnMove } from './process-edits.ts'
import { StageFace, type StageMarks } from './stage-face.tsx'

/** The stages one below the other: opened, moved by dragging or step by step, taken away; with where they lead. */
export function StageList({
  stages,
  moves,
  marks,
  onOpen,
  onPlace,
  onRemove,
}: {
  stages: readonly StageDraft[]
  moves: readonly DrawnMove[]
  marks: ReadonlyMap<string, StageMarks>
  onOpen: (key: string) => void
  onPlace: (key: string, at: number) => void
  onRemove: (key: string) => void
}) {
  // A short way before it is a drag, so that a click stays a click.
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }))
  const end = ({ active, over }: DragEndEvent) => {
    const at = stages.findIndex(({ key }) => key === over?.id)
    if (at >= 0 && active.id !== over?.id) onPlace(String(active.id), at)
  }
  return (
    <DndContext sensors={sensors} onDragEnd={end}>
      <ol className="plan-stages">
        {stages.map((stage, at) => (
          <StageRow
            key={stage.key}
            stage={stage}
            stages={stages}
            at={at}
            last={stages.length - 1}
            moves={moves.filter(({ from }) => from === stage.key)}
            marks={marks.get(stage.key) ?? { errors: 0, warnings: 0, isChanged: false }}
            onOpen={() => onOpen(stage.key)}
            onPlace={(to) => onPlace(stage.key, to)}
            onRemove={() => onRemove(stage.key)}
          />
        ))}
      </ol>
    </DndContext>
  )
}

function StageRow({
  stage,
  stages,
  at,
  last,
  moves,
  marks,
  onOpen,
  onPlace,
  onRemove,
}: {
  stage: StageDraft
  stages: readonly StageDraft[]
  at: number
  last: number
  moves: readonly DrawnMove[]
  marks: StageMarks
  onOpen: () => void
  onPlace: (at: number) => void
  onRemove: () => void
}) {
  const t = useText()
  const label = useLabel()
  const name = label(stage.label)
  const { setNodeRef: setSpot, isOver } = useDroppable({ id: stage.key })
  const { setNodeRef, listeners, transform, isDragging } = useDraggable({ id: stage.key })
  const starts = at === 0 || stages[at - 1]?.phase !== stage.phase
  const targets = [...new Set(moves.filter(({ look }) => look !== 'reopen').map(({ to }) => to))]
  const said = (key: 'plan.part-up' | 'plan.part-down' | 'plan.part-remove') => ({
    type: 'text' as const,
    'aria-label': t(key, { name }),
    title: t(key, { name }),
  })
  return (
    <li ref={setSpot} data-over={isOver || undefined}>
      {starts && <span className="plan-phase">{t(`plan.phase-${stage.phase}`)}</span>}
      <div
        ref={setNodeRef}
        className="plan-stage-row"
        data-dragging={isDragging || undefined}
        style={transform ? { transform: `translate(${transform.x}px, ${transform.y}px)` } : undefined}
      >
        <span className="plan-grip" aria-hidden {...listeners}>
          <HolderOutlined />
        </span>
        <div>
          <StageFace stage={stage} marks={marks} onOpen={onOpen} />
          {targets.length > 0 && (
            <small className="muted">
              {t('plan.leads-to', {
                list: targets.map((key) => stages.find((one) => one.key === key)?.label ?? key),
              })}
            </small>
          )}
        </div>
        <span className="rule-steps">
          <Button
            {...said('plan.part-up')}
            icon={<ArrowUpOutlined />}
            disabled={at === 0}
            onClick={() => onPlace(at - 1)}
          />
          <Button
            {...said('plan.part-down')}
            icon={<ArrowDownOutlined />}
            disabled={at === last}
            onClick={() => onPlace(at + 1)}
          />
          <Button {...said('plan.part-remove')} icon={<DeleteOutlined />} onClick={onRemove} />
        </span>
      </div>
    </li>
  )
}
