import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { settleFor } from '../clocks/index.ts'
import type { PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import type { Checked, Finding, FindingKind } from './contract.ts'
import { administrator } from './index.ts'

let world: World
let admin: Client
let shanghai: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  shanghai = await world.as('shanghai')
})
afterAll(() => world?.close())

const DAY = 24 * 60
type Found = { items: Finding[] }
const run = async (...kinds: FindingKind[]) =>
  (await wanted(admin.post<{ checked: Checked[] }>('/findings/runs', { kinds }))).checked
const listed = async (client: Client, kind: FindingKind, box = 'all', more = '') =>
  (await wanted(client.get<Found>(`/findings?box=${box}&kind=${kind}${more}`))).items
const about = async (kind: FindingKind, id: string) => {
  await run(kind)
  const found = await listed(admin, kind)
  return found.filter((one) => one.opportunities.some((other) => other.id === id) || one.subjectId === id)
}
const company = async () => {
  const { contextFor, db } = world.api.application
  const context = await contextFor((await administrator(db)) ?? '')
  if (!context) throw new Error('nobody administrates')
  return context
}
let companies = 0
/** An opportunity of a customer of its own. */
const held = (holder: string, more: object = {}) => {
  companies += 1
  return world.opportunity(admin, { holder, companyName: `公司 ${companies}`, ...more })
}
const read = (id: string) =>
  wanted(admin.get<{ version: number; holder: { id: string } }>(`/opportunities/${id}`))

test('a hand-over nobody answered by its limit is found; it ends with the answer', async () => {
  const id = await held(world.people.shanghai)
  const packet = { needs: '光谱仪', nextStep: '演示', nextStepOn: '2027-12-01' }
  const offer = await wanted(
    shanghai.post<{ id: string; version: number }>(`/opportunities/${id}/hand-overs`, {
      to: world.people.support,
      packet,
    }),
  )
  expect(await about('hand-over-unanswered', id)).toEqual([])
  world.api.pass(8 * DAY)
  const [found] = await about('hand-over-unanswered', id)
  expect(found).toMatchObject({ subjectId: offer.id, facts: { owed: '何平', from: '李强' } })
  await wanted(shanghai.ask('DELETE', `/hand-overs/${offer.id}`, { version: offer.version }))
  expect((await listed(admin, 'hand-over-unanswered')).map((one) => one.id)).not.toContain(found?.id)
})

test('two people after one customer are found once, whatever shows it; not where one helps the other', async () => {
  const { shanghai: one, zhejiang: two, guangdong: three, eastManager } = world.people
  const shared = { companyName: '东海船厂', contactPhone: '138 0013 8000' }
  const [first, second] = [
    await held(one, shared),
    await held(two, { ...shared, contactPhone: '+86 13800138000' }),
  ]
  const alone = [await held(one, { companyName: '独家' }), await held(one, { companyName: '独家' })]
  const { id: account } = await wanted(admin.post<{ id: string }>('/accounts', { name: '大客户' }))
  const [mine, theirs] = [await held(one, { account }), await held(three, { account })]
  await wanted(admin.put(`/opportunities/${mine}/participants/${three}`, { letter: 'R' }))
  const [found, ...more] = await about('duplicate-pursuit', first)
  expect(more).toEqual([])
  expect(found?.opportunities.map(({ id }) => id).sort()).toEqual([first, second].sort())
  expect(found).toMatchObject({ holder: { id: eastManager }, facts: { count: 2 } })
  for (const id of [...alone, mine, theirs]) expect(await about('duplicate-pursuit', id)).toEqual([])
  await wanted(admin.ask('DELETE', `/opportunities/${mine}/participants/${three}`))
  expect((await about('duplicate-pursuit', theirs))[0]?.opportunities).toHaveLength(2)
  // each of the two sees it on their own opportunity, and no title of the other's
  const [seen] = (await wanted(shanghai.get<Found>(`/opportunities/${first}/findings`))).items
  expect(seen?.opportunities.map(({ id }) => id)).toEqual([first])
  const { version } = await read(second)
  await wanted(
    admin.ask('PUT', `/opportunities/${second}/holding`, { version, body: { person: one, reason: '归一' } }),
  )
  expect((await listed(admin, 'duplicate-pursuit')).map(({ id }) => id)).not.toContain(found?.id)
})

