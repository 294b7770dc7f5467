import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import type { Causes } from './contract.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a company that has hardly begun is told that there is too little to compare', async () => {
  await world.opportunity(world.admin, { region: '31' })
  const { status, body } = await world.admin.get<Causes>('/causes')
  expect(status).toBe(200)
  expect(body.items).toEqual([])
  expect(body.period).toEqual({ from: '2026-05-25', to: '2026-11-23' })
  expect(body.checked).toMatchObject({ opportunities: 1, more: false })
  expect(body.checked.kinds).toHaveLength(11)
})

test('a period that ends before it begins, or is too long, is refused; so is a filter nobody can read', async () => {
  const code = async (query: string) => (await world.admin.get(`/causes?${query}`)).code
  expect(await code('from=2026-11-02&to=2026-11-01')).toBe('causes.bad-period')
  expect(await code('from=2020-01-01&to=2026-11-01')).toBe('causes.bad-period')
  expect(await code('filter=nonsense(')).toBe('objects.bad-filter')
})

test('whoever sees less is told of less', async () => {
  const marketing = await world.as('marketing')
  const { body } = await marketing.get<Causes>('/causes')
  expect(body.checked.opportunities).toBe(0)
})
