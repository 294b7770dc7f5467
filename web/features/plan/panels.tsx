import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import type { Editing, Opened } from './editing.ts'
import { NewStagePanel } from './new-stage-panel.tsx'
import { newPool, PoolPanel } from './pool-panel.tsx'
import { withoutProcess, withProcess } from './process-edits.ts'
import { newProcess, ProcessPanel } from './process-panel.tsx'
import { withoutStage, withStage } from './stage-edits.ts'
import { StagePanel } from './stage-panel.tsx'

/** The panel of what was opened: a stage, a process, a pool, or a new one of them. */
export function Panels({
  opened,
  editing,
  onClose,
}: {
  opened: Opened | undefined
  editing: Editing
  onClose: () => void
}) {
  if (!opened) return null
  if (opened.kind === 'new-stage' || opened.kind === 'stage')
    return <StagePanels opened={opened} editing={editing} onClose={onClose} />
  if (opened.kind === 'new-process' || opened.kind === 'process')
    return <ProcessPanels opened={opened} editing={editing} onClose={onClose} />
  return <PoolPanels opened={opened} editing={editing} onClose={onClose} />
}

type Given = { opened: Opened; editing: Editing; onClose: () => void }

function StagePanels({ opened, editing, onClose }: Given) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const { draft, onChange } = editing
  if (opened.kind === 'new-stage')
    return (
      <NewStagePanel
        draft={draft}
        scope={opened.scope}
        onClose={onClose}
        onDone={(next) => {
          onChange(next)
          onClose()
        }}
      />
    )
  const key = 'key' in opened ? opened.key : ''
  const stage = draft.stages.find((one) => one.key === key)
  if (!stage) return null
  return (
    <StagePanel
      key={key + JSON.stringify(stage)}
      stage={stage}
      editing={editing}
      onClose={onClose}
      onDone={(next, processes) => {
        onChange(withStage({ ...draft, processes }, next))
        onClose()
      }}
      onRemove={() => {
        onChange(withoutStage(draft, key))
        onClose()
        toast.done(t('plan.stage-removed', { name: label(stage.label) }))
      }}
    />
  )
}

function ProcessPanels({ opened, editing, onClose }: Given) {
  const { draft, onChange } = editing
  const process =
    opened.kind === 'new-process'
      ? newProcess(draft)
      : draft.processes.find(({ key }) => 'key' in opened && key === opened.key)
  if (!process) return null
  return (
    <ProcessPanel
      key={`${opened.kind} ${JSON.stringify(process)}`}
      process={process}
      isNew={opened.kind === 'new-process'}
      editing={editing}
      onClose={onClose}
      onDone={(next) => {
        onChange(withProcess(draft, next))
        onClose()
      }}
      onRemove={
        draft.processes.length < 2
          ? undefined
          : () => {
              onChange(withoutProcess(draft, process.key))
              onClose()
            }
      }
    />
  )
}

function PoolPanels({ opened, editing, onClose }: Given) {
  const { draft, onChange } = editing
  const isNew = opened.kind === 'new-pool'
  const pool = isNew ? newPool(draft) : draft.pools.find(({ key }) => 'key' in opened && key === opened.key)
  if (!pool) return null
  return (
    <PoolPanel
      key={`${opened.kind} ${JSON.stringify(pool)}`}
      pool={pool}
      isNew={isNew}
      editing={editing}
      onClose={onClose}
      onDone={(next) => {
        const pools = isNew
          ? [...draft.pools, next]
          : draft.pools.map((one) => (one.key === next.key ? next : one))
        onChange({ ...draft, pools })
        onClose()
      }}
    />
  )
}
