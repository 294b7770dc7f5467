import { type Person, Router, type Rule } from '../../src/engines/assignment/index.ts'
import { evaluate, needOf, parseCondition, type Vocabulary } from '../../src/engines/conditions/index.ts'
import type { Figure } from '../measure.ts'
import { Chance } from '../world/random.ts'
import { provinces } from '../world/words.ts'

const RULES = 200
const PEOPLE = 500
const DECISIONS = 200_000
const VOCABULARY: Vocabulary = {
  root: 'opportunity',
  fields: {
    region: { kind: 'text', label: { zh: '区域', en: 'Region' } },
    source: { kind: 'text', label: { zh: '来源', en: 'Source' } },
    amount: { kind: 'number', label: { zh: '金额', en: 'Amount' } },
  },
}
const SOURCES = ['website', 'referral', 'exhibition', 'advertising', 'phone', 'partner', 'existing', 'other']

/** 200 rules by source, amount and region over 500 people in 40 teams, round robin and least loaded, with limits; in memory. */
export async function routing(): Promise<Figure[]> {
  const chance = new Chance(7)
  const people = Array.from(
    { length: PEOPLE },
    (_, n): Person => ({
      id: chance.uuid(n + 1),
      name: `p${n}`,
      active: n % 50 !== 0,
      functions: [['sales', 'sales', 'marketing', 'support'][n % 4] ?? ''],
      departmentPath: [`team${n % 40}`, 'all'],
      skills: [`s${n % 7}`],
      territories: [(provinces[n % provinces.length] ?? '').slice(0, 2)],
      weight: 1 + (n % 3),
      openCap: null,
      dayCap: null,
    }),
  )
  const router = new Router(rules(), people, people[1]?.id ?? '', {
    open: new Map(),
    today: new Map(),
    credit: new Map(),
    last: new Map(),
  })
  const facts = Array.from({ length: 5000 }, () => ({
    region: `${(provinces[chance.skewed(provinces.length)] ?? '').slice(0, 2)}0100`,
    source: chance.pick(SOURCES),
    amount: chance.below(1_000_000),
  }))
  for (let i = 0; i < 20_000; i++) router.decide(facts[i % facts.length] ?? {}, 0.5)
  const began = performance.now()
  let kept = 0
  for (let i = 0; i < DECISIONS; i++)
    if (router.decide(facts[i % facts.length] ?? {}, 0.5).outcome.via === 'fallback') kept += 1
  const rate = DECISIONS / ((performance.now() - began) / 1000)
  return [
    {
      name: `routing decisions in memory, ${RULES} rules, ${PEOPLE} people`,
      value: rate,
      unit: '/s',
      atLeast: 100_000,
      note: `${((kept / DECISIONS) * 100).toFixed(1)} % left with the keeper; each with its terms and its ground`,
    },
  ]
}

function rules(): Rule[] {
  return Array.from({ length: RULES }, (_, n): Rule => {
    const source = SOURCES[n % SOURCES.length]
    const text =
      n % 3 === 0
        ? `source == "${source}" && amount > ${1_000_000 - n * 4000}`
        : `source in ["${source}"] && region.startsWith("${(provinces[n % provinces.length] ?? '').slice(0, 2)}")`
    const parsed = n === RULES - 1 ? undefined : parseCondition(text, VOCABULARY)
    if (parsed && !parsed.ok) throw new Error(JSON.stringify(parsed.problems))
    const condition = parsed?.condition
    return {
      id: `rule${n}`,
      holds: (facts) =>
        condition ? evaluate(condition, facts, { now: '2026-11-23T00:00:00Z', today: '2026-11-23' }) : true,
      need: condition && needOf(condition),
      candidates: {
        functions: ['sales'],
        departments: [`team${n % 40}`, `team${(n + 1) % 40}`, `team${(n + 3) % 40}`],
        ...(n % 5 === 0 ? { territory: 'match' as const } : {}),
      },
      strategy: n % 2 === 0 ? 'weighted-round-robin' : 'least-loaded',
      openCap: 1_000_000,
    }
  })
}
