import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PlanDocument, planDocument } from '../../../src/features/plan/contract.ts'
import { planTemplate } from '../../../src/features/plan/rules/templates.ts'
import { withMine } from './conflict-edits.ts'
import { mergePlans } from './merging.ts'
import { documentIn, draftOfDocument, type PlanDraft } from './plan-draft.ts'
import { newStage, withoutStage, withStage, withStageAdded, withStageAt } from './stage-edits.ts'

const base: PlanDocument = { keeper: '019a0000-0000-7000-8000-000000000001', ...planTemplate('growing') }
const edited = (edit: (draft: PlanDraft) => PlanDraft, of = base) => documentIn(edit(draftOfDocument(of)))
const say = (name: string) => ({ zh: name, en: name })
const stage = (key: string, change: object) => (draft: PlanDraft) => {
  const found = draft.stages.find((one) => one.key === key)
  return found ? withStage(draft, { ...found, ...change }) : draft
}

describe('what two people made of one plan', () => {
  test('comes together where they touched different stages, settings and cells of one row', () => {
    const mine = edited(stage('lead', { probability: 0.2, duties: { marketing: 'A', sales: 'C' } }))
    const theirs = edited(
      stage('lead', { gate: 'amount > 1', duties: { marketing: 'A', sales: 'I', finance: 'R' } }),
    )
    const { document, conflicts } = mergePlans(base, mine, theirs)
    expect(conflicts).toEqual([])
    expect(document.stages[0]).toMatchObject({
      probability: 0.2,
      gate: 'amount > 1',
      duties: { marketing: 'A', sales: 'C', finance: 'R' },
    })
  })

  test('has both new stages, in the plan and in the process', () => {
    const add = (key: string, after: string) => (draft: PlanDraft) =>
      withStageAdded(draft, newStage(key, say(key), 'lead'), { processes: ['all'], after })
    const { document, conflicts } = mergePlans(
      base,
      edited(add('mine', 'lead')),
      edited(add('theirs', 'screened')),
    )
    expect(conflicts).toEqual([])
    const keys = ['lead', 'mine', 'screened', 'theirs']
    expect(document.stages.slice(0, 4).map(({ key }) => key)).toEqual(keys)
    expect(document.processes[0]?.stages.slice(0, 4)).toEqual(keys)
  })

  test('where both said different things theirs stands, and mine can be taken instead', () => {
    const mine = edited(stage('lead', { probability: 0.2 }))
    const theirs = edited(stage('lead', { probability: 0.3 }))
    const { document, conflicts } = mergePlans(base, mine, theirs)
    expect(document).toEqual(theirs)
    expect(conflicts).toEqual([
      { part: 'stage', key: 'lead', setting: 'probability', base: 0.05, mine: 0.2, theirs: 0.3 },
    ])
    for (const conflict of conflicts) expect(withMine(document, conflict)).toEqual(mine)
  })

  test('taking mine of a torn row of duties keeps their other letters', () => {
    const mine = edited(stage('lead', { duties: { marketing: 'A', sales: 'C' } }))
    const theirs = edited(stage('lead', { duties: { marketing: 'A', sales: 'R', finance: 'I' } }))
    const { document, conflicts } = mergePlans(base, mine, theirs)
    expect(document.stages[0]?.duties).toEqual({ marketing: 'A', sales: 'R', finance: 'I' })
    const [conflict] = conflicts
    if (!conflict) throw new Error('the letter of sales is torn')
    const chosen = withMine(document, conflict).stages[0]?.duties
    expect(chosen).toEqual({ marketing: 'A', sales: 'C', finance: 'I' })
  })

  test('a stage one changed and the other took away is a conflict of the whole stage', () => {
    const mine = edited(stage('solution', { probability: 0.6 }))
    const theirs = edited((draft) => withoutStage(draft, 'solution'))
    const { document, conflicts } = mergePlans(base, mine, theirs)
    expect(document.stages.some(({ key }) => key === 'solution')).toBe(false)
    expect(conflicts.map(({ key, setting, theirs: is }) => [key, setting, is])).toEqual([
      ['solution', null, null],
    ])
    for (const conflict of conflicts)
      expect(withMine(document, conflict).stages.find(({ key }) => key === 'solution')?.probability).toBe(0.6)
  })

  test('keeps the order of whoever changed it', () => {
    const mine = edited((draft) => withStageAt(draft, 'solution', 0))
    expect(mergePlans(base, mine, base).document).toEqual(mine)
    expect(mergePlans(base, base, mine).document).toEqual(mine)
  })

  test('property: merged with no change it is the other; with itself it is itself; it is always a plan', () => {
    const keys = base.stages.map(({ key }) => key)
    const edit = fc.oneof(
      fc
        .record({ key: fc.constantFrom(...keys), probability: fc.double({ min: 0, max: 1, noNaN: true }) })
        .map(({ key, probability }) => stage(key, { probability })),
      fc.constantFrom(...keys).map((key) => (draft: PlanDraft) => withoutStage(draft, key)),
      fc.tuple(fc.constantFrom(...keys), fc.nat(8)).map(
        ([key, at]) =>
          (draft: PlanDraft) =>
            withStageAt(draft, key, at, 'all'),
      ),
      fc
        .constantFrom('extra', 'more', 'other')
        .map(
          (key) => (draft: PlanDraft) =>
            draft.stages.some((one) => one.key === key)
              ? draft
              : withStageAdded(draft, newStage(key, say(key), 'deal'), { processes: ['all'] }),
        ),
    )
    const plan = fc
      .array(edit, { maxLength: 4 })
      .map((edits) => edits.reduce((document, one) => edited(one, document), base))
    fc.assert(
      fc.property(plan, plan, (mine, theirs) => {
        expect(mergePlans(base, mine, base)).toEqual({ document: mine, conflicts: [] })
        expect(mergePlans(base, base, theirs)).toEqual({ document: theirs, conflicts: [] })
        expect(mergePlans(base, mine, mine)).toEqual({ document: mine, conflicts: [] })
        const { document } = mergePlans(base, mine, theirs)
        if (document.stages.length >= 2 && document.processes.every(({ stages }) => stages.length >= 2))
          expect(planDocument.safeParse(document).success).toBe(true)
        const known = new Set(document.stages.map(({ key }) => key))
        expect(known.size).toBe(document.stages.length)
      }),
    )
  })
})
