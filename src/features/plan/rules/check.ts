import type { Finding, PlanDocument } from '../contract.ts'
import { coverageFindings } from './coverage.ts'
import { conditionProblems, error, fixBy, type Place, step, unknownFunction, warning } from './finding.ts'
import type { Known } from './known.ts'
import { poolFindings } from './pool-findings.ts'
import { processFindings } from './process-findings.ts'
import { stageFindings } from './stage-findings.ts'

const MOST_FINDINGS = 300

/**
 * Everything the compiler finds in a plan, errors first: what stops it from being published, and what its author should know; each
 * with what mends it. `people`, functions and fields are those of the company now. The work is bounded whatever the document, and
 * what was left out is said: the longest lists of findings are cut, and kinds of opportunity that are too many are told apart less.
 */
export function compile(plan: PlanDocument, known: Known): Finding[] {
  const isActive = known.people.some(({ id }) => id === plan.keeper)
  const found = [
    ...(isActive
      ? []
      : [
          error(
            'keeper-inactive',
            { part: 'plan', key: 'keeper' },
            { keeper: plan.keeper },
            fixBy('choose-keeper'),
          ),
        ]),
    ...twice(plan.stages, 'stage', '/stages'),
    ...twice(plan.processes, 'process', '/processes'),
    ...twice(plan.pools, 'pool', '/pools'),
    ...plan.stages.flatMap((_, i) => stageFindings(i, plan, known)),
    ...plan.processes.flatMap((_, i) => processFindings(i, plan, known)),
    ...plan.rules.flatMap((rule, i) => ruleFindings(rule, i, known)),
    ...plan.pools.flatMap((_, i) => poolFindings(i, plan, known)),
  ]
  if (plan.rules.length === 0)
    found.push(warning('no-rules', { part: 'plan', key: 'rules' }, {}, fixBy('add-rule-for-rest')))
  const isSound = found.every(({ level }) => level === 'warning')
  const coverage = isSound ? coverageFindings(plan, known) : []
  return cut([...found, ...coverage].sort((a, b) => a.level.localeCompare(b.level)))
}

function cut(found: readonly Finding[]): Finding[] {
  if (found.length <= MOST_FINDINGS) return [...found]
  const shown = found.slice(0, MOST_FINDINGS)
  const isError = found[MOST_FINDINGS]?.level === 'error'
  const say = isError ? error : warning
  return [
    ...shown,
    say('more-findings', { part: 'plan', key: 'plan' }, { count: found.length - MOST_FINDINGS }),
  ]
}

function twice(
  parts: readonly { key: string }[],
  part: 'stage' | 'process' | 'pool',
  path: string,
): Finding[] {
  const seen = new Set<string>()
  const keys = new Set(parts.map(({ key }) => key))
  return parts.flatMap(({ key }, i) => {
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    let n = 2
    while (keys.has(`${key.slice(0, 36)}-${n}`)) n += 1
    const other = `${key.slice(0, 36)}-${n}`
    keys.add(other)
    const fix = fixBy('rename-key', { key: other }, [step('replace', `${path}/${i}/key`, other)])
    return [error('duplicate-key', { part, key, setting: 'key' }, {}, fix)]
  })
}

type Rule = PlanDocument['rules'][number]

function ruleFindings(rule: Rule, at: number, known: Known): Finding[] {
  const path = `/rules/${at}`
  const place = (setting: string): Place => ({ part: 'rule', key: String(at + 1), setting })
  const active = new Set(known.people.map(({ id }) => id))
  const { people = [] } = rule.candidates
  return [
    ...(rule.condition
      ? conditionProblems(rule.condition, `${path}/condition`, place('condition'), known)
      : []),
    ...(rule.candidates.functions ?? []).flatMap((key, i) =>
      unknownFunction(key, place('candidates'), known, {}, (right) => [
        step('replace', `${path}/candidates/functions/${i}`, right),
      ]),
    ),
    ...people.flatMap((person, i) =>
      active.has(person)
        ? []
        : [
            error(
              'person-inactive',
              place('candidates'),
              { person },
              fixBy(
                'remove-person',
                {},
                people.length > 1 ? [step('remove', `${path}/candidates/people/${i}`)] : undefined, // with nobody left everybody would do
              ),
            ),
          ],
    ),
    ...(known.idleRules.has(rule.label.zh)
      ? [warning('rule-without-hit', place('condition'), { days: 90 }, fixBy('remove-rule'))]
      : []),
  ]
}
