import { evaluate, parseCondition } from '../../src/engines/conditions/index.ts'
import { knownTo } from '../../src/features/plan/actions/publishing.ts'
import type { PlanDocument, PlanVersion } from '../../src/features/plan/contract.ts'
import { coverageOf } from '../../src/features/plan/rules/coverage.ts'
import { documentOf } from '../../src/features/plan/rules/document.ts'
import { vocabularyOf } from '../../src/objects/metadata.ts'
import { type Figure, quantile, timed } from '../measure.ts'
import { good } from '../serving.ts'
import type { Stand } from '../stand.ts'

const RULES = 500
const BANDS = 15

/** Compiling a plan of 500 rules, and publishing one that moves every opportunity to another version while people work. */
export async function planning(at: Stand): Promise<Figure[]> {
  return [...(await covering(at)), ...(await publishing(at))]
}

/** Coverage against asking every rule about every kind of opportunity, which is what it says. */
async function covering(at: Stand): Promise<Figure[]> {
  const plan = documentOf(good<PlanVersion>(await at.people.admin('GET', '/plan')))
  const document = { ...plan, rules: manyRules(plan) }
  const context = await at.context(at.ids.admin)
  const known = await knownTo(context.db, context)
  const took = await timed(async () => coverageOf(document, known), 5)
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const conditions = document.rules.map(({ condition }) => parseCondition(condition, vocabulary))
  const { grid } = coverageOf(document, known)
  const began = performance.now()
  let holding = 0
  for (let cell = 0; cell < grid.cells; cell++) {
    const facts = grid.factsAt(cell)
    for (const one of conditions) if (one.ok && evaluate(one.condition, facts, known.moment)) holding += 1
  }
  const bare = performance.now() - began
  const whole = await timed(
    async () => good(await at.people.admin('POST', '/plan/compilations', document)),
    5,
  )
  const each = quantile(took, 0.5)
  return [
    {
      name: `plan: coverage of ${RULES} rules against every rule asked about every kind`,
      value: bare / each,
      unit: 'x',
      atLeast: 5,
      note: `${each.toFixed(0)} ms against ${bare.toFixed(0)} ms; ${grid.cells} kinds, ${holding} times a rule holds`,
    },
    {
      name: `plan: compiling ${RULES} rules over HTTP`,
      value: quantile(whole, 0.95) / 1000,
      unit: 's',
      atMost: 2,
      note: 'worst of 5, findings and all',
    },
  ]
}

function manyRules(plan: PlanDocument): PlanDocument['rules'] {
  const [first] = plan.rules
  if (!first) throw new Error('the plan has no rule')
  const types = ['new-customer', 'existing-customer', 'major-project']
  return Array.from({ length: RULES }, (_, i) => ({
    ...first,
    label: { zh: `规则 ${i}`, en: `rule ${i}` },
    condition: [
      `region.startsWith('${11 + (i % 34)}')`,
      `type == '${types[i % 3]}'`,
      `amount >= ${(i % BANDS) * 10_000}.0`,
      `amount < ${((i % BANDS) + 1) * 10_000}.0`,
    ].join(' && '),
    candidates: { functions: ['sales'], ...(i % 2 ? {} : { territory: 'match' as const }) },
  }))
}

/** Every opportunity to another version, in steps; meanwhile somebody lists and moves as before. */
async function publishing(at: Stand): Promise<Figure[]> {
  const plan = good<PlanVersion>(await at.people.admin('GET', '/plan'))
  const [total] = await at.owner<
    { n: number }[]
  >`select count(*)::int as n from opportunity where plan_version_id = ${plan.id}`
  const ways = await worker(at)
  const before = { list: await timed(ways.list, 60), move: await timed(ways.move, 60) }
  const began = performance.now()
  const made = good<{ id: string }>(
    await at.people.admin('POST', '/plan/versions', { ...documentOf(plan), basedOn: plan.id }),
  )
  const during = { list: [] as number[], move: [] as number[] }
  let left = total?.n ?? 0
  while (left > 0) {
    during.list.push(...(await timed(ways.list, 3, 0)))
    during.move.push(...(await timed(ways.move, 2, 0)))
    const [row] = await at.owner<{ ended: boolean; done: number }[]>`
      select ended_at is not null as ended, done from plan_migration where to_version_id = ${made.id}`
    left = row?.ended ? 0 : (total?.n ?? 0) - (row?.done ?? 0)
    if (row && !row.ended) left = Math.max(1, left)
    if (performance.now() - began > 30 * 60_000) throw new Error('the migration does not end')
  }
  const seconds = (performance.now() - began) / 1000
  const per100k = (seconds * 100_000) / (total?.n ?? 1)
  const worst = (name: 'list' | 'move'): Figure => {
    const during95 = quantile(
      during[name].sort((a, b) => a - b),
      0.95,
    )
    const before95 = quantile(before[name], 0.95)
    return {
      name: `plan: ${name === 'list' ? 'a list' : 'a stage move'} while a migration goes on, p95`,
      value: during95,
      unit: 'ms',
      atMost: name === 'list' ? 500 : 1000,
      note: `${before95.toFixed(0)} ms before; ${during[name].length} meanwhile`,
    }
  }
  return [
    {
      name: 'plan: publishing with migration, for 100,000 running opportunities',
      value: per100k,
      unit: 's',
      atMost: 60,
      note: `${total?.n} in ${seconds.toFixed(1)} s, somebody working all the while`,
    },
    worst('list'),
    worst('move'),
  ]
}

/** Somebody who looks at a list, and moves one opportunity to and fro. */
async function worker(at: Stand) {
  const [spare] = await at.owner<{ id: string }[]>`
    select o.id from opportunity o join stage s on s.id = o.stage_id where o.is_open and s.key = 'lead' and o.source is not null
    order by o.id desc limit 1`
  return {
    list: async () => good(await at.people.manager('GET', '/opportunities?limit=50')),
    move: async () => {
      for (let attempt = 0; ; attempt++) {
        const { version } = good<{ version: number }>(
          await at.people.admin('GET', `/opportunities/${spare?.id}`),
        )
        const { current } = good<{ current: string }>(
          await at.people.admin('GET', `/opportunities/${spare?.id}/moves`),
        )
        const to = current === 'lead' ? { stage: 'screened' } : { stage: 'lead', reason: 'bench' }
        const answer = await at.people.admin('PUT', `/opportunities/${spare?.id}/stage`, to, {
          'if-match': `"${version}"`,
        })
        if (answer.status !== 412 || attempt > 5) return good(answer) // the migration itself changes it once
      }
    },
  }
}
