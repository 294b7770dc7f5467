import type { PlanDocument } from '../../plan/contract.ts'
import type { Change } from '../contract.ts'

/** The document with the change made; undefined where what it is about is not there any more, or changed already. */
export function applied(document: PlanDocument, change: Change): PlanDocument | undefined {
  switch (change.op) {
    case 'add-rule':
      if (document.rules.some(({ label }) => label.zh === change.rule.label.zh)) return undefined
      return { ...document, rules: [change.rule, ...document.rules] }
    case 'change-rule': {
      if (!document.rules.some(({ label }) => label.zh === change.rule)) return undefined
      return {
        ...document,
        rules: document.rules.map((rule) =>
          rule.label.zh === change.rule ? { ...rule, ...said(change.settings) } : rule,
        ),
      }
    }
    case 'change-clock':
      return withStage(document, change.stage, (stage) => ({
        ...stage,
        clocks: [
          ...stage.clocks.filter(
            ({ kind, departments }) =>
              kind !== change.clock.kind ||
              JSON.stringify(departments) !== JSON.stringify(change.clock.departments),
          ),
          change.clock,
        ],
      }))
    case 'packet-rule':
      return withStage(document, change.stage, (stage) => ({
        ...stage,
        tasks: [
          ...stage.tasks.filter(({ key }) => key !== PACKET_TASK.key),
          { ...PACKET_TASK, function: change.function },
        ],
      }))
    case 'hand-over-at-once':
      return withStage(document, change.stage, (stage) => ({ ...stage, handOver: 'automatic' }))
    case 'move-node':
      return withStage(document, change.stage, (stage) => ({
        ...stage,
        duties: {
          ...Object.fromEntries(
            Object.entries(stage.duties).map(([fn, letter]) => [
              fn,
              letter === 'A' ? ('R' as const) : letter,
            ]),
          ),
          [change.to]: 'A',
        },
      }))
    case 'drop-node':
      return withoutStage(document, change.stage, change.to)
    case 'add-person':
      return document
  }
}

export const PACKET_TASK = {
  key: 'packet-agreed',
  label: {
    zh: '与接手人确认交接要点（需求、承诺、未决问题）',
    en: 'Agree the packet with who takes over (needs, promises, open questions)',
  },
  dueDays: 2,
  required: true,
}

function said<T extends object>(settings: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never
}

type Stage = PlanDocument['stages'][number]

function withStage(
  document: PlanDocument,
  key: string,
  made: (stage: Stage) => Stage,
): PlanDocument | undefined {
  const found = document.stages.find((stage) => stage.key === key)
  if (!found) return undefined
  return { ...document, stages: document.stages.map((stage) => (stage === found ? made(stage) : stage)) }
}

function withoutStage(document: PlanDocument, key: string, to: string): PlanDocument | undefined {
  if (![key, to].every((one) => document.stages.some((stage) => stage.key === one))) return undefined
  return {
    ...document,
    stages: document.stages.filter((stage) => stage.key !== key),
    processes: document.processes.map((process) => ({
      ...process,
      stages: process.stages.filter((one) => one !== key),
      moves: process.moves?.filter(({ from, to: into }) => from !== key && into !== key) ?? null,
    })),
  }
}

/** Where running opportunities go that stand at a node which is dropped. */
export function mappingFor(change: Change): Record<string, string> {
  return change.op === 'drop-node' ? { [change.stage]: change.to } : {}
}
