import { type Facts, type Person, Router, type Rule } from '../../src/engines/assignment/index.ts'
import type { Figure } from '../measure.ts'
import { Chance } from '../world/random.ts'
import { provinces } from '../world/words.ts'

const BATCH = 5000
const PEOPLE = 200
const SERIES = ['GTX', 'MS', 'LC', 'AAS', 'ICP', 'XRF']

/** A batch of 5,000 divided as a whole among 200 people by skill, territory, what they won and load, with limits; in memory. */
export async function batch(): Promise<Figure[]> {
  const chance = new Chance(11)
  const people = Array.from(
    { length: PEOPLE },
    (_, n): Person => ({
      id: chance.uuid(n + 1),
      name: `p${n}`,
      active: true,
      functions: ['sales'],
      departmentPath: ['all'],
      skills: [chance.pick(SERIES), chance.pick(SERIES)],
      territories: [(provinces[n % provinces.length] ?? '').slice(0, 2)],
      weight: 1 + (n % 3),
      openCap: 20 + chance.below(25),
      dayCap: 30,
    }),
  )
  const won = new Map(people.map(({ id }) => [id, { won: chance.below(30), closed: 30 + chance.below(30) }]))
  const rule: Rule = {
    id: 'batch',
    holds: () => true,
    candidates: { functions: ['sales'], skillFrom: undefined },
    strategy: 'best-of-batch',
    conversion: { least: 0.5, most: 2, atLeast: 20, days: 180, countedAt: '', of: won },
  }
  const coming = Array.from({ length: BATCH }, () => ({
    facts: {
      region: `${(provinces[chance.skewed(provinces.length)] ?? '').slice(0, 2)}0100`,
      product: { id: '', series: chance.pick(SERIES) },
    },
    draw: 0,
  }))
  const fresh = () =>
    new Router([rule], people, people[0]?.id ?? '', {
      open: new Map(),
      today: new Map(),
      credit: new Map(),
      last: new Map(),
    })
  const alone = measured(() => {
    const router = fresh()
    return coming.map(({ facts, draw }) => router.decide(facts, draw))
  })
  const whole = measured(() => fresh().decideAll(coming))
  const given = ({ decided }: typeof whole) => decided.filter(({ outcome }) => outcome.via === 'rule').length
  const worth = ({ decided }: typeof whole) =>
    decided.reduce((sum, { outcome }, i) => sum + fitOf(outcome.personId, coming[i]?.facts ?? {}, people), 0)
  return [
    {
      name: `best of a batch, ${BATCH.toLocaleString('en')} opportunities, ${PEOPLE} people`,
      value: whole.ms / 1000,
      unit: 's',
      atMost: 5,
      note: `${given(whole)} given, one by one ${given(alone)}; ${(whole.ms / alone.ms).toFixed(1)} times as long as one by one (${Math.round(alone.ms)} ms), fit ${worth(whole).toFixed(0)} against ${worth(alone).toFixed(0)}`,
    },
  ]
}

function measured<T>(work: () => T): { ms: number; decided: T } {
  const began = performance.now()
  const decided = work()
  return { ms: performance.now() - began, decided }
}

/** One for the region, one for the skill: what the division is for. */
function fitOf(id: string, facts: Facts, people: readonly Person[]): number {
  const person = people.find((one) => one.id === id)
  const { region, product } = facts as { region: string; product: { series: string } }
  return (
    Number(person?.territories.some((code) => region.startsWith(code)) ?? false) +
    Number(person?.skills.includes(product.series) ?? false)
  )
}
