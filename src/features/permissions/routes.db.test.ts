import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'

type Role = {
  id: string
  version: number
  key: string | null
  people: number
  grants: Record<string, unknown>
}
const NOBODY = '0197a1a1-0000-7000-8000-000000000000'
const label = { zh: '试用', en: 'Trial' }

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const make = (grants: object) => world.admin.post<Role>('/roles', { label, grants })
const give = (person: string, roles: string[], admin = false) =>
  world.admin.put(`/people/${person}/roles`, { roles, admin })
const rightsOf = async (client: Client) =>
  (
    await wanted(
      client.get<{ rights: { admin: boolean; objects: Record<string, Record<string, boolean>> } }>('/me'),
    )
  ).rights

describe('roles', () => {
  test('a company starts with those of its functions', async () => {
    const { items } = await wanted(world.admin.get<{ items: Role[] }>('/roles'))
    expect(items.map((role) => role.key)).toEqual([
      'director',
      'finance',
      'manager',
      'marketing',
      'sales',
      'success',
      'support',
    ])
    expect(items.find((role) => role.key === 'sales')?.people).toBe(4)
  })
  test("are the administrator's to see and change", async () => {
    const director = await world.as('director')
    for (const refused of [
      await director.get('/roles'),
      await director.post('/roles', { label, grants: {} }),
      await director.patch(`/roles/${world.roles.sales}`, 1, { label, grants: {} }),
      await director.delete(`/roles/${world.roles.sales}`, 1),
      await director.get(`/people/${world.people.director}/roles`),
      await director.put(`/people/${world.people.director}/roles`, { roles: [], admin: true }),
    ]) {
      expect([refused.status, refused.code]).toEqual([403, 'permissions.admin-only'])
    }
  })
  test('name only objects, fields and conditions that exist', async () => {
    const grant = { rights: ['see'], scope: 'all' }
    expect((await make({ unicorn: grant })).code).toBe('permissions.unknown-name')
    expect((await make({ opportunity: { ...grant, fields: { horn: 'hidden' } } })).facts).toEqual({
      name: 'opportunity.horn',
    })
    const bad = await make({ opportunity: { rights: ['see'], scope: { condition: 'horn > 3' } } })
    expect([bad.status, bad.code]).toEqual([422, 'permissions.bad-condition'])
    expect((await make({ opportunity: { rights: ['fly'], scope: 'all' } })).code).toBe('http.invalid-input')
    expect((await make({ opportunity: { rights: ['see'], scope: 'everything' } })).code).toBe(
      'http.invalid-input',
    )
  })
  test('a stale change is refused, and a role in use stays', async () => {
    const role = await wanted(make({ account: { rights: ['see'], scope: 'all' } }))
    const changed = await world.admin.patch<Role>(`/roles/${role.id}`, 1, { label, grants: {} })
    expect([changed.status, changed.body.version]).toEqual([200, 2])
    expect((await world.admin.patch(`/roles/${role.id}`, 1, { label, grants: {} })).code).toBe(
      'permissions.stale',
    )
    await wanted(give(world.people.success, [role.id]))
    const refused = await world.admin.delete(`/roles/${role.id}`, 2)
    expect([refused.code, refused.facts]).toEqual(['permissions.role-in-use', { people: 1 }])
    await wanted(give(world.people.success, [world.roles.success]))
    expect((await world.admin.delete(`/roles/${role.id}`, 2)).status).toBe(204)
    expect((await world.admin.delete(`/roles/${role.id}`, 2)).code).toBe('permissions.not-found')
  })
  test('of a person are exactly those given; unknown ones are refused and change nothing', async () => {
    await wanted(give(world.people.support, [world.roles.support, world.roles.sales]))
    const refused = await give(world.people.support, [NOBODY])
    expect([refused.code, refused.facts]).toEqual(['permissions.not-found', { id: NOBODY }])
    const { roles } = await wanted(
      world.admin.get<{ roles: string[] }>(`/people/${world.people.support}/roles`),
    )
    expect(roles.sort()).toEqual([world.roles.support, world.roles.sales].sort())
    expect((await give(NOBODY, [])).code).toBe('permissions.not-found')
  })
  test('the last administrator stays one', async () => {
    const refused = await give(world.admin.personId, [])
    expect([refused.status, refused.code]).toEqual([409, 'permissions.last-administrator'])
    expect((await rightsOf(world.admin)).admin).toBe(true)
  })
})

describe('what somebody may do', () => {
  test('is the sum of their roles', async () => {
    const marketing = await world.as('marketing')
    expect((await rightsOf(marketing)).objects['opportunity']).toMatchObject({
      see: true,
      export: false,
      pass: false,
    })
    await wanted(give(world.people.marketing, [world.roles.marketing, world.roles.finance]))
    expect((await rightsOf(marketing)).objects['opportunity']).toMatchObject({
      see: true,
      create: true,
      export: true,
      pass: false,
    })
  })
  test('is nothing without a role', async () => {
    await wanted(give(world.people.shenzhen, []))
    const { admin, objects } = await rightsOf(await world.as('shenzhen'))
    expect([admin, Object.values(objects['opportunity'] ?? {}).some(Boolean)]).toEqual([false, false])
  })
  test('changes with the next request, in every process', async () => {
    const other = await world.api.secondProcess()
    const role = await wanted(make({ opportunity: { rights: ['see'], scope: 'mine' } }))
    await wanted(give(world.people.guangdong, [role.id]))
    await world.opportunity(world.admin, { holder: world.people.shanghai, title: '别人的商机' })
    const there = await other.as(world.people.guangdong)
    const seen = async () => (await wanted(there.get<{ items: unknown[] }>('/opportunities'))).items.length
    expect(await seen()).toBe(0)
    const grants = { opportunity: { rights: ['see'], scope: 'all' } }
    await wanted(world.admin.patch(`/roles/${role.id}`, 1, { label, grants }))
    expect(await seen()).toBe(1)
    await wanted(give(world.people.guangdong, []))
    expect((await there.get('/opportunities')).status).toBe(403)
  })
  test('follows people: who gets another manager is seen by that one, and no longer by the old', async () => {
    const [east, south] = [await world.as('eastManager'), await world.as('southManager')]
    const id = await world.opportunity(world.admin, { holder: world.people.zhejiang })
    const sees = async (client: Client) => (await client.get(`/opportunities/${id}`)).status
    expect([await sees(east), await sees(south)]).toEqual([200, 404])
    const { items } = await wanted(
      world.admin.get<{ items: { id: string; version: number }[] }>('/organisation/people'),
    )
    const version = items.find((person) => person.id === world.people.zhejiang)?.version ?? 0
    await wanted(
      world.admin.patch(`/organisation/people/${world.people.zhejiang}`, version, {
        manager: world.people.southManager,
      }),
    )
    expect([await sees(east), await sees(south)]).toEqual([404, 200])
  })
})
