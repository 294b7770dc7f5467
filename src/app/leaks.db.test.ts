import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/api.ts'
import { openWorld, type World, wanted } from '../../test/world.ts'

const PHONE = '13911112222'
const MISSING = '01890000-0000-7000-8000-000000000000'

let world: World
let blind: Client
let id: string
beforeAll(async () => {
  world = await openWorld()
  const { admin, people } = world
  const account = await made('/accounts', { name: '隐名研究院', holder: admin.personId })
  id = await made('/opportunities', {
    title: '冷冻电镜',
    companyName: '隐名',
    account,
    amount: { amount: 7654321, currency: 'CNY' },
    contactPhone: PHONE,
    source: 'referral',
    nextStep: '悄悄拜访',
    nextStepOn: '2026-11-23',
  })
  const fields = { amount: 'hidden', contactPhone: 'hidden', source: 'hidden', nextStep: 'hidden' }
  const role = await made('/roles', {
    label: { zh: '盲', en: 'Blind' },
    grants: { opportunity: { rights: ['see', 'edit'], scope: 'mine', fields } },
  })
  await wanted(admin.put(`/people/${people.success}/roles`, { roles: [role] }))
  blind = await world.as('success')
  const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))
  const body = { person: people.success, reason: '调整分工' }
  await wanted(admin.ask('PUT', `/opportunities/${id}/holding`, { body, version }))
})
afterAll(() => world?.close())

async function made(path: string, body: object): Promise<string> {
  return (await wanted(world.admin.post<{ id: string }>(path, body))).id
}

test('without a session every address that is not open answers 401', async () => {
  const { http } = world.api.application
  const { paths } = (await http.inject('/api/openapi.json')).json<{
    paths: Record<string, Record<string, { security?: unknown[] }>>
  }>()
  const asked = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security }]) =>
      ['get', 'post', 'put', 'patch', 'delete'].includes(method) && security?.length !== 0
        ? [{ path: path.replace(/\{\w+\}/g, MISSING), method: method.toUpperCase() as 'GET' }]
        : [],
    ),
  )
  expect(asked.length).toBeGreaterThan(60)
  for (const { path, method } of asked) {
    const body = method === 'GET' ? {} : { body: {} }
    const { status } = await world.api.nobody.ask(method, path, { ...body, version: 1 })
    expect(status, `${method} ${path}`).toBe(401)
  }
})

test('no side road shows a hidden field, or the name of an account that may not be seen', async () => {
  for (const path of [
    '/today',
    '/today/due',
    '/responsibility-board',
    '/insights/pipeline',
    '/insights/breakdown?by=holder',
    '/insights/breakdown?by=account',
    `/opportunities/${id}`,
    `/opportunities/${id}/decisions`,
    `/opportunities/${id}/events`,
    '/opportunities',
  ]) {
    const { status, text } = await blind.get(path)
    expect(status, path).toBe(200)
    for (const secret of ['7654321', PHONE, 'referral', '悄悄拜访', '隐名研究院'])
      expect(text, `${secret} in ${path}`).not.toContain(secret)
  }
  world.api.pass(60 * 24) // first contact is due tomorrow
  const { due } = await wanted(blind.get<{ due: { id: string }[] }>('/today'))
  expect(due.map((line) => line.id)).toEqual([id])
})

test('a hidden field is no dimension of a report', async () => {
  expect((await blind.get('/insights/breakdown?by=source')).code).toBe('objects.unknown-field')
  expect((await blind.get('/insights/breakdown?by=type')).status).toBe(200)
})

test('those who may read the fields find them on the same roads', async () => {
  const { admin } = world
  expect((await admin.get(`/opportunities/${id}/decisions`)).text).toContain(PHONE)
  expect((await admin.get('/insights/breakdown?by=account')).text).toContain('隐名研究院')
  expect((await admin.get('/insights/pipeline')).text).toContain('7654321')
})

test('one that may not be seen is answered like one that is not there, on reading and on changing', async () => {
  const { items: tiles } = await wanted(
    world.admin.get<{ items: { person: { id: string } }[] }>(`/opportunities/${id}/holdings`),
  )
  const held = tiles.some(({ person }) => person.id === world.people.shenzhen) // whoever held it stays consulted, and sees it
  const other = await world.as(held ? 'guangdong' : 'shenzhen')
  const same = async (ask: (id: string) => ReturnType<Client['get']>, name: string) => {
    const [unseen, missing] = [await ask(id), await ask(MISSING)]
    expect([unseen.status, unseen.code], name).toEqual([missing.status, missing.code])
    expect(unseen.text, name).not.toContain('冷冻电镜')
    expect(unseen.status, name).toBeGreaterThanOrEqual(400)
  }
  for (const part of [
    '',
    '/events',
    '/holdings',
    '/decisions',
    '/moves',
    '/participants',
    '/hand-overs',
    '/contests',
    '/findings',
    '/score',
    '/reviews',
  ])
    await same((one) => other.get(`/opportunities/${one}${part}`), part)
  await same((one) => other.patch(`/opportunities/${one}`, 1, { title: '改' }), 'change')
  await same((one) => other.delete(`/opportunities/${one}`, 1), 'delete')
  await same(
    (one) => other.ask('PUT', `/opportunities/${one}/stage`, { version: 1, body: { stage: 'requirement' } }),
    'stage',
  )
  const packet = { needs: '无', nextStep: '回访', nextStepOn: '2026-12-01' }
  await same(
    (one) => other.post(`/opportunities/${one}/hand-overs`, { to: world.people.shanghai, packet }),
    'offer',
  )
  await same(
    (one) => other.post(`/opportunities/${one}/contests`, { decision: MISSING, reason: '我的' }),
    'contest',
  )
})

test('a stale change says which versions there are and nothing of what is in them', async () => {
  const { status, facts } = await blind.patch(`/opportunities/${id}`, 99, { title: '改' })
  expect(status).toBe(412)
  expect(Object.keys(facts as object).sort()).toEqual(['current', 'yours'])
})

test('a task that stays behind does not name the opportunity that went on', async () => {
  const { admin, people } = world
  const holder = people.zhejiang
  const opportunity = await made('/opportunities', { title: '走了的商机', companyName: '甲', holder })
  await made('/tasks', { opportunity, title: '留下的任务', holder, dueOn: '2026-11-23' })
  const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${opportunity}`))
  const body = { person: people.shenzhen, reason: '调整分工' }
  await wanted(admin.ask('PUT', `/opportunities/${opportunity}/holding`, { body, version }))
  const { text } = await (await world.as('zhejiang')).get('/today')
  expect(text).toContain('留下的任务')
  expect(text).not.toContain('走了的商机')
})
