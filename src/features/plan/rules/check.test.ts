import { describe, expect, test } from 'vitest'
import { evaluate, parseCondition } from '../../../engines/conditions/index.ts'
import {
  type Finding,
  type PlanDocument,
  planDocument,
  type Recycling,
  USUAL_POOL,
  USUAL_RECYCLING,
  USUAL_RULE,
} from '../contract.ts'
import { compile } from './check.ts'
import { coverageOf } from './coverage.ts'
import { patched } from './patched.ts'
import { KEEPER, known, person, planOf, withStage } from './plan.fixture.ts'

const label = (name: string) => ({ zh: name, en: name })
const codes = (found: readonly Finding[]) => found.map(({ code }) => code)
const errorsOf = (plan: PlanDocument, around = known()) =>
  compile(plan, around).filter(({ level }) => level === 'error')
const one = (plan: PlanDocument, code: string, around = known()): Finding => {
  const found = compile(plan, around).find((finding) => finding.code === code)
  if (!found) throw new Error(`no ${code} in ${codes(compile(plan, around)).join(', ')}`)
  return found
}
const rule = (condition: string, more: Partial<PlanDocument['rules'][number]> = {}) => ({
  ...USUAL_RULE,
  label: label(condition || 'rest'),
  condition,
  candidates: { functions: ['sales'] },
  strategy: 'least-loaded' as const,
  openCap: null,
  dayCap: null,
  ...more,
})

describe('the templates', () => {
  for (const template of ['start-up', 'growing', 'large', 'multinational'] as const)
    test(`${template} compiles without an error`, () => {
      expect(errorsOf(planOf(template))).toEqual([])
    })
})

describe('a pool', () => {
  const pool = { ...USUAL_POOL, key: 'public', label: label('公海'), keeper: KEEPER }
  const found = (change: object, around = known()) =>
    codes(compile({ ...planOf(), pools: [{ ...pool, ...change }] }, around))
  const idle = (amount: number, unit: 'days' | 'working-days' = 'days') => ({
    recycle: [{ ...USUAL_RECYCLING, after: { ...USUAL_RECYCLING.after, amount, unit } }],
  })

  test('of the usual kind has nothing to be mended', () => {
    expect(found({})).toEqual([])
  })
  test('that takes back before a follow-up is due is warned of, unless nothing is asked there', () => {
    expect(found(idle(6))).toEqual(['recycle-before-follow-up'])
    expect(found(idle(7, 'working-days'))).toEqual([])
    const exceptAt = planOf().stages.map(({ key }) => key)
    expect(found({ recycle: [{ ...idle(6).recycle[0], exceptAt }] })).toEqual([])
  })
  test('of a plan from before says how many days without progress, and what it did not know is as usual', () => {
    const { key, label, when, members, claimsPerDay, holdMost, coolDownDays } = pool
    const old = { key, label, keeper: '00000000-0000-4000-8000-000000000000', when, members }
    const limits = { claimsPerDay, holdMost, coolDownDays }
    const recycle = [{ when: '', idleDays: 30, warnDays: 3, to: null }]
    const document = { ...planOf(), keeper: old.keeper, pools: [{ ...old, ...limits, recycle }] }
    expect(planDocument.parse(document).pools).toEqual([{ ...pool, keeper: old.keeper }])
    expect(planDocument.safeParse({ ...document, pools: [{ ...pool, recycle: [7] }] }).success).toBe(false)
  })
})

