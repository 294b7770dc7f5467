import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Row, Transition } from './contract.ts'
import { carryDue } from './index.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
})
afterAll(() => world?.close())

let made = 0
/** Somebody in 华东组 under 王芳. */
async function colleague(functions: string[], rest: object = {}): Promise<string> {
  made += 1
  const body = {
    name: `同事${made}`,
    email: `colleague${made}@chenguang.example`,
    department: world.departments.east,
    manager: world.people.eastManager,
    functions,
    roles: [world.roles.sales],
    ...rest,
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}
const held = (holder: string, rest: object = {}) => world.opportunity(admin, { holder, ...rest })
const planned = (leavers: string[], rest: object = {}) =>
  wanted(admin.post<Transition>('/transitions', { name: '离职', kind: 'leaver', leavers, ...rest }))
const read = (id: string) => wanted(admin.get<Transition>(`/transitions/${id}`))
const rowsOf = async (id: string) =>
  (await wanted(admin.get<{ items: Row[] }>(`/transitions/${id}/rows?limit=200`))).items
const at = <T = Transition>({ id, version }: Transition, method: 'POST' | 'PATCH', part: string, body = {}) =>
  admin.ask<T>(method, `/transitions/${id}${part}`, { version, body })
const inHours = (hours: number) => new Date(Date.parse(world.api.now()) + hours * 3_600_000).toISOString()
const isAway = (person: string, deputy: string, from = 0) =>
  wanted(
    admin.post<{ id: string; version: number }>('/absences', {
      person,
      deputy,
      kind: 'leave',
      from: inHours(from),
      until: inHours(72),
    }),
  )

test('who is away is not proposed where somebody else fits; what was proposed to them moves on', async () => {
  const leaver = await colleague(['sales'])
  const [one, two] = [await colleague(['sales']), await colleague(['sales'])]
  const opportunity = await held(leaver)
  const transition = await planned([leaver], { receivers: [one, two] })
  const receiverNow = async () =>
    (await rowsOf(transition.id)).find((row) => row.recordId === opportunity)?.to?.id
  const first = await receiverNow()
  const other = first === one ? two : one
  await isAway(first ?? '', other)
  const stale = await at(transition, 'POST', '/commit')
  expect(stale).toMatchObject({ code: 'succession.moved-on', facts: { changed: 1 } })
  await wanted(at(transition, 'POST', '/proposals'))
  expect(await receiverNow()).toBe(other)
  expect((await read(transition.id)).questions).toEqual([])
  const given = await wanted(
    at<{ transition: Transition }>(await read(transition.id), 'PATCH', '/rows', {
      to: first,
      where: { kind: 'opportunity' },
    }),
  )
  const preview = await wanted(
    admin.get<Pick<Transition, 'questions'>>(`/transitions/${transition.id}/preview`),
  )
  for (const { questions } of [given.transition, preview])
    expect(questions).toMatchObject([
      {
        code: 'receiver-away',
        person: { id: first },
        facts: { acting: expect.any(String), rows: 1 },
        stops: false,
      },
    ])
  expect(given.transition.questions[0]?.facts['until']).toBe(inHours(72))
  expect((await at(given.transition, 'POST', '/commit')).status).toBe(200)
})

test('who is away still receives where nobody else has the function, and it is said', async () => {
  const leaver = await colleague(['sales'])
  const only = await colleague(['sales'])
  const opportunity = await held(leaver)
  await isAway(only, world.people.eastManager)
  const transition = await planned([leaver], { receivers: [only] })
  expect((await rowsOf(transition.id)).find((row) => row.recordId === opportunity)?.to?.id).toBe(only)
  expect(transition.questions).toMatchObject([
    { code: 'receiver-away', person: { id: only }, facts: { acting: '王芳' }, stops: false },
  ])
})

test('what counts is who is away at its time: it is said when it is scheduled, and goes to who is there', async () => {
  const leaver = await colleague(['sales'])
  const [one, two] = [await colleague(['sales']), await colleague(['sales'])]
  const opportunity = await held(leaver)
  const transition = await planned([leaver], { receivers: [one, two] })
  const first = (await rowsOf(transition.id)).find((row) => row.recordId === opportunity)?.to?.id ?? ''
  const other = first === one ? two : one
  await isAway(first, other, 24)
  expect((await read(transition.id)).questions).toEqual([])
  const due = inHours(48)
  const { version } = await read(transition.id)
  const scheduled = await wanted(
    admin.ask<Transition>('PUT', `/transitions/${transition.id}/schedule`, { version, body: { at: due } }),
  )
  expect(scheduled.questions).toMatchObject([
    { code: 'receiver-away', person: { id: first }, facts: { until: inHours(72) } },
  ])
  expect(await carryDue(world.api.application, due)).toBe(1)
  const { holder } = await wanted(admin.get<{ holder: { id: string } }>(`/opportunities/${opportunity}`))
  expect(holder.id).toBe(other)
})
