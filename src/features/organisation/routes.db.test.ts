import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'

type Person = {
  id: string
  version: number
  name: string
  email: string | null
  manager: { id: string; name: string } | null
  department: { name: string } | null
  functions: string[]
  roles: string[]
  active: boolean
  open: number
}
type Plan = { id: string; stages: Record<string, unknown>[] }
const NOBODY = '0197a1a1-0000-7000-8000-000000000000'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const everyone = async () =>
  (await wanted(world.admin.get<{ items: Person[] }>('/organisation/people'))).items
const person = async (id: string): Promise<Person> => {
  const found = (await everyone()).find((each) => each.id === id)
  if (!found) throw new Error('not there')
  return found
}
const change = async (id: string, body: object) =>
  world.admin.patch<Person>(`/organisation/people/${id}`, (await person(id)).version, body)
const paste = (people: object[]) =>
  world.admin.post<{ created: number; existing: number }>('/organisation/people/pasting', { people })
const find = async (name: string) => (await everyone()).filter((each) => each.name === name)

describe('people', () => {
  test("are the administrator's to change and to list", async () => {
    const sales = await world.as('shanghai')
    for (const refused of [
      await sales.get('/organisation/people'),
      await sales.post('/organisation/people', { name: '某人' }),
      await sales.patch(`/organisation/people/${world.people.zhejiang}`, 1, { name: '某人' }),
      await sales.put(`/organisation/people/${world.people.zhejiang}/deactivation`),
      await sales.post(`/organisation/people/${world.people.zhejiang}/invite`),
      await sales.post('/organisation/people/pasting', { people: [{ name: '某人' }] }),
    ]) {
      expect([refused.status, refused.code]).toEqual([403, 'permissions.admin-only'])
    }
  })
  test('carry what routing needs, and are found by their new name', async () => {
    const changed = await change(world.people.zhejiang, {
      name: '陈静怡',
      weight: 2,
      openCap: 40,
      skills: ['质谱'],
    })
    expect(changed.body).toMatchObject({ name: '陈静怡', weight: 2, openCap: 40, skills: ['质谱'] })
    const found = await world.admin.get<{ items: { id: string }[] }>('/people?q=cjy')
    expect(found.body.items.map((item) => item.id)).toEqual([world.people.zhejiang])
  })
  test('a change goes to the journal with just what changed', async () => {
    await change(world.people.support, { name: '何平', openCap: 12 })
    const [event] = await world.api.application.db`
      select before, after from event where record_id = ${world.people.support} and kind = 'person.updated' order by seq desc limit 1`
    expect(event).toEqual({ before: { openCap: null }, after: { openCap: 12 } })
  })
  test('a change of an older version is refused', async () => {
    const stale = await world.admin.patch(`/organisation/people/${world.people.support}`, 1, { openCap: 1 })
    expect([stale.status, stale.code]).toEqual([412, 'organisation.stale'])
  })
  test('unknown names, departments, managers, functions and roles are refused by name', async () => {
    const refused = async (body: object) =>
      (await world.admin.post('/organisation/people', { name: '新人', ...body })).code
    expect(await refused({ department: NOBODY })).toBe('organisation.not-found')
    expect(await refused({ manager: NOBODY })).toBe('organisation.not-found')
    expect(await refused({ functions: ['magic'] })).toBe('organisation.unknown-function')
    expect(await refused({ roles: [NOBODY] })).toBe('permissions.not-found')
    expect(await refused({ email: 'director@chenguang.example' })).toBe('organisation.email-taken')
    expect(await refused({ email: 'no address' })).toBe('http.invalid-input')
    expect(await find('新人')).toEqual([])
  })
  test('nobody becomes their own manager, over any number of steps', async () => {
    const round = await change(world.people.director, { manager: world.people.shanghai })
    expect([round.status, round.code]).toEqual([422, 'organisation.goes-round'])
    expect((await change(world.people.director, { manager: world.people.director })).code).toBe(
      'organisation.goes-round',
    )
  })
  test('two halves of a circle closed at the same moment do not make one', async () => {
    const [a, b] = [await person(world.people.success), await person(world.people.marketing)]
    const answers = await Promise.all([
      world.admin.patch(`/organisation/people/${a.id}`, a.version, { manager: b.id }),
      world.admin.patch(`/organisation/people/${b.id}`, b.version, { manager: a.id }),
    ])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 422])
  })
  test('an invite needs an e-mail', async () => {
    const { id } = await wanted(world.admin.post<Person>('/organisation/people', { name: '无邮箱' }))
    expect((await world.admin.post(`/organisation/people/${id}/invite`)).code).toBe('organisation.no-email')
    expect((await world.admin.post(`/organisation/people/${NOBODY}/invite`)).code).toBe(
      'organisation.not-found',
    )
  })
})

