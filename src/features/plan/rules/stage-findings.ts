import { exampleOf, parseCondition } from '../../../engines/conditions/index.ts'
import type { Finding, PlanDocument } from '../contract.ts'
import { approvalFindings } from './approval-findings.ts'
import { clockFindings } from './clock-findings.ts'
import { accountablesOf } from './document.ts'
import {
  conditionProblems,
  error,
  fixBy,
  nearestOf,
  type Place,
  step,
  unknownFunction,
  warning,
} from './finding.ts'
import type { Known } from './known.ts'

type Stage = PlanDocument['stages'][number]

/** Everything that is wrong at the stage with this number. */
export function stageFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const stage = plan.stages[at]
  if (!stage) return []
  const path = `/stages/${at}`
  const place = (setting: string): Place => ({ part: 'stage', key: stage.key, setting })
  return [
    ...accountFindings(stage, path, place('duties'), known),
    ...Object.keys(stage.duties).flatMap((key) =>
      unknownFunction(key, place('duties'), known, {}, (right) => [
        step('remove', `${path}/duties/${key}`),
        step('add', `${path}/duties/${right}`, stage.duties[key]),
      ]),
    ),
    ...stage.tasks.flatMap((task, i) =>
      unknownFunction(task.function, place('tasks'), known, { task: task.key }, (right) => [
        step('replace', `${path}/tasks/${i}/function`, right),
      ]),
    ),
    ...(['requiredFields', 'entryFields'] as const).flatMap((setting) =>
      stage[setting].flatMap((field, i) =>
        fieldFindings(field, `${path}/${setting}/${i}`, place(setting), known),
      ),
    ),
    ...(['gate', 'entryGate'] as const).flatMap((setting) =>
      gateFindings(stage[setting], `${path}/${setting}`, place(setting), known),
    ),
    ...stage.playbook.flatMap(({ when }, i) =>
      when ? conditionProblems(when, `${path}/playbook/${i}/when`, place('playbook'), known) : [],
    ),
    ...approvalFindings(at, plan, known),
    ...clockFindings(at, plan, known),
    ...outsideFindings(stage, plan, place('stages')),
  ]
}

/** Exactly one function answers for a stage, somebody has it, and somebody of those may act. */
function accountFindings(stage: Stage, path: string, place: Place, known: Known): Finding[] {
  const { people, mayAct } = known
  const [accountable, ...others] = accountablesOf(stage.duties)
  if (accountable === undefined) {
    const responsible = Object.keys(stage.duties).filter((key) => stage.duties[key] === 'R')
    const [only] = responsible.length === 1 ? responsible : Object.keys(stage.duties)
    const isOne = responsible.length === 1 || Object.keys(stage.duties).length === 1
    const fix =
      isOne && only !== undefined && known.functions.has(only)
        ? fixBy('make-accountable', { function: only }, [step('replace', `${path}/duties/${only}`, 'A')])
        : fixBy('choose-accountable')
    return [error('no-accountable', place, {}, fix)]
  }
  if (others.length > 0) {
    const functions = [accountable, ...others]
    return [error('two-accountables', place, { functions }, fixBy('keep-one-accountable', { functions }))]
  }
  const facts = { function: accountable }
  const having = people.filter((person) => person.functions.includes(accountable))
  if (having.length === 0)
    return [warning('function-nobody-has', place, facts, fixBy('give-function', facts))]
  const able = having.some(({ id }) => mayAct.has(id))
  return able ? [] : [warning('accountable-without-right', place, facts, fixBy('grant-right', facts))]
}

function fieldFindings(field: string, path: string, place: Place, known: Known): Finding[] {
  const removing = [step('remove', path)]
  if (known.fieldNames.has(field))
    return known.readOnlyFields.has(field)
      ? [error('gate-nobody-can-meet', place, { field }, fixBy('remove-field', { field }, removing))]
      : []
  const right = nearestOf(known.fieldNames, field)
  const fix = right
    ? fixBy('use-field', { field: right }, [step('replace', path, right)])
    : fixBy('remove-field', { field }, removing)
  return [error('unknown-field', place, { field }, fix)]
}

function gateFindings(source: string | null, path: string, place: Place, known: Known): Finding[] {
  if (source === null) return []
  const parsed = parseCondition(source, known.vocabulary)
  if (!parsed.ok) return conditionProblems(source, path, place, known)
  return exampleOf(parsed.condition, known.moment) === null
    ? [error('gate-nobody-can-meet', place, { condition: source }, fixBy('rewrite-condition'))]
    : []
}

function outsideFindings(stage: Stage, plan: PlanDocument, place: Place): Finding[] {
  if (plan.processes.some((process) => process.stages.includes(stage.key))) return []
  const [only, ...others] = plan.processes
  const fix =
    only && others.length === 0
      ? fixBy('add-to-process', { process: only.key }, [
          step('add', `/processes/0/stages/${placeIn(only.stages, stage.key, plan)}`, stage.key),
        ])
      : fixBy('add-to-process', { process: plan.processes.map(({ key }) => key).join(' / ') })
  return [error('stage-in-no-process', place, {}, fix)]
}

/** Behind those of the process that come before it in the list of stages. */
function placeIn(way: readonly string[], key: string, plan: PlanDocument): number {
  const order = plan.stages.map((stage) => stage.key)
  const at = order.indexOf(key)
  return way.findLastIndex((one) => order.indexOf(one) < at && order.indexOf(one) >= 0) + 1
}
