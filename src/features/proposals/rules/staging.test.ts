import { describe, expect, test } from 'vitest'
import { type PlanDocument, USUAL_RULE } from '../../plan/contract.ts'
import { applied } from './changes.ts'
import { conditionOf, promoted, staged, withdrawn } from './staging.ts'

const rule = (zh: string, more: object = {}): PlanDocument['rules'][number] => ({
  label: { zh, en: zh },
  condition: '',
  candidates: { functions: ['sales'] },
  strategy: 'least-loaded',
  openCap: null,
  dayCap: null,
  ...USUAL_RULE,
  ...more,
})
const plan = (...rules: PlanDocument['rules']): PlanDocument => ({
  keeper: 'k',
  processes: [],
  stages: [],
  rules,
  pools: [],
})
const names = (document: PlanDocument | undefined) => document?.rules.map(({ label }) => label.zh)
const base = plan(rule('a', { condition: 'x' }), rule('b'))
const step = { key: 'p-1', share: 0.3 }

describe('what is tried with a share', () => {
  const added = plan(rule('n', { condition: 'y' }), ...base.rules)
  const changed = plan(rule('a', { condition: 'x', openCap: 5 }), rule('b'))
  test('stands before what it replaces, and holds or goes without touching the rest', () => {
    for (const [target, tried] of [
      [added, ['n（试行）', 'a', 'b']],
      [changed, ['a（试行）', 'a', 'b']],
    ] as const) {
      const inStages = staged(base, target, step)
      expect(names(inStages)).toEqual(tried)
      if (!inStages) continue
      expect(promoted(inStages, 'p-1')).toEqual(target)
      expect(withdrawn(inStages, 'p-1')).toEqual(base)
      expect([promoted(inStages, 'p-2'), withdrawn(base, 'p-1')]).toEqual([undefined, undefined])
      expect(conditionOf(inStages, 'p-1')).toBe(target === added ? '(y)' : '(x)')
    }
  })
  test('is nothing else than rules that come or change', () => {
    expect(staged(base, plan(...base.rules.slice(1)), step)).toBeUndefined()
    expect(staged(base, { ...added, keeper: 'other' }, step)).toBeUndefined()
    expect(staged(base, base, step)).toBeUndefined()
  })
})

test('a change that is about what is gone does not apply', () => {
  expect(applied(base, { op: 'change-rule', rule: 'z', settings: { openCap: 3 } })).toBeUndefined()
  expect(applied(base, { op: 'change-rule', rule: 'a', settings: { openCap: 3 } })?.rules[0]?.openCap).toBe(3)
  expect(applied(base, { op: 'drop-node', stage: 's', to: 't' })).toBeUndefined()
})
