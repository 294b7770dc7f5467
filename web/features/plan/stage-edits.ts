import type { StageInput } from '../../../src/features/plan/contract.ts'
import { stagesOf } from '../../../src/features/plan/rules/document.ts'
import type { Text } from '../../../src/kernel/text.ts'
import type { PlanDraft, StageDraft } from './plan-draft.ts'
import { withoutMovesOf } from './process-edits.ts'

/** A stage nobody has said anything about yet. Nobody is accountable: the compiler says so until somebody is. */
export function newStage(key: string, label: Text, phase: StageInput['phase']): StageDraft {
  return {
    key,
    label,
    phase,
    kind: 'open',
    duties: {},
    requiredFields: [],
    entryFields: [],
    gate: null,
    entryGate: null,
    approvals: [],
    clocks: [],
    tasks: [],
    handOver: 'offered',
    playbook: [],
    probability: 0.5,
    forecast: 'pipeline',
    workload: 1,
  }
}

/** A key nobody has: out of the English name, else out of `prefix`, numbered where it is taken. */
export function keyFor({ en }: Text, prefix: string, taken: Iterable<string>): string {
  const known = new Set(taken)
  const parts = en.toLowerCase().split(/[^a-z0-9]+/)
  const long = parts
    .filter(Boolean)
    .join('-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
  const words = long.endsWith('-') ? long.slice(0, -1) : long
  const wish = words || prefix
  if (words && !known.has(words)) return words
  for (let number = 2; ; number += 1) if (!known.has(`${wish}-${number}`)) return `${wish}-${number}`
}

/** Where in a process a new stage of `phase` stands by itself: behind the last open stage of its phase or an earlier one. */
export function placeFor(draft: PlanDraft, keys: readonly string[], phase: StageInput['phase']): number {
  const order = ['lead', 'deal', 'delivery']
  const stages = stagesOf({ stages: [...keys] }, draft.stages)
  const before = stages.findLastIndex(
    (one) => one.kind === 'open' && order.indexOf(one.phase) <= order.indexOf(phase),
  )
  if (before >= 0) return before + 1
  const end = stages.findIndex((one) => one.kind !== 'open')
  return end < 0 ? keys.length : end
}

/** The draft with a new stage behind `after` (else where its phase ends), passed by `processes`. */
export function withStageAdded(
  draft: PlanDraft,
  stage: StageDraft,
  { processes, after }: { processes: readonly string[]; after?: string | undefined },
): PlanDraft {
  const among = (keys: readonly string[]) => {
    const behind = after === undefined ? -1 : keys.indexOf(after)
    return behind >= 0 ? behind + 1 : placeFor(draft, keys, stage.phase)
  }
  const at = among(draft.stages.map(({ key }) => key))
  return {
    ...draft,
    stages: draft.stages.toSpliced(at, 0, stage),
    processes: draft.processes.map((process) =>
      processes.includes(process.key)
        ? { ...process, stages: process.stages.toSpliced(among(process.stages), 0, stage.key) }
        : process,
    ),
  }
}

/** The draft with a stage changed. */
export function withStage(draft: PlanDraft, stage: StageDraft): PlanDraft {
  return { ...draft, stages: draft.stages.map((one) => (one.key === stage.key ? stage : one)) }
}

/** The draft without a stage: no process passes it, no move leads there. */
export function withoutStage(draft: PlanDraft, key: string): PlanDraft {
  return {
    ...draft,
    stages: draft.stages.filter((one) => one.key !== key),
    processes: draft.processes.map((process) => ({
      ...withoutMovesOf(process, key),
      stages: process.stages.filter((one) => one !== key),
    })),
  }
}

/** The draft with a stage at another place: of a process, or of the whole plan where none is named. As it was beyond the ends. */
export function withStageAt(draft: PlanDraft, key: string, to: number, process?: string): PlanDraft {
  if (process === undefined) {
    const at = draft.stages.findIndex((one) => one.key === key)
    return { ...draft, stages: movedTo(draft.stages, at, to) }
  }
  return {
    ...draft,
    processes: draft.processes.map((one) =>
      one.key === process ? { ...one, stages: movedTo(one.stages, one.stages.indexOf(key), to) } : one,
    ),
  }
}

/** A list with what stands at `at` standing at `to`; as it was where either is outside. */
export function movedTo<Item>(items: readonly Item[], at: number, to: number): Item[] {
  const moving = items[at]
  if (moving === undefined || at < 0 || to < 0 || to >= items.length) return [...items]
  return items.toSpliced(at, 1).toSpliced(to, 0, moving)
}
