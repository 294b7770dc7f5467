import { describe, expect, test } from 'vitest'
import type { PlanDocument } from '../../../src/features/plan/contract.ts'
import { merge } from '../../../src/features/plan/rules/merge.ts'
import { documentOfTemplate } from '../../../src/features/plan/rules/templates.ts'
import { withMine } from './conflict-edits.ts'

const base = documentOfTemplate('growing', '019a0000-0000-7000-8000-000000000001')
const stage = (key: string, change: object): PlanDocument => ({
  ...base,
  stages: base.stages.map((one) => (one.key === key ? { ...one, ...change } : one)),
})
const without = (key: string): PlanDocument => ({
  ...base,
  stages: base.stages.filter((one) => one.key !== key),
})

/** What two people made of one plan, with mine taken wherever they collide. */
function withEveryMine(mine: PlanDocument, theirs: PlanDocument): PlanDocument {
  const { document, conflicts } = merge(base, mine, theirs)
  expect(conflicts.length).toBeGreaterThan(0)
  return conflicts.reduce(withMine, document)
}

describe('taking mine where both changed the same', () => {
  test('puts my setting in', () => {
    const mine = stage('lead', { probability: 0.2 })
    expect(withEveryMine(mine, stage('lead', { probability: 0.3 }))).toEqual(mine)
  })

  test('puts my keeper in', () => {
    const keeper = (digit: number) => ({ ...base, keeper: `019a0000-0000-7000-8000-00000000000${digit}` })
    expect(withEveryMine(keeper(2), keeper(3)).keeper).toBe(keeper(2).keeper)
  })

  test('brings a stage back that I changed and they took away', () => {
    const both = withEveryMine(stage('solution', { probability: 0.6 }), without('solution'))
    expect(both.stages.find(({ key }) => key === 'solution')?.probability).toBe(0.6)
  })

  test('takes a stage away that I took away and they changed', () => {
    const both = withEveryMine(without('solution'), stage('solution', { probability: 0.6 }))
    expect(both.stages.some(({ key }) => key === 'solution')).toBe(false)
  })

  test('puts my order in', () => {
    const mine = { ...base, stages: base.stages.toReversed() }
    const [first, second, ...rest] = base.stages
    if (!first || !second) throw new Error('the template has stages')
    const theirs = { ...base, stages: [second, first, ...rest] }
    expect(withEveryMine(mine, theirs).stages.map(({ key }) => key)).toEqual(
      mine.stages.map(({ key }) => key),
    )
  })
})
