import { exampleOf, parseCondition } from '../../../engines/conditions/index.ts'
import { approversOf } from '../../../engines/process/index.ts'
import type { Approval, Finding, PlanDocument } from '../contract.ts'
import { accountablesOf } from './document.ts'
import { conditionProblems, error, fixBy, type Place, step, unknownFunction, warning } from './finding.ts'
import type { Known } from './known.ts'

const MOST_LINE = 50

/** Approvals at a stage that name nobody, that nobody can give, or that people could only give themselves. */
export function approvalFindings(at: number, plan: PlanDocument, known: Known): Finding[] {
  const stage = plan.stages[at]
  if (!stage || stage.approvals.length === 0) return []
  const place: Place = { part: 'stage', key: stage.key, setting: 'approvals' }
  const seen = new Set<string>()
  return stage.approvals.flatMap((approval, i): Finding[] => {
    const path = `/stages/${at}/approvals/${i}`
    const isTwice = seen.has(approval.key)
    seen.add(approval.key)
    return [
      ...(isTwice ? [twice(approval, path, place, seen)] : []),
      ...whenFindings(approval, path, place, known),
      ...approverFindings(approval, path, place, askersOf(approval, at, plan, known), plan, known),
    ]
  })
}

function twice({ key }: Approval, path: string, place: Place, taken: ReadonlySet<string>): Finding {
  let n = 2
  while (taken.has(`${key}-${n}`)) n += 1
  const other = `${key.slice(0, 36)}-${n}`
  const fix = fixBy('rename-key', { key: other }, [step('replace', `${path}/key`, other)])
  return error('duplicate-key', place, { key }, fix)
}

function whenFindings({ when }: Approval, path: string, place: Place, known: Known): Finding[] {
  if (!when) return []
  const parsed = parseCondition(when, known.vocabulary)
  if (!parsed.ok) return conditionProblems(when, `${path}/when`, place, known)
  return exampleOf(parsed.condition, known.moment) === null
    ? [warning('approval-never-asked', place, { condition: when }, fixBy('rewrite-condition'))]
    : []
}

/** Who would ask: people accountable where the opportunity stands before the move. */
function askersOf({ side }: Approval, at: number, plan: PlanDocument, { people }: Known): string[] {
  const stage = plan.stages[at]
  const before = plan.processes.flatMap((process) => {
    const place = process.stages.indexOf(stage?.key ?? '')
    return place > 0 ? [process.stages[place - 1]] : []
  })
  const from = plan.stages.filter(({ key, kind }) => kind === 'open' && before.includes(key))
  const standing = side === 'entry' && from.length > 0 ? from : stage ? [stage] : []
  const functions = new Set(standing.flatMap(({ duties }) => accountablesOf(duties)))
  return people.filter((one) => one.functions.some((key) => functions.has(key))).map(({ id }) => id)
}

function approverFindings(
  { label, by }: Approval,
  path: string,
  place: Place,
  askers: readonly string[],
  plan: PlanDocument,
  known: Known,
): Finding[] {
  const facts = { approval: label.zh, by }
  const byManager = fixBy('approve-by-manager', {}, [step('replace', `${path}/by`, { kind: 'manager' })])
  if (by.kind === 'function' && !known.functions.has(by.function))
    return unknownFunction(by.function, place, known, facts, (right) => [
      step('replace', `${path}/by/function`, right),
    ])
  const active = new Set(known.people.map(({ id }) => id))
  if (by.kind === 'person' && !active.has(by.person))
    return [error('person-inactive', place, { ...facts, person: by.person }, byManager)]
  const having = new Map<string, string[]>()
  const approvers = (requester: string) =>
    approversOf(by, {
      requester,
      keeper: plan.keeper,
      line: lineAbove(requester, known.managers),
      having: (key) => {
        const found = having.get(key) ?? peopleWith(key, known)
        having.set(key, found)
        return found
      },
      isActive: (id) => active.has(id),
    })
  const stuck = askers.filter((id) => approvers(id).length === 0)
  const anybody = by.kind === 'function' && peopleWith(by.function, known).length === 0
  const fix = by.kind === 'manager' ? fixBy('choose-approver') : byManager
  if (anybody) return [error('approval-nobody', place, facts, fix)]
  if (stuck.length === 0) return []
  if (by.kind === 'manager') {
    const make = stuck.length === askers.length ? error : warning
    return [make('approval-nobody', place, { ...facts, people: stuck.slice(0, 20) }, fix)]
  }
  const make = stuck.length === askers.length ? error : warning
  return [make('approval-by-oneself', place, { ...facts, people: stuck.slice(0, 20) }, fix)]
}

function peopleWith(key: string, { people }: Known): string[] {
  return people.filter(({ functions }) => functions.includes(key)).map(({ id }) => id)
}

/** The active managers above somebody, the nearest first. */
export function lineAbove(person: string, managers: ReadonlyMap<string, string>): string[] {
  const line: string[] = []
  for (
    let id = managers.get(person);
    id && line.length < MOST_LINE && !line.includes(id);
    id = managers.get(id)
  )
    line.push(id)
  return line
}
