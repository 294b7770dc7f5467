import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadWorld } from '../bench/world/load.ts'
import { checks } from '../src/features/findings/actions/checks.ts'
import { unsettledQuery } from '../src/features/findings/store/keeping.ts'
import { type Fragment, rendered } from '../src/kernel/fragment.ts'
import type { Context } from '../src/objects/context.ts'
import { objectNamed } from '../src/objects/metadata.ts'
import { listQuery, recordQuery } from '../src/objects/query/list.ts'
import { connect, type Sql } from '../src/platform/db/pool.ts'
import { type TestApi, testApi } from './api.ts'

const BIG = /Seq Scan on (opportunity|holding|event|follow_up|account|decision)\b/

/** Every road to a big table has an index: with sequential scans made dear, none is left in a plan. */
describe('plans over a company of 2,000 opportunities', () => {
  let api: TestApi
  let owner: Sql
  const contexts = new Map<string, Context>()

  beforeAll(async () => {
    api = await testApi()
    await api.nobody.post('/setup', {
      company: 'C',
      companyType: 'growing',
      name: 'A',
      email: 'a@example.com',
      password: 'correct horse battery 9',
    })
    await loadWorld(api.url, { opportunities: 2000, accounts: 300, events: 10_000 }, 1, () => {})
    owner = connect(api.url, { as: 'owner', max: 1 })
    for (const role of ['manager', 'director', 'sales']) {
      const [person] = await owner<{ id: string }[]>`
        select p.id from person p join person_role x on x.person_id = p.id join role r on r.id = x.role_id where r.key = ${role} order by p.id limit 1`
      const context = await api.application.contextFor(person?.id ?? '')
      if (context) contexts.set(role, context)
    }
    await owner`set enable_seqscan = off`
  }, 60_000)
  afterAll(async () => {
    await owner.end()
    await api.close()
  })

  const planOf = async (query: Fragment): Promise<string> => {
    const { text, values } = rendered(query)
    const rows = await owner.unsafe(`explain ${text}`, values as never[])
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  }
  const asking = (role: string) => {
    const context = contexts.get(role)
    if (!context) throw new Error(`nobody is ${role}`)
    return {
      object: objectNamed(context.registry, 'opportunity'),
      viewer: context.viewer,
      registry: context.registry,
    }
  }

  test.each(['manager', 'director', 'sales'])('lists, searches and records of a %s', async (role) => {
    const base = asking(role)
    const [stage] = await owner<{ id: string }[]>`select id from stage limit 1`
    const plans = await Promise.all([
      planOf(recordQuery(base, stage?.id ?? '').query),
      planOf(
        listQuery({
          ...base,
          filter: `stage == "${stage?.id}"`,
          sort: [{ field: 'amount', direction: 'desc' }],
        }).query,
      ),
      ...['科技', 'huaxin', '王', 'hx'].map((search) => planOf(listQuery({ ...base, search }).query)),
      ...['createdAt', 'amount'].map((field) =>
        planOf(listQuery({ ...base, sort: [{ field, direction: 'desc' }] }).query),
      ),
    ])
    for (const plan of plans) expect(plan).not.toMatch(BIG)
  })

  test('the standing checks over opportunities', async () => {
    const context = contexts.get('director')
    if (!context) throw new Error('nobody is director')
    const { db } = api.application
    const people = (await db<{ id: string }[]>`select id from person where deactivated_at is null`).map(
      ({ id }) => id,
    )
    const looking = { context, today: context.now.slice(0, 10), people, times: new Map(), days: 5 }
    for (const kind of [
      'next-step-past',
      'untouched',
      'dwelling',
      'hand-over-unanswered',
      'account-of-leaver',
    ] as const) {
      const found = await db.begin((tx) => checks[kind](tx, looking))
      expect([kind, await planOf(found)]).toEqual([kind, expect.not.stringMatching(BIG)])
    }
    for (const looked of [{ people: people.slice(0, 1) }, { opportunityId: people[0] ?? '' }])
      expect(await planOf(unsettledQuery(looked))).not.toMatch(BIG)
  })

  test('a condition that has no index is found out', async () => {
    const [row] = await owner.unsafe('explain select 1 from opportunity where requirement = $1', [
      'x',
    ] as never[])
    expect(String(row?.['QUERY PLAN'])).toMatch(BIG)
  })
})