test('holders without the right or the function of what they hold are found, with whoever is above them', async () => {
  const { finance, guangdong, shenzhen } = world.people
  const { stages } = await wanted(admin.get<PlanVersion>('/plan'))
  const stage = stages.find(({ kind, accountable }) => kind === 'open' && accountable === 'sales')?.key
  const theirs = await held(finance, { stage })
  const { items: before } = await wanted(
    admin.get<{ items: { id: string; version: number }[] }>(`/opportunities?filter=holder == "${guangdong}"`),
  )
  for (const { id, version } of before)
    await wanted(admin.ask('PUT', `/opportunities/${id}/stage`, { version, body: { stage, reason: '推进' } }))
  await held(guangdong, { stage })
  world.api.pass(7 * DAY)
  const found = await about('holder-without-rights', finance)
  expect(found.map(({ facts }) => facts['lacks']).sort()).toEqual(['edit', 'function'])
  expect(await about('holder-without-rights', guangdong)).toEqual([])
  const grants = { opportunity: { rights: ['see', 'edit'], scope: { condition: 'region == "44"' } } }
  const role = await wanted(admin.post<{ id: string }>('/roles', { label: { zh: '广东', en: 'G' }, grants }))
  await wanted(admin.put(`/people/${shenzhen}/roles`, { roles: [role.id] }))
  await held(shenzhen, { region: '44', stage })
  expect(await about('holder-without-rights', shenzhen)).toEqual([])
  await held(shenzhen, { region: '31', stage })
  expect(await about('holder-without-rights', shenzhen)).toMatchObject([
    { facts: { lacks: 'sight', count: 1 }, holder: { name: '赵磊' } },
  ])
  const { version } = await read(theirs)
  await wanted(
    admin.ask('PUT', `/opportunities/${theirs}/holding`, {
      version,
      body: { person: guangdong, reason: '归位' },
    }),
  )
  expect(await about('holder-without-rights', finance)).toEqual([])
})

test('a stage nobody can take on, a pool nobody keeps or may claim from, and people who left and are still named', async () => {
  const { owner } = world.api.application
  const body = {
    name: '旧人',
    email: 'gone@chenguang.example',
    functions: ['sales'],
    roles: [world.roles.manager],
  }
  const { id: gone } = await wanted(admin.post<{ id: string }>('/organisation/people', body))
  await wanted(admin.post('/accounts', { name: '旧客户', holder: gone }))
  const plan = await wanted(admin.get<PlanVersion>('/plan'))
  const pool = {
    key: 'public',
    label: { zh: '公海', en: 'Pool' },
    keeper: gone,
    when: '',
    members: { functions: ['sales'], departments: [world.departments.finance] },
    claimsPerDay: null,
    holdMost: null,
    coolDownDays: 0,
    recycle: [],
  }
  const named = { people: [gone, world.people.shanghai] }
  const rule = {
    label: { zh: '按人', en: 'By name' },
    condition: '',
    candidates: named,
    strategy: 'least-loaded',
  }
  const caps = { openCap: null, dayCap: null }
  await wanted(
    admin.post('/plan/versions', {
      ...documentOf(plan),
      basedOn: plan.id,
      rules: [{ ...rule, ...caps }],
      pools: [pool],
    }),
  )
  expect(
    await run('pool-unkept', 'leaver-named', 'account-of-leaver', 'stage-without-capacity'),
  ).toMatchObject([{ open: 1 }, { open: 0 }, { open: 0 }, { open: 0 }])
  await owner`update person set manager_id = ${gone} where id = ${world.people.support}`
  await owner`update person set deactivated_at = ${world.api.now()} where id = ${gone}`
  await owner`update person set functions = '{sales}' where 'technical-support' = any(functions)`
  await owner`update company set access_version = access_version + 1`
  await run('pool-unkept', 'leaver-named', 'account-of-leaver', 'stage-without-capacity')
  expect((await listed(admin, 'pool-unkept')).map(({ facts }) => facts['lacks']).sort()).toEqual([
    'keeper',
    'members',
  ])
  expect(
    (await listed(admin, 'leaver-named')).map(({ facts }) => [facts['as'], facts['count']]).sort(),
  ).toEqual([
    ['manager', 1],
    ['rule', 1],
  ])
  expect(await listed(admin, 'account-of-leaver')).toMatchObject([
    { facts: { count: 1, person: { name: '旧人' } } },
  ])
  const stages = await listed(admin, 'stage-without-capacity')
  expect(new Set(stages.map(({ facts }) => facts['lacks']))).toEqual(new Set(['nobody']))
  expect(stages[0]?.holder.name).toBe('周敏')
})