describe('leaving', () => {
  test('is refused while the person holds work, and says how much', async () => {
    const sales = await world.as('shanghai')
    await world.opportunity(sales, { holder: world.people.shanghai })
    await world.opportunity(sales, { holder: world.people.shanghai })
    const refused = await world.admin.put(`/organisation/people/${world.people.shanghai}/deactivation`)
    expect([refused.status, refused.code, refused.facts]).toEqual([
      409,
      'organisation.still-holds',
      { held: 2, person: '李强' },
    ])
    expect((await sales.get('/me')).status).toBe(200)
  })
  test('is refused to the keeper of the plan, until there is another', async () => {
    const plan = await wanted(world.admin.get<Plan>('/plan'))
    const keeper = world.people.success
    const publish = (who: string, basedOn: string) =>
      world.admin.post<{ id: string }>('/plan/versions', {
        basedOn,
        keeper: who,
        stages: plan.stages.map(
          ({ id: _id, position: _position, accountable: _accountable, ...stage }) => stage,
        ),
        rules: [],
      })
    const { id } = await wanted(publish(keeper, plan.id))
    const refused = await world.admin.put(`/organisation/people/${keeper}/deactivation`)
    expect([refused.status, refused.code]).toEqual([409, 'organisation.keeps-plan'])
    await wanted(publish(world.admin.personId, id))
    expect((await world.admin.put(`/organisation/people/${keeper}/deactivation`)).status).toBe(200)
    await wanted(world.admin.delete(`/organisation/people/${keeper}/deactivation`))
  })
  test('ends sessions, and coming back does not bring them back', async () => {
    const success = await world.as('success')
    const path = `/organisation/people/${world.people.success}/deactivation`
    expect((await wanted(world.admin.put<Person>(path))).active).toBe(false)
    expect((await world.admin.put(path)).status).toBe(200)
    expect((await success.get('/me')).status).toBe(401)
    expect((await wanted(world.admin.delete<Person>(path))).active).toBe(true)
    expect((await success.get('/me')).status).toBe(401)
  })
  test("is nobody's own doing, and the last administrator stays", async () => {
    const own = await world.admin.put(`/organisation/people/${world.admin.personId}/deactivation`)
    expect(own.code).toBe('organisation.yourself')
    await wanted(world.admin.put(`/people/${world.people.director}/roles`, { roles: [], admin: true }))
    const director = await world.as('director')
    const answers = await Promise.all([
      director.put(`/organisation/people/${world.admin.personId}/deactivation`),
      world.admin.put(`/organisation/people/${world.people.director}/deactivation`),
    ])
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    const [row] = await world.api.application
      .db`select count(*)::int as left from person where admin and deactivated_at is null`
    expect(row?.['left']).toBe(1)
    await world.api.application
      .owner`update person set deactivated_at = null, admin = (id = ${world.admin.personId})
      where id in (${world.admin.personId}, ${world.people.director})`
    world.admin = await world.api.as(world.admin.personId)
  })
})