describe('a fix that can be made by a machine', () => {
  const process = (plan: PlanDocument, change: Partial<PlanDocument['processes'][number]>) => ({
    ...plan,
    processes: plan.processes.map((one) => ({ ...one, ...change })),
  })
  const moves = (keys: readonly string[]) =>
    keys.flatMap((from, i) => {
      const to = keys[i + 1]
      return to ? [{ from, to, by: 'holder' as const }] : []
    })
  const plan = planOf()
  const [first] = plan.processes
  if (!first) throw new Error('no process')
  const way = first.stages.filter((key) => !['won', 'lost', 'delivery', 'delivered'].includes(key))
  const ends = [
    { from: way.at(-1) ?? '', to: 'won', by: 'holder' as const },
    { from: way[0] ?? '', to: 'lost', by: 'holder' as const },
    { from: 'won', to: 'delivery', by: 'holder' as const },
    { from: 'delivery', to: 'delivered', by: 'holder' as const },
  ]
  const clock = {
    kind: 'dwell' as const,
    within: { amount: 2, unit: 'days' as const },
    warnBefore: null,
    ladder: [],
  }
  const pool: PlanDocument['pools'][number] = {
    ...USUAL_POOL,
    key: 'public',
    label: label('公海'),
    keeper: KEEPER,
  }
  const recycle = (...changes: Partial<Recycling>[]) =>
    pooled({ recycle: changes.map((change) => ({ ...USUAL_RECYCLING, ...change })) })
  const pooled = (change: object) => ({ ...plan, pools: [{ ...pool, ...change }] })
  const days = (amount: number) => ({ amount, unit: 'days' as const })
  const cases: [string, PlanDocument][] = [
    ['no-accountable', withStage(plan, 'solution', { duties: { sales: 'R' } })],
    ['unknown-function', withStage(plan, 'solution', { duties: { sale: 'A' } })],
    ['unknown-field', withStage(plan, 'solution', { requiredFields: ['amuont'] })],
    ['gate-nobody-can-meet', withStage(plan, 'solution', { requiredFields: ['holder'] })],
    ['condition', withStage(plan, 'solution', { gate: 'amuont > 1.0' })],
    ['stage-in-no-process', process(plan, { stages: first.stages.filter((key) => key !== 'solution') })],
    ['unknown-stage', process(plan, { stages: [...first.stages, 'nowhere'] })],
    ['stage-twice', process(plan, { stages: [...first.stages, 'lead'] })],
    ['unreachable-stage', process(plan, { moves: [...moves(way).slice(1), ...ends] })],
    ['dead-end', process(plan, { moves: [...moves(way), ...ends.slice(1)] })],
    [
      'impossible-move',
      process(plan, { moves: [...moves(way), ...ends, { from: 'won', to: 'lost', by: 'holder' }] }),
    ],
    ['no-process-for-the-rest', process(plan, { when: "type == 'new-customer'" })],
    ['duplicate-key', { ...plan, processes: [{ ...first, when: "type == 'new-customer'" }, first] }],
    [
      'process-shadowed',
      { ...plan, processes: [first, { ...first, key: 'other', when: "type == 'new-customer'" }] },
    ],
    ['person-inactive', { ...plan, rules: [rule('', { candidates: { people: [KEEPER, 'gone'] } })] }],
    ['clock-twice', withStage(plan, 'solution', { clocks: [clock, clock] })],
    [
      'clock-twice',
      withStage(plan, 'solution', {
        clocks: [clock, { ...clock, departments: ['d1'] }, { ...clock, departments: ['d1'] }],
      }),
    ],
    [
      'unknown-department',
      withStage(plan, 'solution', { clocks: [clock, { ...clock, departments: ['d1', 'd2'] }] }),
    ],
    ['unknown-department', pooled({ departments: ['d2', 'd1'] })],
    [
      'pool-shadowed',
      {
        ...plan,
        pools: [
          { ...pool, departments: ['d1'] },
          { ...pool, key: 'other', departments: ['d1'], when: 'amount > 1.0' },
        ],
      },
    ],
    ['clock-warning-too-long', withStage(plan, 'solution', { clocks: [{ ...clock, warnBefore: days(2) }] })],
    [
      'clock-ladder-order',
      withStage(plan, 'solution', {
        clocks: [
          {
            ...clock,
            ladder: [
              { after: days(5), to: 'manager', pass: false },
              { after: days(3), to: 'holder', pass: false },
            ],
          },
        ],
      }),
    ],
    [
      'clock-passes-to-holder',
      withStage(plan, 'solution', {
        clocks: [{ ...clock, ladder: [{ after: days(1), to: 'holder', pass: true }] }],
      }),
    ],
    ['keeper-inactive', pooled({ keeper: 'gone' })],
    ['pool-shadowed', { ...plan, pools: [pool, { ...pool, key: 'other', when: 'amount > 1.0' }] }],
    ['recycle-without-warning', recycle({ warnDays: 0 })],
    ['recycle-warning-too-long', recycle({ warnDays: 30 })],
    ['recycle-without-date', recycle({ after: { ...USUAL_RECYCLING.after, what: 'date' } })],
    ['recycle-never-reached', recycle({}, { when: 'amount > 1.0' })],
    ['unknown-pool', recycle({ to: 'publik' })],
    ['unknown-stage', recycle({ exceptAt: ['nowhere'] })],
    ['unknown-field', pooled({ shows: ['title', 'amuont'] })],
    ['unknown-function', pooled({ limits: [{ function: 'sale', claimsPerDay: 1, holdMost: null }] })],
    [
      'limit-twice',
      pooled({ limits: [1, 2].map((n) => ({ function: 'sales', claimsPerDay: n, holdMost: null })) }),
    ],
    ['unknown-department', pooled({ members: { functions: ['sales'], departments: ['d2'] } })],
    ['rule-shadowed', { ...plan, rules: [rule('amount > 1.0'), rule('amount > 2.0')] }],
  ]
  for (const [code, wrong] of cases)
    test(`mends “${code}”, and nothing else breaks`, () => {
      const { fix } = one(wrong, code)
      expect(fix?.patch, JSON.stringify(one(wrong, code))).toBeDefined()
      const mended = compile(patched(wrong, fix?.patch ?? []), known())
      expect(codes(mended)).not.toContain(code)
      expect(mended.filter(({ level }) => level === 'error')).toEqual([])
    })
  test('is not offered where it would open what was closed: the last person of a rule', () => {
    const wrong = { ...plan, rules: [rule('', { candidates: { people: ['gone'] } })] }
    expect(one(wrong, 'person-inactive').fix).toEqual({ code: 'remove-person', facts: {} })
  })
})

