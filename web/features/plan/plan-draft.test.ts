import { describe, expect, test } from 'vitest'
import {
  type Finding,
  type PlanVersion,
  type RoutingRule,
  type Stage,
  USUAL_RULE,
} from '../../../src/features/plan/contract.ts'
import { changesOf, draftOf, inputOf, KEEPER, placedProblems, withRule, withRuleMoved } from './plan-draft.ts'

const text = (name: string) => ({ zh: name, en: name })
const stage = (key: string, position: number): Stage => ({
  id: `id-${key}`,
  key,
  label: text(key),
  phase: 'deal',
  position,
  kind: 'open',
  accountable: 'sales',
  duties: { sales: 'A' },
  entryFields: [],
  entryGate: null,
  approvals: [],
  clocks: [],
  tasks: [],
  handOver: 'offered',
  playbook: [],
  forecast: 'pipeline',
  requiredFields: [],
  gate: null,
  probability: 0.5,
  workload: 1,
})
const rule = (id: string, position: number): RoutingRule => ({
  id,
  position,
  label: text(id),
  condition: '',
  candidates: {},
  ...USUAL_RULE,
  strategy: 'least-loaded',
  openCap: null,
  dayCap: null,
})
const version: PlanVersion = {
  id: 'v1',
  number: 1,
  template: 'growing',
  publishedAt: null,
  keeper: { id: 'p1', name: '王芳' },
  processes: [],
  stages: [stage('lead', 1), stage('solution', 2), stage('won', 3)],
  rules: [rule('a', 1), rule('b', 2), rule('c', 3)],
  pools: [],
}
const draft = draftOf(version)

describe('a plan being changed', () => {
  test('differs in nothing at first', () => {
    expect([...changesOf(draft, version)]).toEqual([])
  })

  test('counts every place that differs once', () => {
    const stages = draft.stages.map((one) => (one.key === 'lead' ? { ...one, probability: 0.1 } : one))
    const changed = withRule({ ...draft, stages, keeper: 'p2' }, { ...rule('n', 4) })
    expect([...changesOf(changed, version)].sort()).toEqual([KEEPER, 'lead', 'n'])
  })

  test('notices a rule that was taken away, and not the ones that moved up for it', () => {
    const without = { ...draft, rules: draft.rules.filter((one) => one.id !== 'a') }
    expect([...changesOf(without, version)]).toEqual(['a'])
  })

  test('notices rules in another order', () => {
    const moved = withRuleMoved(draft, 'b', -1)
    expect(moved.rules.map((one) => one.id)).toEqual(['b', 'a', 'c'])
    expect([...changesOf(moved, version)].sort()).toEqual(['a', 'b'])
  })

  test('leaves the first rule first', () => {
    expect(withRuleMoved(draft, 'a', -1)).toBe(draft)
  })

  test('is sent without ids and places, based on the version it began with', () => {
    const sent = inputOf(draft, version.id, { running: 'keep', mapping: {}, note: ' ', from: undefined })
    expect(sent.basedOn).toBe('v1')
    expect(sent.rules[0]).not.toHaveProperty('id')
    expect(sent.rules[0]).not.toHaveProperty('position')
  })

  test('shows problems at the stage or the rule they are in', () => {
    const moved = withRuleMoved(draft, 'c', -1)
    const problems: Finding[] = [
      { level: 'error', code: 'unknown-field', place: { part: 'stage', key: 'lead' }, facts: { field: 'x' } },
      {
        level: 'error',
        code: 'condition',
        place: { part: 'rule', key: '2' },
        facts: { problem: 'syntax', at: 3 },
      },
      {
        level: 'error',
        code: 'keeper-inactive',
        place: { part: 'plan', key: 'keeper' },
        facts: { keeper: 'p1' },
      },
    ]
    expect(placedProblems(problems, moved).map((one) => one.place)).toEqual(['lead', 'c', KEEPER])
  })

  test('says stages in problems by their names', () => {
    const finding: Finding = {
      level: 'error',
      code: 'dead-end',
      place: { part: 'process', key: 'all' },
      facts: { stage: 'lead' },
      fix: { code: 'allow-move', facts: { from: 'lead', to: 'gone' } },
    }
    const [placed] = placedProblems([finding], draft)
    expect(placed?.facts).toEqual({ stage: text('lead') })
    expect(placed?.fix?.facts).toEqual({ from: text('lead'), to: 'gone' })
  })
})
