import type { z } from 'zod'
import type {
  Duties,
  Finding,
  PlanDocument,
  PlanVersion,
  publishPlan,
  RoutingRule,
  StageInput,
} from '../../../src/features/plan/contract.ts'
import { sameJson } from '../../../src/features/plan/rules/differences.ts'
import { documentOf } from '../../../src/features/plan/rules/document.ts'

export type StageDraft = StageInput
export type RuleDraft = Omit<RoutingRule, 'position'>
/** What will be published, on top of the version it was begun with. */
export type PlanDraft = {
  keeper: string
  processes: PlanDocument['processes']
  stages: readonly StageDraft[]
  rules: readonly RuleDraft[]
  pools: PlanDocument['pools']
}
/** What becomes of running opportunities, and a word on why. */
export type Publishing = {
  running: 'migrate' | 'keep'
  mapping: Readonly<Record<string, string>>
  note: string
  /** When it comes into force; undefined: at once. */
  from: string | undefined
}
export type PlanInput = z.output<NonNullable<(typeof publishPlan)['body']>>

/** A problem of compiling and where it stands: at a stage's key, a process, a pool, a rule's id, or the keeper. */
export type PlacedProblem = Omit<Finding, 'place'> & {
  place: string
  /** The setting it is about. */
  setting?: string | undefined
}
export const KEEPER = 'keeper'
export const RULES = 'rules'
const ORDER = 'order of stages'

/** The draft that changes nothing. */
export function draftOf(version: PlanVersion): PlanDraft {
  const { keeper, processes, stages, pools } = documentOf(version)
  return {
    keeper,
    processes,
    stages,
    pools,
    rules: version.rules.map(({ position: _position, ...rule }) => rule),
  }
}

/** A document to go on from. Its rules are those of `known` that have the same name, in their order; others get ids of their own. */
export function draftOfDocument(
  { rules, ...document }: PlanDocument,
  known: readonly Pick<RuleDraft, 'id' | 'label'>[] = [],
): PlanDraft {
  const left = Map.groupBy(known, ({ label }) => label.zh)
  return {
    ...document,
    rules: rules.map((rule) => ({
      id: left.get(rule.label.zh)?.shift()?.id ?? crypto.randomUUID(),
      ...rule,
    })),
  }
}

/** What differs from the version: keys of stages, ids of rules (added, changed, moved or taken away), the keeper. */
export function changesOf(draft: PlanDraft, version: PlanVersion): ReadonlySet<string> {
  const was = draftOf(version)
  const changed = new Set<string>()
  if (draft.keeper !== was.keeper) changed.add(KEEPER)
  const stages = new Map(was.stages.map((stage) => [stage.key, stage]))
  for (const stage of draft.stages) if (!same(stage, stages.get(stage.key))) changed.add(stage.key)
  const left = new Set(draft.stages.map(({ key }) => key))
  for (const { key } of was.stages) if (!left.has(key)) changed.add(key)
  const staying = was.stages.filter(({ key }) => left.has(key)).map(({ key }) => key)
  const order = draft.stages.filter(({ key }) => stages.has(key)).map(({ key }) => key)
  if (!same(order, staying)) changed.add(ORDER)
  for (const { key } of draft.processes)
    if (!same(way(draft, key), way(was, key))) changed.add(processPlace(key))
  for (const { key } of was.processes) if (!way(draft, key)) changed.add(processPlace(key))
  if (!same(draft.pools, was.pools)) changed.add(poolPlace(''))
  const before = new Map(was.rules.map((rule) => [rule.id, rule]))
  const kept = new Set(draft.rules.map((rule) => rule.id))
  for (const rule of was.rules) if (!kept.has(rule.id)) changed.add(rule.id)
  for (const rule of draft.rules) if (!same(rule, before.get(rule.id))) changed.add(rule.id)
  const rules = was.rules.filter((rule) => kept.has(rule.id))
  draft.rules
    .filter((rule) => before.has(rule.id))
    .forEach((rule, i) => {
      if (rule.id !== rules[i]?.id) changed.add(rule.id)
    })
  return changed
}

/** A process with its place among the others, which decides whether it is asked. */
function way({ processes }: Pick<PlanDraft, 'processes'>, key: string) {
  const at = processes.findIndex((one) => one.key === key)
  return at < 0 ? undefined : { at, process: processes[at] }
}

/** The draft with a rule one place up or down; as it was at the ends. */
export function withRuleMoved(draft: PlanDraft, id: string, by: -1 | 1): PlanDraft {
  const rules = [...draft.rules]
  const at = rules.findIndex((rule) => rule.id === id)
  const [moving, other] = [rules[at], rules[at + by]]
  if (!moving || !other) return draft
  rules[at] = other
  rules[at + by] = moving
  return { ...draft, rules }
}

/** The draft with a rule in its place, or at the end where it is new. */
export function withRule(draft: PlanDraft, rule: RuleDraft): PlanDraft {
  const isNew = !draft.rules.some((one) => one.id === rule.id)
  const rules = draft.rules.map((one) => (one.id === rule.id ? rule : one))
  return { ...draft, rules: isNew ? [...rules, rule] : rules }
}

/** The whole plan as one document. */
export function documentIn({ keeper, processes, stages, rules, pools }: PlanDraft): PlanDocument {
  return { keeper, processes, stages: [...stages], rules: rules.map(({ id: _id, ...rule }) => rule), pools }
}

/** What is sent to publish the draft. */
export function inputOf(
  draft: PlanDraft,
  basedOn: string,
  how: Publishing,
  keptAs?: string | undefined,
): PlanInput {
  const note = how.note.trim()
  return {
    ...documentIn(draft),
    basedOn,
    running: how.running,
    mapping: { ...how.mapping },
    ...(note ? { note } : {}),
    ...(keptAs ? { draft: keptAs } : {}),
  }
}

/** What the compiler found in `draft`, each at its place. */
export function placedProblems(findings: readonly Finding[], draft: PlanDraft): PlacedProblem[] {
  const named = namesIn(draft)
  return findings.map(({ place, facts, fix, ...finding }) => ({
    ...finding,
    facts: named(facts),
    ...(fix ? { fix: { ...fix, facts: named(fix.facts) } } : {}),
    place: placeOf(place, draft),
    setting: place.setting,
  }))
}

/** Facts with the names of stages and processes where they have their keys. */
function namesIn({ stages, processes }: PlanDraft): (facts: Finding['facts']) => Finding['facts'] {
  const names = new Map([...processes, ...stages].map(({ key, label }) => [key, label]))
  const nameOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(nameOf)
    return typeof value === 'string' ? (names.get(value) ?? value) : value
  }
  return (facts) =>
    Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, KEYS.has(name) ? nameOf(value) : value]),
    )
}
const KEYS = new Set(['stage', 'from', 'to', 'hides', 'process'])

function placeOf({ part, key }: Finding['place'], draft: PlanDraft): string {
  if (part === 'rule') return draft.rules[Number(key) - 1]?.id ?? RULES
  if (part === 'process') return processPlace(key)
  if (part === 'pool') return poolPlace(key)
  return key // a stage's, the keeper's or the rules'
}

/** Where findings about a process stand. */
export const processPlace = (key: string) => `process ${key}`

/** Where findings about a pool stand. */
export const poolPlace = (key: string) => `pool ${key}`

/** A row of the matrix with another letter in one cell, or none. */
export function withDuty(duties: Duties, key: string, letter: Duties[string] | undefined): Duties {
  const { [key]: _before, ...others } = duties
  return letter ? { ...others, [key]: letter } : others
}

const same = sameJson
