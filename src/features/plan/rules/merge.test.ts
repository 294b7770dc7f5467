import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlanDocument } from '../contract.ts'
import { merge } from './merge.ts'
import { planOf, withStage } from './plan.fixture.ts'

const base = planOf()
const text = (name: string) => ({ zh: name, en: name })
const keys = base.stages.map(({ key }) => key)

/** Changes of a plan, each at a place of its own. */
type Edit = { place: string; make: (plan: PlanDocument) => PlanDocument }
const stageEdit = (key: string): fc.Arbitrary<Edit> =>
  fc.oneof(
    fc.string({ minLength: 1, maxLength: 5 }).map((name) => ({
      place: `${key} label`,
      make: (plan: PlanDocument) => withStage(plan, key, { label: text(name) }),
    })),
    fc.double({ min: 0, max: 1, noNaN: true }).map((probability) => ({
      place: `${key} probability`,
      make: (plan: PlanDocument) => withStage(plan, key, { probability }),
    })),
    fc.constantFrom('R', 'C', 'I').map((letter) => ({
      place: `${key} duties finance`,
      make: (plan: PlanDocument) => {
        const duties = plan.stages.find((one) => one.key === key)?.duties ?? {}
        return withStage(plan, key, { duties: { ...duties, finance: letter as 'R' } })
      },
    })),
    fc.constant({
      place: `${key} there`,
      make: (plan: PlanDocument) => ({ ...plan, stages: plan.stages.filter((one) => one.key !== key) }),
    }),
  )
const planEdit = fc.oneof(
  fc
    .constantFrom('p1', 'p2')
    .map((keeper) => ({ place: 'keeper', make: (plan: PlanDocument) => ({ ...plan, keeper }) })),
  fc.constantFrom('新规则', '又一条').map((name) => ({
    place: `rule ${name}`,
    make: (plan: PlanDocument) => {
      const [rule] = plan.rules
      return rule ? { ...plan, rules: [...plan.rules, { ...rule, label: text(name) }] } : plan
    },
  })),
  fc.constant({
    place: 'rules order',
    make: (plan: PlanDocument) => ({ ...plan, rules: plan.rules.toReversed() }),
  }),
)
const edits = fc.array(fc.oneof(fc.constantFrom(...keys).chain(stageEdit), planEdit), { maxLength: 4 })
const made = (list: readonly Edit[]) => list.reduce((plan, { make }) => make(plan), base)
const partOf = ({ place }: Edit) => (place.startsWith('rule') ? 'rules' : place)

