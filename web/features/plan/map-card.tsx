import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Segmented, Skeleton } from 'antd'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { stagesOf } from '../../../src/features/plan/rules/document.ts'
import { useLabel, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { useNarrow } from '../../kit/viewport.ts'
import { ChosenMove } from './chosen-move.tsx'
import type { Editing } from './editing.ts'
import { type PlanDraft, processPlace } from './plan-draft.ts'
import type { MoveName } from './plan-graph.tsx'
import { ProblemsAt } from './problems.tsx'
import {
  type DrawnMove,
  drawnMoves,
  isPossible,
  MOVE_LOOKS,
  type MoveLook,
  type ProcessDraft,
  withMove,
} from './process-edits.ts'
import { withoutStage, withStageAt } from './stage-edits.ts'
import type { StageMarks } from './stage-face.tsx'
import { StageList } from './stage-list.tsx'

const PlanGraph = lazy(() => import('./plan-graph.tsx').then((module) => ({ default: module.PlanGraph })))

const ALL = ''
const PHONE = 640
const FEW_MOVES = 14

/** The stages as a graph or as a list, for one process or for all: added, opened, put elsewhere; moves allowed and forbidden. */
export function MapCard(editing: Editing) {
  const t = useText()
  const { draft, object, problems, onOpen, onFix } = editing
  const isPhone = useNarrow(PHONE)
  const [asList, setAsList] = useState(false)
  const scope = useScope(draft)
  const { process } = scope
  const isList = isPhone || asList
  return (
    <section className="card plan-map" aria-label={t('plan.map')}>
      <div className="card-head">
        <h2>{t('plan.map')}</h2>
        <span className="panel-actions">
          {!isPhone && (
            <Segmented
              aria-label={t('plan.view')}
              value={asList ? 'list' : 'graph'}
              options={(['graph', 'list'] as const).map((value) => ({
                value,
                label: t(`plan.view-${value}`),
              }))}
              onChange={(value) => setAsList(value === 'list')}
            />
          )}
          <Button
            icon={<PlusOutlined aria-hidden />}
            onClick={() => onOpen({ kind: 'new-stage', scope: process?.key })}
          >
            {t('plan.add-stage')}
          </Button>
        </span>
      </div>
      <ProcessTabs draft={draft} scope={scope} onOpen={onOpen} />
      {draft.processes
        .filter(({ key }) => !process || key === process.key)
        .map(({ key }) => (
          <ProblemsAt key={key} place={processPlace(key)} problems={problems} object={object} onFix={onFix} />
        ))}
      {isList ? (
        <ListOf {...editing} process={process} />
      ) : (
        <GraphOf key={process?.key ?? ALL} {...editing} process={process} />
      )}
    </section>
  )
}

type Scope = { process: ProcessDraft | undefined; choose: (key: string) => void }

/** The process being looked at; the only one there is, or all of them. */
function useScope({ processes }: PlanDraft): Scope {
  const [chosen, choose] = useState(ALL)
  const process = processes.length === 1 ? processes[0] : processes.find(({ key }) => key === chosen)
  return { process, choose }
}

function ProcessTabs({
  draft,
  scope,
  onOpen,
}: {
  draft: PlanDraft
  scope: Scope
  onOpen: Editing['onOpen']
}) {
  const t = useText()
  const label = useLabel()
  const { process } = scope
  return (
    <div className="plan-processes">
      {draft.processes.length > 1 && (
        <Segmented
          aria-label={t('plan.processes')}
          value={process?.key ?? ALL}
          options={[
            { value: ALL, label: t('plan.process-all') },
            ...draft.processes.map((one) => ({ value: one.key, label: label(one.label) })),
          ]}
          onChange={scope.choose}
        />
      )}
      {process && (
        <Button
          type="text"
          icon={<EditOutlined />}
          aria-label={t('plan.edit-process', { name: label(process.label) })}
          title={t('plan.edit-process', { name: label(process.label) })}
          onClick={() => onOpen({ kind: 'process', key: process.key })}
        >
          {draft.processes.length === 1 ? label(process.label) : undefined}
        </Button>
      )}
      <Button
        type="link"
        size="small"
        icon={<PlusOutlined aria-hidden />}
        onClick={() => onOpen({ kind: 'new-process' })}
      >
        {t('plan.add-process')}
      </Button>
    </div>
  )
}

type Scoped = Editing & { process: ProcessDraft | undefined }

function ListOf({ draft, process, problems, changed, onChange, onOpen }: Scoped) {
  const t = useText()
  const label = useLabel()
  const toast = useToast()
  const marks = useMarks(draft, problems, changed)
  const stages = process ? stagesOf(process, draft.stages) : draft.stages
  const remove = (key: string) => {
    const stage = draft.stages.find((one) => one.key === key)
    onChange(withoutStage(draft, key))
    if (stage) toast.done(t('plan.stage-removed', { name: label(stage.label) }))
  }
  return (
    <StageList
      stages={stages}
      moves={movesIn(draft, process)}
      marks={marks}
      onOpen={(key) => onOpen({ kind: 'stage', key })}
      onPlace={(key, at) => onChange(withStageAt(draft, key, at, process?.key))}
      onRemove={remove}
    />
  )
}

function GraphOf({ draft, process, problems, changed, onChange, onOpen }: Scoped) {
  const t = useText()
  const marks = useMarks(draft, problems, changed)
  const [impossible, setImpossible] = useState<MoveName>()
  const stages = useMemo(
    () => (process ? stagesOf(process, draft.stages) : draft.stages),
    [process, draft.stages],
  )
  const all = useMemo(() => movesIn(draft, process), [draft, process])
  const [looks, setLooks] = useState<readonly MoveLook[]>(() =>
    all.length <= FEW_MOVES ? MOVE_LOOKS : process ? ['forward', 'lose'] : ['forward'],
  )
  const moves = useMemo(() => all.filter(({ look }) => looks.includes(look)), [all, looks])
  const [chosen, choose] = useState<MoveName>()
  const move = all.find(({ from, to }) => from === chosen?.from && to === chosen.to)
  const put = (name: MoveName, by: DrawnMove['by'] | undefined) =>
    onChange({
      ...draft,
      processes: draft.processes.map((one) =>
        concerns(one, process, draft, name) ? withMove(one, draft.stages, { ...name, by }) : one,
      ),
    })
  const connect = (name: MoveName) => {
    const isFine = draft.processes.some((one) => concerns(one, process, draft, name))
    setImpossible(isFine ? undefined : name)
    if (!isFine) return
    if (!all.some(({ from, to }) => from === name.from && to === name.to)) put(name, 'holder')
    const look = drawnMoves(
      { ...(process ?? draft.processes[0]), moves: null } as ProcessDraft,
      draft.stages,
    ).find(({ from, to }) => from === name.from && to === name.to)?.look
    if (look && !looks.includes(look)) setLooks([...looks, look])
    choose(name)
  }
  const open = useCallback((key: string) => onOpen({ kind: 'stage', key }), [onOpen])
  const forbid = (name: MoveName) => {
    put(name, undefined)
    choose(undefined)
  }
  return (
    <>
      <Checkbox.Group
        className="plan-looks"
        value={[...looks]}
        options={MOVE_LOOKS.map((look) => ({
          value: look,
          label: (
            <span className={`plan-look plan-look-${look}`}>
              {t(`plan.look-${look}`)} {all.filter((one) => one.look === look).length}
            </span>
          ),
        }))}
        onChange={(next) => setLooks(next as MoveLook[])}
      />
      {move ? (
        <ChosenMove
          move={move}
          stages={stages}
          onChange={(by) => put(move, by)}
          onForbid={() => forbid(move)}
          onClose={() => choose(undefined)}
        />
      ) : (
        <p className="field-hint">{t('plan.graph-hint')}</p>
      )}
      <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
        <PlanGraph
          stages={stages}
          moves={moves}
          marks={marks}
          chosen={move && chosen}
          onOpen={open}
          onChoose={choose}
          onConnect={connect}
          onForbid={forbid}
        />
      </Suspense>
      {impossible && (
        <p className="plan-problem" role="alert">
          {t('plan.move-impossible', {
            from: stages.find(({ key }) => key === impossible.from)?.label,
            to: stages.find(({ key }) => key === impossible.to)?.label,
          })}
        </p>
      )}
    </>
  )
}

/** The moves of a process, or of all: one that several have stands once. */
function movesIn(draft: PlanDraft, process: ProcessDraft | undefined): DrawnMove[] {
  const every = (process ? [process] : draft.processes).flatMap((one) => drawnMoves(one, draft.stages))
  const seen = new Map<string, DrawnMove>()
  for (const move of every) {
    const name = `${move.from} ${move.to}`
    const before = seen.get(name)
    if (!before || (before.look === 'skip' && move.look === 'forward')) seen.set(name, move)
  }
  return [...seen.values()]
}

/** Whether a change of a move on the graph is meant for a process: it is looked at, and could have the move. */
function concerns(
  one: ProcessDraft,
  process: ProcessDraft | undefined,
  draft: PlanDraft,
  { from, to }: MoveName,
): boolean {
  return (!process || process.key === one.key) && isPossible(one, draft.stages, from, to)
}

/** What is to be seen on each stage: errors, warnings, that it differs from the version in force. */
function useMarks(draft: PlanDraft, problems: Editing['problems'], changed: Editing['changed']) {
  return useMemo(
    () =>
      new Map(
        draft.stages.map(({ key }): [string, StageMarks] => {
          const own = problems.filter(({ place }) => place === key)
          const errors = own.filter(({ level }) => level === 'error').length
          return [key, { errors, warnings: own.length - errors, isChanged: changed.has(key) }]
        }),
      ),
    [draft.stages, problems, changed],
  )
}