describe('approvals', () => {
  const asking = (by: object, more: object = {}) =>
    withStage(planOf(), 'negotiation', {
      approvals: [{ key: 'price', label: label('特价'), side: 'exit', when: '', by, ...more } as never],
    })
  test('that everybody accountable could only give themselves are refused', () => {
    const alone = known({
      people: known().people.filter(({ id }) => id !== 'sales-2'),
      managers: new Map(),
    })
    expect(one(asking({ kind: 'function', function: 'sales' }), 'approval-by-oneself', alone).level).toBe(
      'error',
    )
    expect(codes(errorsOf(asking({ kind: 'function', function: 'sales' })))).toEqual([])
  })
  test('that some accountable could only give themselves are warned of', () => {
    const found = one(asking({ kind: 'person', person: 'sales-1' }), 'approval-by-oneself')
    expect([found.level, found.facts['people']]).toEqual(['warning', ['sales-1']])
  })
  test('by a manager nobody has, by a function nobody has, by somebody gone, by nobody known', () => {
    const orphaned = known({ managers: new Map() })
    expect(one(asking({ kind: 'manager' }), 'approval-nobody', orphaned).level).toBe('error')
    const nobody = known({ people: known().people.filter(({ functions }) => !functions.includes('finance')) })
    expect(one(asking({ kind: 'function', function: 'finance' }), 'approval-nobody', nobody).level).toBe(
      'error',
    )
    expect(one(asking({ kind: 'person', person: 'gone' }), 'person-inactive').level).toBe('error')
    expect(one(asking({ kind: 'function', function: 'legal' }), 'unknown-function').level).toBe('error')
  })
  test('ask the manager of whoever is accountable where the stage is entered from', () => {
    const noManager = known({
      managers: new Map([
        ['sales-1', KEEPER],
        ['sales-2', KEEPER],
      ]),
    })
    const entry = asking({ kind: 'manager' }, { side: 'entry' }) // entered from “solution”: technical support
    expect(one(entry, 'approval-nobody', noManager).facts['people']).toEqual([
      'technical-support-1',
      'technical-support-2',
    ])
    expect(codes(compile(asking({ kind: 'manager' }), noManager))).not.toContain('approval-nobody')
  })
  test('with a condition of the wrong kind, or one that never holds', () => {
    const found = one(asking({ kind: 'keeper' }, { when: "amount > 'many'" }), 'condition')
    expect([found.level, found.place.setting]).toEqual(['error', 'approvals'])
    expect(
      one(asking({ kind: 'keeper' }, { when: 'amount > 2.0 && amount < 1.0' }), 'approval-never-asked').level,
    ).toBe('warning')
  })
})