describe('merging what two people made of one draft', () => {
  test('both new stages are in the plan and in the process they were put into', () => {
    const adding = (key: string, after: string) => {
      const [stage] = base.stages
      if (!stage) throw new Error('a plan has stages')
      const behind = (list: readonly string[]) => list.indexOf(after) + 1
      return {
        ...base,
        stages: base.stages.toSpliced(behind(keys), 0, { ...stage, key }),
        processes: base.processes.map((one) => ({
          ...one,
          stages: one.stages.toSpliced(behind(one.stages), 0, key),
        })),
      }
    }
    const [first = '', second = ''] = base.processes[0]?.stages ?? []
    const { document, conflicts } = merge(base, adding('mine', first), adding('theirs', second))
    expect(conflicts).toEqual([])
    expect(document.processes[0]?.stages.slice(0, 4)).toEqual([first, 'mine', second, 'theirs'])
    expect(document.stages.map(({ key }) => key)).toEqual(expect.arrayContaining(['mine', 'theirs']))
  })

  test('of a torn row of duties mine can be taken without losing their other cells', () => {
    const [key = ''] = keys
    const row = (duties: PlanDocument['stages'][number]['duties']) => withStage(base, key, { duties })
    const torn = merge(
      row({ sales: 'A' }),
      row({ sales: 'A', finance: 'C' }),
      row({ sales: 'A', finance: 'R', marketing: 'I' }),
    )
    expect(torn.document.stages[0]?.duties).toEqual({ sales: 'A', finance: 'R', marketing: 'I' })
    expect(torn.conflicts).toMatchObject([
      { key, setting: 'duties', mine: { sales: 'A', finance: 'C', marketing: 'I' } },
    ])
  })

  test('property: with whoever changed nothing it is what the other made', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const other = made(list)
        expect(merge(base, other, base)).toEqual({ document: other, conflicts: [] })
        expect(merge(base, base, other)).toEqual({ document: other, conflicts: [] })
        expect(merge(base, other, other)).toEqual({ document: other, conflicts: [] })
      }),
    )
  })
  test('property: what does not touch is merged without a conflict, and holds what both did', () => {
    fc.assert(
      fc.property(edits, edits, (a, b) => {
        const [mine, theirs] = [made(a), made(b)]
        const places = new Set(a.map(partOf))
        const gone = [...a, ...b]
          .filter(({ place }) => place.endsWith(' there'))
          .map(({ place }) => place.split(' ')[0])
        const touching =
          b.some((one) => places.has(partOf(one))) ||
          [...a, ...b].some(({ place }) => gone.includes(place.split(' ')[0]) && !place.endsWith(' there'))
        if (touching) return
        const { document, conflicts } = merge(base, mine, theirs)
        expect(conflicts).toEqual([])
        const one = made([...a, ...b])
        expect({ ...document, rules: undefined }).toEqual({ ...one, rules: undefined })
        expect(document.rules.map(({ label }) => label.zh).sort()).toEqual(
          one.rules.map(({ label }) => label.zh).sort(),
        )
      }),
      { numRuns: 300 },
    )
  })
  test('property: it is the same from both sides but for whose word is whose', () => {
    fc.assert(
      fc.property(edits, edits, (a, b) => {
        const [here, there] = [merge(base, made(a), made(b)), merge(base, made(b), made(a))]
        const turned = there.conflicts.map(({ mine, theirs, ...rest }) => ({
          ...rest,
          mine: theirs,
          theirs: mine,
        }))
        const sorted = (list: readonly object[]) =>
          list.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort()
        expect(sorted(turned.map(({ part, key, setting }) => ({ part, key, setting })))).toEqual(
          sorted(here.conflicts.map(({ part, key, setting }) => ({ part, key, setting }))),
        )
        if (here.conflicts.length === 0) {
          const byKey = (plan: PlanDocument) => [...plan.stages].sort((x, y) => (x.key < y.key ? -1 : 1))
          expect(byKey(here.document)).toEqual(byKey(there.document))
        }
      }),
    )
  })
  test('two words for one setting are shown side by side, and what is kept stays', () => {
    const { document, conflicts } = merge(
      base,
      withStage(base, 'lead', { label: text('我的'), probability: 0.2 }),
      withStage(base, 'lead', { label: text('她的') }),
    )
    expect(conflicts).toMatchObject([
      { part: 'stage', key: 'lead', setting: 'label', mine: text('我的'), theirs: text('她的') },
    ])
    expect(document.stages.find(({ key }) => key === 'lead')).toMatchObject({
      label: text('她的'),
      probability: 0.2,
    })
  })
  test('what one took away and the other changed is asked about', () => {
    const gone = { ...base, stages: base.stages.filter(({ key }) => key !== 'lead') }
    const { conflicts } = merge(base, gone, withStage(base, 'lead', { probability: 0.9 }))
    expect(conflicts).toMatchObject([{ part: 'stage', key: 'lead', setting: null, mine: null }])
  })
  test('a stage both added in the same place is there once each', () => {
    const added = (key: string): PlanDocument => {
      const [first, ...rest] = base.stages
      return first ? { ...base, stages: [first, { ...first, key, label: text(key) }, ...rest] } : base
    }
    const { document, conflicts } = merge(base, added('mine'), added('theirs'))
    expect(conflicts).toEqual([])
    expect(
      document.stages
        .map(({ key }) => key)
        .slice(0, 3)
        .sort(),
    ).toEqual(['lead', 'mine', 'theirs'])
  })
})
