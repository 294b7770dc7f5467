import { describe, expect, test } from 'vitest'
import { type Cause, findCauses } from '../../engines/causes/index.ts'
import { FAULTS, type Fault } from './faults.ts'
import { historyOf, type Lived, lived } from './lived.fixture.ts'

const SIZE = 1500
/** More years are lived through by `YEAR_SEEDS=2,3,4`. */
const SEEDS = (process.env['YEAR_SEEDS'] ?? '1').split(',').map(Number)

function causesOf(year: Lived): Cause[] {
  const { company, plan, rules, lives, times } = year
  const people = company.people.map(({ id, department, function: of, weight }) => {
    const functions = of ? [of] : []
    return [id, { department, functions, weight }] as const
  })
  const division = {
    keeper: company.keeper.id,
    stages: plan.stages,
    rules: rules.map(({ strategy }, i) => ({ id: `rule ${i + 1}`, strategy })),
  }
  return findCauses({
    histories: lives.map((life) => historyOf(life, year)),
    people: new Map(people),
    plans: new Map([[plan.id, division]]),
    minutes: (person, from, to) => times.get(person)?.between(from, to) ?? 0,
  }).causes
}

/** The fault a cause is about; undefined where nobody planted it. */
function faultOf({ kind, place }: Cause, { company }: Lived): Fault | undefined {
  const names = company.departments.filter(({ id }) => place.departments.includes(id)).map(({ key }) => key)
  const isPair = place.people.length === 2 && company.pair.every(({ id }) => place.people.includes(id))
  if (kind === 'slow-function' && names.join() === 'support-south') return 'slow-function'
  if (kind === 'ping-pong' && isPair) return 'ping-pong'
  if (kind === 'starved' && place.segment?.field === 'region')
    return place.segment.values.every((value) => ['51', '61'].includes(value)) ? 'starved-region' : undefined
  // that the one whom the rule finds has too much is part of it
  if (kind === 'overload' && place.people.join() === company.swamped.id) return 'starved-region'
  const isWebsite = place.segment?.field === 'source' && place.segment.values.join() === 'website'
  return kind === 'late-first-contact' && isWebsite ? 'late-contact' : undefined
}

const PLANTED: readonly (readonly [string, readonly Fault[]])[] = [
  ['nothing', []],
  ...FAULTS.map((fault) => [fault, [fault]] as const),
  ['all of them', FAULTS],
]

describe.each(SEEDS)(
  'year %i: the causes that are found are those that were planted, and no other',
  (seed) => {
    test.each(PLANTED)('%s', (_, faults) => {
      const year = lived(seed, faults, SIZE)
      const found = causesOf(year)
      const unasked = found.filter((cause) => !faults.some((fault) => fault === faultOf(cause, year)))
      expect(unasked.map(({ kind, place }) => ({ kind, place }))).toEqual([])
      expect(new Set(found.map((cause) => faultOf(cause, year)))).toEqual(new Set(faults))
    })
  },
)