describe('pasting people', () => {
  test('makes those who are missing with their departments, managers and roles', async () => {
    const answer = await paste([
      {
        name: '经理甲',
        email: 'jia@chenguang.example',
        department: '西南组',
        functions: ['sales'],
        role: 'manager',
      },
      { name: '销售乙', department: '西南组', manager: '经理甲' },
      { name: '林岚', email: 'director@chenguang.example' },
    ])
    expect([answer.status, answer.body]).toEqual([201, { created: 2, existing: 1 }])
    const [made] = await find('销售乙')
    expect(made).toMatchObject({
      manager: { name: '经理甲' },
      department: { name: '西南组' },
      functions: ['sales'],
      roles: [world.roles.sales],
    })
    expect((await paste([{ name: '销售乙' }])).body).toEqual({ created: 0, existing: 1 })
  })
  test('two people of one name with two e-mails are two people', async () => {
    const lines = [
      { name: '王伟', email: 'wang.wei@chenguang.example' },
      { name: '王伟', email: 'wang.wei2@chenguang.example' },
    ]
    expect((await paste(lines)).body).toEqual({ created: 2, existing: 0 })
    expect((await paste(lines)).body).toEqual({ created: 0, existing: 2 })
    const refused = await paste([{ name: '王伟' }])
    expect([refused.code, refused.facts]).toEqual([
      'organisation.several-of-that-name',
      { name: '王伟', people: 2 },
    ])
  })
  test('somebody known by name alone gets the e-mail they now have', async () => {
    await paste([{ name: '仅有姓名' }])
    const answer = await paste([{ name: '仅有姓名', email: 'only.name@chenguang.example' }])
    expect(answer.body).toEqual({ created: 0, existing: 1 })
    expect((await find('仅有姓名')).map((each) => each.email)).toEqual(['only.name@chenguang.example'])
  })
  test('is refused as a whole: nothing is half-written', async () => {
    const refused = async (line: object) =>
      (await paste([{ name: '半个' }, { name: '另半个', ...line }])).code
    expect(await refused({ manager: '谁也不是' })).toBe('organisation.unknown-manager')
    expect(await refused({ functions: ['magic'] })).toBe('organisation.unknown-function')
    expect(await refused({ role: 'wizard' })).toBe('organisation.unknown-role')
    const round = [
      { name: '左', manager: '右' },
      { name: '右', manager: '左' },
    ]
    expect((await paste(round)).code).toBe('organisation.goes-round')
    expect([...(await find('半个')), ...(await find('左'))]).toEqual([])
  })
})

describe('departments', () => {
  const make = (name: string, parent?: string) =>
    wanted(
      world.admin.post<{ id: string; version: number }>('/organisation/departments', {
        name,
        ...(parent ? { parent } : {}),
      }),
    )

  test('make a tree without circles', async () => {
    const top = await make('上')
    const below = await make('下', top.id)
    const round = await world.admin.patch(`/organisation/departments/${top.id}`, top.version, {
      parent: below.id,
    })
    expect([round.status, round.code]).toEqual([422, 'organisation.goes-round'])
    const loose = await world.admin.patch(`/organisation/departments/${below.id}`, below.version, {
      parent: null,
    })
    expect(loose.body).toMatchObject({ name: '下', parent: null })
  })
  test('are deleted only when empty', async () => {
    const sales = world.departments.sales
    const refused = await world.admin.delete(`/organisation/departments/${sales}`, 1)
    expect([refused.status, refused.code, refused.facts]).toEqual([
      409,
      'organisation.department-not-empty',
      { people: 1, departments: 2 },
    ])
    const empty = await make('空')
    expect((await world.admin.delete(`/organisation/departments/${empty.id}`, empty.version)).status).toBe(
      204,
    )
    expect((await world.admin.delete(`/organisation/departments/${empty.id}`, empty.version)).code).toBe(
      'organisation.not-found',
    )
  })
})

describe('functions', () => {
  test('can be added and renamed, and deleted while nobody and no stage has them', async () => {
    const label = { zh: '法务', en: 'Legal' }
    const put = await world.admin.put<{ key: string }>('/organisation/functions/legal', { label })
    expect(put.body).toMatchObject({ key: 'legal', label, people: 0 })
    expect((await world.admin.put('/organisation/functions/Legal', { label })).code).toBe(
      'http.invalid-input',
    )
    expect((await world.admin.delete('/organisation/functions/sales')).code).toBe(
      'organisation.function-used',
    )
    expect((await world.admin.delete('/organisation/functions/legal')).status).toBe(204)
    expect((await world.admin.delete('/organisation/functions/legal')).code).toBe('organisation.not-found')
  })
})