describe('a ladder that passes up', () => {
  test('to somebody nobody has is warned of', () => {
    const ladder = [{ after: { amount: 1, unit: 'days' as const }, to: 'director' as const, pass: true }]
    const plan = withStage(planOf(), 'solution', {
      clocks: [{ kind: 'dwell', within: { amount: 2, unit: 'days' }, warnBefore: null, ladder }],
    })
    expect(one(plan, 'clock-passes-to-nobody').fix?.code).toBe('pass-to-manager')
    expect(one(plan, 'clock-passes-to-nobody', known({ managers: new Map() })).fix?.code).toBe(
      'name-managers',
    )
  })
})

describe('coverage', () => {
  const ruled = (rules: PlanDocument['rules']) => ({ ...planOf(), rules })
  test('names an example for every kind that nobody, or two rules, take', () => {
    const plan = ruled([
      rule("region == '31' && amount >= 100.0"),
      rule("region == '31' && amount >= 500.0"),
      rule("region == '44'"),
    ])
    const vocabulary = known().vocabulary
    const holds = (condition: string, facts: Record<string, unknown>) => {
      const parsed = parseCondition(condition, vocabulary)
      return parsed.ok && evaluate(parsed.condition, facts, known().moment)
    }
    const missing = one(plan, 'cells-not-covered')
    expect(plan.rules.some(({ condition }) => holds(condition, missing.example ?? {}))).toBe(false)
    const twice = one(plan, 'cells-covered-twice')
    expect(plan.rules.map(({ condition }) => holds(condition, twice.example ?? {}))).toEqual([
      true,
      true,
      false,
    ])
    expect(one(plan, 'rule-shadowed').facts).toEqual({ by: 1 })
  })
  test('knows provinces nobody sells in, though no rule names them', () => {
    const people = [person(KEEPER, []), person('a', ['sales'], { territories: ['31'] })]
    const found = one(
      ruled([rule('', { candidates: { territory: 'match' } })]),
      'cells-nobody-fits',
      known({ people }),
    )
    expect(found.facts['shown']).toContainEqual({ region: '11' })
    expect(found.facts['shown']).not.toContainEqual({ region: '31' })
  })
  test('a choice is one of its choices: when all are named nothing is missing', () => {
    const types = ['new-customer', 'existing-customer', 'major-project']
    expect(codes(compile(ruled(types.map((type) => rule(`type == '${type}'`))), known()))).not.toContain(
      'cells-not-covered',
    )
    expect(
      one(ruled(types.slice(1).map((type) => rule(`type == '${type}'`))), 'cells-not-covered').example,
    ).toEqual({ type: 'new-customer' })
  })
  test('a rule that takes what an earlier one holds for but finds nobody for is not shadowed', () => {
    const matching = rule('', { candidates: { functions: ['sales'], territory: 'match' } })
    expect(codes(compile(ruled([matching, rule('')]), known()))).not.toContain('rule-shadowed')
    expect(one(ruled([rule(''), matching]), 'rule-shadowed').place.key).toBe('2')
  })
  test('a rule nothing can meet is told, and one that depends on the clock is not judged', () => {
    expect(one(ruled([rule('amount > 2.0 && amount < 1.0'), rule('')]), 'rule-never-holds').place.key).toBe(
      '1',
    )
    const clocked = ruled([rule('expectedCloseOn < today()'), rule('expectedCloseOn >= today()')])
    expect(codes(compile(clocked, known()))).toEqual([])
  })
  test('says what it did not tell apart where there are too many kinds', () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      rule(`region == 'r${i}' && amount > ${i}.0 && source == 's${i}'`),
    )
    const found = one(ruled(many), 'coverage-bounded')
    expect(found.facts['left']).not.toEqual([])
    expect(coverageOf(ruled(many), known()).grid.cells).toBeLessThan(140_000)
  })
  test('cuts the list of findings and says how many are left', () => {
    const wrong = Array.from({ length: 400 }, () => rule('nothing > 1.0'))
    const found = compile(ruled(wrong), known())
    expect(found.at(-1)).toMatchObject({ code: 'more-findings', level: 'error', facts: { count: 100 } })
  })
})
