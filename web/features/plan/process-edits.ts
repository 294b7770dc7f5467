import { directionOf, type Edge, type Mover, movesOf } from '../../../src/engines/process/index.ts'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { stagesOf } from '../../../src/features/plan/rules/document.ts'
import type { PlanDraft, StageDraft } from './plan-draft.ts'

export type ProcessDraft = PlanDocument['processes'][number]

/** How a move looks on the graph: along the way, past stages, to lost, backwards, or open again. */
export const MOVE_LOOKS = ['forward', 'skip', 'lose', 'back', 'reopen'] as const
export type MoveLook = (typeof MOVE_LOOKS)[number]
export type DrawnMove = Edge & { process: string; look: MoveLook }

/** The moves of a process as its graph shows them; those no process can have are left out. */
export function drawnMoves(process: ProcessDraft, stages: readonly StageDraft[]): DrawnMove[] {
  const own = stagesOf(process, stages)
  const byKey = new Map(own.map((stage) => [stage.key, stage]))
  const along = alongTheWay(own)
  return movesOf(own, process.moves).flatMap((edge) => {
    const [from, to] = [byKey.get(edge.from), byKey.get(edge.to)]
    const direction = from && to && directionOf(from, to)
    if (!direction) return []
    const isNext = along.has(`${edge.from} ${edge.to}`)
    return [{ ...edge, process: process.key, look: lookOf(direction, isNext) }]
  })
}

function lookOf(direction: NonNullable<ReturnType<typeof directionOf>>, isNext: boolean): MoveLook {
  if (direction === 'back' || direction === 'reopen') return direction
  if (direction === 'lose') return 'lose'
  return isNext ? 'forward' : 'skip'
}

/** Each open stage to the next, the last before delivery to won, won to the first of delivery, the last to done. */
function alongTheWay(stages: readonly (StageDraft & { position: number })[]): Set<string> {
  const of = (isDelivery: boolean) =>
    stages.filter((one) => one.kind === 'open' && (one.phase === 'delivery') === isDelivery)
  const won = stages.filter(({ kind }) => kind === 'won')
  const done = stages.filter(({ kind }) => kind === 'done')
  const way = [...of(false), ...won.slice(0, 1), ...of(true), ...done.slice(0, 1)]
  return new Set(way.slice(1).map((stage, i) => `${way[i]?.key} ${stage.key}`))
}

/** Whether opportunities could go from one stage to the other at all in a process. */
export function isPossible(process: ProcessDraft, stages: readonly StageDraft[], from: string, to: string) {
  const own = stagesOf(process, stages)
  const [a, b] = [own.find(({ key }) => key === from), own.find(({ key }) => key === to)]
  return a !== undefined && b !== undefined && directionOf(a, b) !== undefined
}

/** The process with a move made by `by`; without it where `by` is undefined. Every usual move is named by the first change. */
export function withMove(
  process: ProcessDraft,
  stages: readonly StageDraft[],
  { from, to, by }: { from: string; to: string; by: Mover | undefined },
): ProcessDraft {
  const moves = movesOf(stagesOf(process, stages), process.moves)
  const at = moves.findIndex((one) => one.from === from && one.to === to)
  if (by === undefined) return at < 0 ? process : { ...process, moves: moves.toSpliced(at, 1) }
  if (moves[at]?.by === by) return process
  return { ...process, moves: at < 0 ? [...moves, { from, to, by }] : moves.with(at, { from, to, by }) }
}

/** The process without the named moves to and from a stage. */
export function withoutMovesOf(process: ProcessDraft, key: string): ProcessDraft {
  if (process.moves === null) return process
  return { ...process, moves: process.moves.filter(({ from, to }) => from !== key && to !== key) }
}

/** The draft with a process changed; a new one stands before the last, which takes the rest. */
export function withProcess(draft: PlanDraft, process: ProcessDraft): PlanDraft {
  const at = draft.processes.findIndex(({ key }) => key === process.key)
  const processes =
    at < 0 ? draft.processes.toSpliced(-1, 0, process) : draft.processes.with(at, tidied(process))
  return { ...draft, processes }
}

/** Named moves only lead between stages the process passes. */
function tidied(process: ProcessDraft): ProcessDraft {
  if (process.moves === null) return process
  const passed = new Set(process.stages)
  return { ...process, moves: process.moves.filter(({ from, to }) => passed.has(from) && passed.has(to)) }
}

/** The draft without a process; the last one stays. */
export function withoutProcess(draft: PlanDraft, key: string): PlanDraft {
  if (draft.processes.length < 2) return draft
  return { ...draft, processes: draft.processes.filter((one) => one.key !== key) }
}
