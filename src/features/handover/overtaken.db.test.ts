import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { HandOver } from './contract.ts'

let world: World
let admin: Client
let marketing: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  marketing = await world.as('marketing')
})
afterAll(() => world?.close())

const PACKET = { needs: '质谱仪', nextStep: '演示', nextStepOn: '2026-12-01' }
const held = () => world.opportunity(admin, { holder: world.people.marketing })
const offered = async () => {
  const body = { to: world.people.shanghai, packet: PACKET }
  return wanted(marketing.post<HandOver>(`/opportunities/${await held()}/hand-overs`, body))
}
const versionOf = async (id: string) =>
  (await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))).version
const put = async ({ opportunity: { id } }: HandOver, part: string, body: object) =>
  wanted(admin.ask('PUT', `/opportunities/${id}/${part}`, { body, version: await versionOf(id) }))
const endOf = async ({ id }: HandOver) => {
  const [row] = await world.api.application.db<{ state: string; answer: string; told: unknown[] }[]>`
    select h.state, h.answer, (select json_agg(json_build_array(e.kind, e.cause->>'because', e.after->>'to', p.name) order by e.seq)
      from event e left join person p on p.id = e.actor_id where e.record_id = h.id and e.opportunity_id = h.opportunity_id) as told
    from hand_over h where h.id = ${id}`
  return row
}

const WAYS: [string, (offer: HandOver) => Promise<unknown>][] = [
  ['a pass', (offer) => put(offer, 'holding', { person: world.people.zhejiang, reason: '换人' })],
  ['a closing', (offer) => put(offer, 'stage', { stage: 'lost', reason: '价格', fields: {} })],
  [
    'a pass of many',
    ({ opportunity: { id } }) =>
      wanted(
        admin.post('/opportunities/passing', { ids: [id], person: world.people.zhejiang, reason: '换人' }),
      ),
  ],
  [
    'a deletion',
    ({ opportunity: { id } }) =>
      wanted(admin.post('/bin', { object: 'opportunity', items: [{ id }], reason: '重复录入' })),
  ],
  [
    'a merge into another',
    async ({ opportunity: { id } }) => {
      const stays = await held()
      const losers = [{ id, version: await versionOf(id) }]
      const body = { losers, reason: '同一个项目' }
      await wanted(
        admin.ask('POST', `/opportunities/${stays}/merging`, { version: await versionOf(stays), body }),
      )
    },
  ],
]

test.each(WAYS)('an offer that falls with %s is told once, by whoever did that', async (_, fall) => {
  const offer = await offered()
  const to = world.people.shanghai
  await fall(offer)
  expect(await endOf(offer)).toMatchObject({
    state: 'withdrawn',
    answer: 'overtaken',
    told: [
      ['hand-over.offered', null, to, expect.any(String)],
      ['hand-over.withdrawn', 'overtaken', to, '周敏'],
    ],
  })
})

test('a move that leaves the holder leaves the offer', async () => {
  const offer = await offered()
  await put(offer, 'stage', { stage: 'screened', reason: '筛选', fields: {} })
  expect(await endOf(offer)).toMatchObject({
    state: 'offered',
    told: [['hand-over.offered', null, offer.to.id, expect.any(String)]],
  })
})

test('an accepted offer is accepted, not overtaken by its own pass', async () => {
  const offer = await offered()
  const shanghai = await world.as('shanghai')
  const body = { answer: 'accept' }
  await wanted(shanghai.ask('PUT', `/hand-overs/${offer.id}/answer`, { body, version: offer.version }))
  const told = (await endOf(offer))?.told as string[][]
  expect(told.map(([kind]) => kind)).toEqual(['hand-over.offered', 'hand-over.accepted'])
})
