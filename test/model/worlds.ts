import fc from 'fast-check'
import {
  LOAD_BY,
  type PlanDocument,
  STICKY,
  STRATEGIES,
  TURNS,
  USUAL_RULE,
} from '../../src/features/plan/contract.ts'

export const FUNCTIONS = ['sales', 'marketing', 'technical-support', 'customer-success', 'finance'] as const
const TYPES = ['new-customer', 'existing-customer', 'major-project'] as const
const label = (text: string) => ({ zh: text, en: text })

type Stage = PlanDocument['stages'][number]
type Rule = PlanDocument['rules'][number]

const duties = fc
  .tuple(
    fc.constantFrom(...FUNCTIONS),
    fc.dictionary(fc.constantFrom(...FUNCTIONS), fc.constantFrom('R' as const, 'C' as const, 'I' as const), {
      maxKeys: 3,
    }),
  )
  .map(([accountable, others]): Stage['duties'] => ({ ...others, [accountable]: 'A' }))

const task = fc
  .record({
    key: fc.constantFrom('call', 'visit'),
    function: fc.constantFrom(...FUNCTIONS),
    required: fc.boolean(),
  })
  .map((one) => ({ ...one, label: label(one.key), dueDays: 3 }))

function stage(key: string, phase: Stage['phase'], kind: Stage['kind'] = 'open') {
  const asked = fc.record({
    duties,
    requiredFields: fc.subarray(['requirement', 'source', 'amount'], { maxLength: kind === 'open' ? 2 : 0 }),
    gate: fc.constantFrom(null, null, 'amount > 0.0', "source != 'other'"),
    tasks: fc.array(task, { maxLength: kind === 'open' ? 1 : 0 }),
    handOver: fc.constantFrom('offered' as const, 'automatic' as const),
    workload: fc.constantFrom(1, 0, 2.5, 7),
  })
  return asked.map(
    (given): Stage =>
      ({
        key,
        label: label(key),
        phase,
        kind,
        entryFields: [],
        entryGate: null,
        playbook: [],
        probability: 0.5,
        forecast: 'pipeline',
        ...given,
        gate: kind === 'open' ? given.gate : null,
      }) as Stage,
  )
}

const rule = fc
  .record({
    condition: fc.constantFrom(
      '',
      "type == 'major-project'",
      'amount >= 5000.0',
      'has(region)',
      "source == 'phone'",
    ),
    functions: fc.subarray([...FUNCTIONS], { minLength: 1, maxLength: 3 }),
    territory: fc.constantFrom('any' as const, 'any' as const, 'match' as const),
    strategy: fc.constantFrom(...STRATEGIES),
    openCap: fc.constantFrom(null, 3, 30),
    dayCap: fc.constantFrom(null, 2, 20),
    weekCap: fc.constantFrom(null, 9),
    unitCap: fc.constantFrom(null, 12.5),
    loadBy: fc.constantFrom(...LOAD_BY),
    sticky: fc.constantFrom(null, ...STICKY),
    turns: fc.constantFrom(...TURNS),
  })
  .map(
    ({ functions, territory, ...rest }): Rule =>
      ({
        ...USUAL_RULE,
        ...rest,
        label: label(`${rest.condition} ${rest.strategy}`),
        candidates: { functions, territory },
      }) as Rule,
  )

/** A plan without its keeper: some open stages of two phases, a way for every kind of opportunity, perhaps delivery, some rules. */
export const plans = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .chain(([leads, deals, delivers]) =>
    fc.record({
      stages: fc.tuple(
        ...Array.from({ length: leads }, (_, i) => stage(`lead${i}`, 'lead')),
        ...Array.from({ length: deals }, (_, i) => stage(`deal${i}`, 'deal')),
        stage('won', 'deal', 'won'),
        stage('lost', 'deal', 'lost'),
        ...(delivers ? [stage('delivery', 'delivery'), stage('delivered', 'delivery', 'done')] : []),
      ),
      ways: fc.array(
        fc.record({
          type: fc.constantFrom(...TYPES),
          open: fc.shuffledSubarray(
            [
              ...Array.from({ length: leads }, (_, i) => `lead${i}`),
              ...Array.from({ length: deals }, (_, i) => `deal${i}`),
            ],
            { minLength: 1 },
          ),
        }),
        { maxLength: 2 },
      ),
      rules: fc.array(rule, { maxLength: 4 }),
    }),
  )
  .map(({ stages, ways, rules }): Omit<PlanDocument, 'keeper'> => {
    const ends = stages
      .filter(({ kind, phase }) => kind !== 'open' || phase === 'delivery')
      .map(({ key }) => key)
    const usual = stages.map(({ key }) => key)
    const named = [...new Map(ways.map((way) => [way.type, way])).values()]
    const processes = [
      ...named.map(({ type, open }) => ({
        key: type,
        label: label(type),
        when: `type == '${type}'`,
        stages: [...open, ...ends],
        moves: null,
      })),
      { key: 'usual', label: label('usual'), when: '', stages: usual, moves: null },
    ]
    return { stages, processes, rules }
  })

/** One thing somebody does; numbers pick among what is there at that moment. */
export const deeds = fc.record({
  kind: fc.constantFrom(
    'create',
    'create',
    'pass',
    'pass-several',
    'route',
    'offer',
    'offer',
    'answer',
    'answer',
    'move',
    'move',
    'move',
    'leave',
    'return',
    'change-person',
    'help',
    'wait',
  ),
  which: fc.nat(1000),
  who: fc.nat(1000),
  how: fc.nat(1000),
  type: fc.constantFrom(...TYPES),
  region: fc.constantFrom(null, '310115', '440300', '330100'),
  amount: fc.constantFrom(null, '1000', '9000', '70000'),
})
export type Deed = typeof deeds extends fc.Arbitrary<infer D> ? D : never
