import { parseCondition, type Vocabulary } from '../../../engines/conditions/index.ts'
import type { RuleDraft, StageDraft } from './templates.ts'

export type PlanProblem = { code: string; facts: Record<string, unknown> }

type Given = {
  vocabulary: Vocabulary
  functions: ReadonlySet<string>
  activePeople: ReadonlySet<string>
  fieldNames: ReadonlySet<string>
}

/** Everything that stops this plan from being published, each with its place; empty where it compiles. */
export function planProblemsOf(
  stages: readonly StageDraft[],
  rules: readonly Omit<RuleDraft, 'id'>[],
  keeper: string,
  given: Given,
): PlanProblem[] {
  return [
    ...(given.activePeople.has(keeper) ? [] : [{ code: 'keeper-inactive', facts: { keeper } }]),
    ...stages.flatMap((stage) => stageProblems(stage, given)),
    ...rules.flatMap((rule, i) => ruleProblems(rule, i + 1, given)),
  ]
}

function stageProblems(stage: StageDraft, { functions, fieldNames, vocabulary }: Given): PlanProblem[] {
  const place = { stage: stage.key }
  const problems: PlanProblem[] = []
  if (!functions.has(stage.accountable)) {
    problems.push({ code: 'unknown-function', facts: { ...place, function: stage.accountable } })
  }
  for (const name of stage.requiredFields) {
    if (!fieldNames.has(name)) problems.push({ code: 'unknown-field', facts: { ...place, field: name } })
  }
  if (stage.gate) problems.push(...conditionProblems(stage.gate, vocabulary, place))
  return problems
}

function ruleProblems(rule: Omit<RuleDraft, 'id'>, position: number, given: Given): PlanProblem[] {
  const place = { rule: position }
  const problems: PlanProblem[] = rule.condition
    ? conditionProblems(rule.condition, given.vocabulary, place)
    : []
  for (const key of rule.candidates.functions ?? []) {
    if (!given.functions.has(key))
      problems.push({ code: 'unknown-function', facts: { ...place, function: key } })
  }
  for (const id of rule.candidates.people ?? []) {
    if (!given.activePeople.has(id))
      problems.push({ code: 'person-inactive', facts: { ...place, person: id } })
  }
  return problems
}

function conditionProblems(
  source: string,
  vocabulary: Vocabulary,
  place: Record<string, unknown>,
): PlanProblem[] {
  const parsed = parseCondition(source, vocabulary)
  if (parsed.ok) return []
  return parsed.problems.map((problem) => ({
    code: 'condition',
    facts: { ...place, problem: problem.code, at: problem.at, ...problem.facts },
  }))
}
