import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

type Participants = {
  items: { person: { id: string; name: string }; letter: string; function: string | null }[]
}
const supporters = async (id: string) =>
  (await wanted(world.admin.get<Participants>(`/opportunities/${id}/participants`))).items.map(
    (one) => `${one.person.name} ${one.letter} ${one.function}`,
  )
const act = async (id: string, verb: 'stage' | 'holding', body: object) => {
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  return wanted(world.admin.ask('PUT', `/opportunities/${id}/${verb}`, { body, version }))
}

test('supporters follow the duties of the stage: last holders stay consulted, somebody does the work', async () => {
  const { people } = world
  const id = await world.opportunity(world.admin, { holder: people.marketing, source: 'website' })
  expect(await supporters(id)).toEqual([])
  await act(id, 'holding', { person: people.shanghai, reason: '线索合格' })
  await act(id, 'stage', { stage: 'screened' })
  expect(await supporters(id)).toEqual(['孙悦 C marketing'])
  const account = await wanted(world.admin.post<{ id: string }>('/accounts', { name: '华东大学' }))
  await act(id, 'stage', { stage: 'requirement', fields: {} })
  expect(await supporters(id)).toEqual(['孙悦 I marketing'])
  await act(id, 'stage', {
    stage: 'solution',
    fields: { requirement: '质谱', account: account.id },
  })
  // sales is R at 方案, but the holder still has that function; marketing has no part in it
  expect(await supporters(id)).toEqual([])
  await act(id, 'holding', { person: people.support, reason: '做方案' })
  expect(await supporters(id)).toEqual(['李强 R sales'])
  const shanghai = await world.as('shanghai')
  expect((await shanghai.get(`/opportunities/${id}`)).status).toBe(200)
})

test('helpers people chose themselves stay, whatever the stage asks', async () => {
  const { people } = world
  const id = await world.opportunity(world.admin, { holder: people.shanghai, source: 'website' })
  await wanted(world.admin.put(`/opportunities/${id}/participants/${people.finance}`, { letter: 'I' }))
  await act(id, 'stage', { stage: 'screened' })
  expect(await supporters(id)).toEqual(['钱进 I null'])
})