test('deputies who stand in for each other while all are away end nowhere', async () => {
  const { owner } = world.api.application
  const { zhejiang, guangdong, shenzhen, shanghai: there } = world.people
  const away = (person: string, deputy: string) => owner`
    insert into absence (person_id, deputy_id, during, kind, created_at, updated_at)
    values (${person}, ${deputy}, tstzrange(${world.api.now()}, ${world.api.now()}::timestamptz + interval '3 days'), 'leave', now(), now())`
  await away(zhejiang, guangdong)
  await away(guangdong, zhejiang)
  await away(shenzhen, there)
  await owner`update company set access_version = access_version + 1`
  expect(await about('deputies-end-nowhere', zhejiang)).toMatchObject([
    { holder: { name: '王芳' }, facts: { deputy: { name: '黄伟' } } },
  ])
  expect(await about('deputies-end-nowhere', shenzhen)).toEqual([])
  await owner`delete from absence`
  expect(await about('deputies-end-nowhere', zhejiang)).toEqual([])
})

test('what stands at a stage many times as long as others did is found', async () => {
  const plan = await wanted(admin.get<PlanVersion>('/plan'))
  const [first, next] = plan.stages.filter(({ kind }) => kind === 'open')
  const ids = []
  for (let i = 0; i < 21; i++) ids.push(await held(world.people.zhejiang, { stage: first?.key }))
  const [slow, ...quick] = ids
  world.api.pass(60)
  for (const id of quick) {
    const { version } = await read(id)
    await wanted(
      admin.ask('PUT', `/opportunities/${id}/stage`, {
        version,
        body: { stage: next?.key, reason: '快' },
      }),
    )
  }
  world.api.pass(6 * DAY)
  expect(await about('dwelling', slow ?? '')).toEqual([])
  world.api.pass(2 * DAY)
  expect(await about('dwelling', slow ?? '')).toMatchObject([
    { holder: { name: '陈静' }, facts: { median: 3600 } },
  ])
  expect(await about('dwelling', quick[0] ?? '')).toEqual([])
})

test('an open opportunity without a limit is found and its limit worked out; the limit of somebody who left is found too', async () => {
  const { owner } = world.api.application
  const id = await held(world.people.zhejiang)
  await settleFor({ ...(await company()), now: world.api.now() }, {})
  await run('clock-missing')
  expect(await listed(admin, 'clock-missing')).toEqual([])
  await owner`delete from clock where opportunity_id = ${id}`
  await owner`delete from clock_stale where opportunity_id = ${id}`
  expect(await about('clock-missing', id)).toMatchObject([
    { facts: { without: 1, ownerless: 0 }, holder: { name: '周敏' } },
  ])
  await settleFor({ ...(await company()), now: world.api.now() }, {})
  await run('clock-missing')
  expect(await listed(admin, 'clock-missing')).toEqual([])
})
