import type { Person } from '../../../engines/assignment/index.ts'
import {
  exampleOf,
  type Given as Moment,
  parseCondition,
  type Vocabulary,
} from '../../../engines/conditions/index.ts'
import { graphFaults, movesOf } from '../../../engines/process/index.ts'
import type { Finding, PlanDocument, Process } from '../contract.ts'
import { coverageFindings } from './coverage.ts'
import { accountablesOf, stagesOf } from './document.ts'

export type Known = {
  vocabulary: Vocabulary
  functions: ReadonlySet<string>
  /** Everybody who can be found. */
  people: readonly Person[]
  /** Those who have the right to work on opportunities. */
  mayAct: ReadonlySet<string>
  fieldNames: ReadonlySet<string>
  /** Fields nobody can fill by hand. */
  readOnlyFields: ReadonlySet<string>
  /** Names of rules of the plan in force that decided nothing for 90 days. */
  idleRules: ReadonlySet<string>
  moment: Moment
}
type Stage = PlanDocument['stages'][number]
type Rule = PlanDocument['rules'][number]
type Place = Finding['place']

/**
 * Everything the compiler finds in a plan, errors first: what stops it from being published, and what its author should know.
 * `people`, functions and fields are those of the company now. Costs rules × cells of the coverage (at most 20,000), under two
 * seconds for 500 rules.
 */
export function compile(plan: PlanDocument, known: Known): Finding[] {
  const active = new Set(known.people.map(({ id }) => id))
  const found = [
    ...(active.has(plan.keeper)
      ? []
      : [error('keeper-inactive', { part: 'plan', key: 'keeper' }, { keeper: plan.keeper })]),
    ...twice(plan.stages, 'stage'),
    ...twice(plan.processes, 'process'),
    ...plan.stages.flatMap((stage) => stageFindings(stage, plan, known)),
    ...plan.processes.flatMap((process, i) => processFindings(process, i, plan, known)),
    ...plan.rules.flatMap((rule, i) => ruleFindings(rule, i + 1, known, active)),
  ]
  if (plan.rules.length === 0) found.push(warning('no-rules', { part: 'plan', key: 'rules' }, {}))
  const isSound = found.every(({ level }) => level === 'warning')
  const coverage = isSound ? coverageFindings(plan, known) : []
  return [...found, ...coverage].sort((a, b) => a.level.localeCompare(b.level))
}

function error(code: string, place: Place, facts: Finding['facts']): Finding {
  return { level: 'error', code, place, facts }
}

function warning(code: string, place: Place, facts: Finding['facts'], example?: Finding['example']): Finding {
  return { level: 'warning', code, place, facts, ...(example ? { example } : {}) }
}

function twice(parts: readonly { key: string }[], part: 'stage' | 'process'): Finding[] {
  const seen = new Set<string>()
  return parts.flatMap(({ key }) => {
    if (seen.has(key)) return [error('duplicate-key', { part, key }, {})]
    seen.add(key)
    return []
  })
}

function stageFindings(stage: Stage, plan: PlanDocument, known: Known): Finding[] {
  const place: Place = { part: 'stage', key: stage.key }
  const fields = [...stage.requiredFields, ...stage.entryFields]
  const conditions = [stage.gate, stage.entryGate].filter((one) => one !== null)
  return [
    ...accountFindings(stage, place, known),
    ...Object.keys(stage.duties).flatMap((key) =>
      known.functions.has(key) ? [] : [error('unknown-function', place, { function: key })],
    ),
    ...stage.tasks.flatMap((task) =>
      known.functions.has(task.function)
        ? []
        : [error('unknown-function', place, { function: task.function, task: task.key })],
    ),
    ...fields.flatMap((field) => {
      if (!known.fieldNames.has(field)) return [error('unknown-field', place, { field })]
      return known.readOnlyFields.has(field) ? [error('gate-nobody-can-meet', place, { field })] : []
    }),
    ...conditions.flatMap((source) => gateFindings(source, place, known)),
    ...stage.playbook.flatMap(({ when }) => (when ? conditionProblems(when, place, known) : [])),
    ...(plan.processes.some((process) => process.stages.includes(stage.key))
      ? []
      : [error('stage-in-no-process', place, {})]),
  ]
}

/** Exactly one function answers for a stage, somebody has it, and somebody of those may act. */
function accountFindings(stage: Stage, place: Place, { people, mayAct }: Known): Finding[] {
  const [accountable, ...others] = accountablesOf(stage.duties)
  if (accountable === undefined) return [error('no-accountable', place, {})]
  if (others.length > 0) return [error('two-accountables', place, { functions: [accountable, ...others] })]
  const having = people.filter((person) => person.functions.includes(accountable))
  if (having.length === 0) return [warning('function-nobody-has', place, { function: accountable })]
  const able = having.some(({ id }) => mayAct.has(id))
  return able ? [] : [warning('accountable-without-right', place, { function: accountable })]
}

function gateFindings(source: string, place: Place, known: Known): Finding[] {
  const parsed = parseCondition(source, known.vocabulary)
  if (!parsed.ok) return conditionProblems(source, place, known)
  return exampleOf(parsed.condition, known.moment) === null
    ? [error('gate-nobody-can-meet', place, { condition: source })]
    : []
}

function processFindings(process: Process, at: number, plan: PlanDocument, known: Known): Finding[] {
  const place: Place = { part: 'process', key: process.key }
  const stages = stagesOf(process, plan.stages)
  const missing = process.stages.filter((key) => !stages.some((stage) => stage.key === key))
  const moves = movesOf(stages, process.moves)
  const isLast = at === plan.processes.length - 1
  return [
    ...(process.when ? conditionProblems(process.when, place, known) : []),
    ...missing.map((stage) => error('unknown-stage', place, { stage })),
    ...(new Set(process.stages).size === process.stages.length ? [] : [error('stage-twice', place, {})]),
    ...graphFaults(stages, moves).map(({ code, ...facts }) => error(code, place, facts)),
    ...(isLast && process.when ? [error('no-process-for-the-rest', place, {})] : []),
    ...(!isLast && !process.when
      ? [error('process-shadowed', place, { hides: plan.processes.slice(at + 1).map(({ key }) => key) })]
      : []),
  ]
}

function ruleFindings(rule: Rule, position: number, known: Known, active: ReadonlySet<string>): Finding[] {
  const place: Place = { part: 'rule', key: String(position) }
  const unknown = (rule.candidates.functions ?? []).filter((key) => !known.functions.has(key))
  const gone = (rule.candidates.people ?? []).filter((id) => !active.has(id))
  return [
    ...(rule.condition ? conditionProblems(rule.condition, place, known) : []),
    ...unknown.map((key) => error('unknown-function', place, { function: key })),
    ...gone.map((person) => error('person-inactive', place, { person })),
    ...(known.idleRules.has(rule.label.zh) ? [warning('rule-without-hit', place, { days: 90 })] : []),
  ]
}

function conditionProblems(source: string, place: Place, { vocabulary }: Known): Finding[] {
  const parsed = parseCondition(source, vocabulary)
  if (parsed.ok) return []
  return parsed.problems.map((problem) =>
    error('condition', place, { problem: problem.code, at: problem.at, ...problem.facts }),
  )
}
