import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Notice, NoticeItem } from './contract.ts'
import { notify } from './index.ts'

let world: World
let sales: Client
let other: Client
beforeAll(async () => {
  world = await openWorld()
  sales = await world.as('shanghai')
  other = await world.as('guangdong')
})
afterAll(() => world?.close())

type Listed = { items: NoticeItem[]; next?: string }
const listed = (client: Client, query = '') => wanted(client.get<Listed>(`/notices${query}`))
const counted = (client: Client) => wanted(client.get<{ unread: number; urgent: number }>('/notices/count'))
const tell = (notices: Partial<Notice>[]) =>
  world.api.application.db.begin((tx) =>
    notify(
      tx as never,
      world.api.now(),
      notices.map((one, i) => ({
        personId: sales.personId,
        kind: 'opportunities.received',
        facts: {},
        link: '/today',
        key: `${world.api.now()} ${i}`,
        ...one,
      })),
    ),
  )

test('a notice is told once, read once, and shows of an opportunity what its reader may see now', async () => {
  const id = await world.opportunity(world.admin, { holder: sales.personId, title: '光谱仪甲' })
  await world.api.application.owner`delete from notice` // of being given it
  const notice = {
    opportunityId: id,
    kind: 'handover.declined',
    facts: { by: '王芳', text: '预算没有了' },
    link: `/opportunities/${id}`,
  } as const
  expect(
    await tell([
      { ...notice, key: 'a' },
      { ...notice, key: 'b', personId: other.personId },
    ]),
  ).toBe(2)
  expect(await tell([{ ...notice, key: 'a' }])).toBe(0)
  const [mine] = (await listed(sales)).items
  expect(mine).toMatchObject({
    kind: 'handover.declined',
    group: 'hand-overs',
    urgency: 'normal',
    opportunity: { id, title: '光谱仪甲' },
    facts: { by: '王芳', text: '预算没有了' },
    readAt: null,
  })
  // who may not see it reads that something happened, and nothing of what it is or of what was written about it
  const [foreign] = (await listed(other)).items
  expect(foreign).toMatchObject({ opportunity: null, facts: { by: '王芳' } })
  expect(JSON.stringify(foreign)).not.toMatch(/光谱仪甲|预算/)
  expect(await counted(sales)).toEqual({ unread: 1, urgent: 0 })

  await wanted(sales.put(`/notices/${mine?.id}/read`))
  const first = (await listed(sales)).items[0]?.readAt
  expect(first).toBe(world.api.now())
  world.api.pass(5)
  await wanted(sales.put(`/notices/${mine?.id}/read`))
  expect((await listed(sales)).items[0]?.readAt).toBe(first)
  await wanted(sales.delete(`/notices/${mine?.id}/read`))
  expect((await counted(sales)).unread).toBe(1)
  for (const method of ['PUT', 'DELETE'] as const)
    expect((await other.ask(method, `/notices/${mine?.id}/read`)).code).toBe('notifications.not-found')
  expect((await counted(sales)).unread).toBe(1)
})

test('a list goes on where it stopped, unread first as well, and everything seen is read at once', async () => {
  const reader = await world.as('zhejiang')
  for (let i = 0; i < 5; i++) {
    world.api.pass(1)
    const kind = i === 4 ? 'clocks.breached' : 'opportunities.received'
    await tell([{ personId: reader.personId, kind, key: `p${i}`, facts: { i } }])
  }
  const order = async (query: string) => {
    const seen: unknown[] = []
    for (let next = ''; ; ) {
      const page: Listed = await listed(reader, `?limit=2${query}${next && `&cursor=${next}`}`)
      seen.push(...page.items.map(({ facts }) => facts['i']))
      if (!page.next) return seen
      next = page.next
    }
  }
  expect(await order('')).toEqual([4, 3, 2, 1, 0])
  const { items } = await listed(reader)
  for (const i of [1, 3]) await wanted(reader.put(`/notices/${items[i]?.id}/read`))
  expect(await order('&order=unread-first')).toEqual([4, 2, 0, 3, 1])
  expect(await order('&unread=true')).toEqual([4, 2, 0])
  expect(await order('&unread=false')).toEqual([3, 1])
  expect(await order('&group=clocks')).toEqual([4])
  expect(await counted(reader)).toEqual({ unread: 3, urgent: 1 })
  expect((await reader.get('/notices?cursor=bm8')).code).toBe('objects.bad-cursor')
  expect((await reader.get('/notices?order=newest&cursor=WzEsIjIwMjYiLCJ4Il0')).code).toBe(
    'objects.bad-cursor',
  )

  // what came after what was seen last stays unread
  expect(await wanted(reader.put('/notices/read', { until: items[2]?.at }))).toEqual({ read: 2 })
  expect(await wanted(reader.put('/notices/read', { group: 'tasks' }))).toEqual({ read: 0 })
  expect((await counted(reader)).unread).toBe(1)
  expect(await wanted(reader.put('/notices/read', {}))).toEqual({ read: 1 })
})

test('an open browser hears of its notices at once, and of nobody else’s', async () => {
  const base = await world.api.application.http.listen({ port: 0, host: '127.0.0.1' })
  const heard = await Promise.all(
    [sales, other].map(async (client) => {
      const answer = await fetch(`${base}/api/v1/live`, { headers: client.headers })
      const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
      const said = { text: '' }
      void (async () => {
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
          said.text += part.value
      })().catch(() => {})
      return said
    }),
  )
  await new Promise((done) => setTimeout(done, 300))
  await tell([{ key: 'live' }])
  const { items } = await listed(sales)
  await expect
    .poll(() => heard[0]?.text, { timeout: 2000 })
    .toContain(`{"object":"notice","id":"${items[0]?.id}"}`)
  expect(heard[1]?.text).not.toContain('"notice"')
})
