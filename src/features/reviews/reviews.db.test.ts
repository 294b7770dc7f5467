import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { administrator } from '../findings/index.ts'
import type { ReviewPack } from './contract/packs.ts'
import type { Review, ReviewHead, ReviewSettings } from './contract.ts'
import { makeDuePack, openDueReviews, takeReviewsUp } from './index.ts'

let world: World
let admin: Client
let giver: Client
let receiver: Client
let manager: Client
beforeAll(async () => {
  world = await openWorld()
  await signIn()
})
afterAll(() => world?.close())

/** Everybody anew: sessions end when much time passes. */
async function signIn() {
  admin = await world.api.as(world.admin.personId)
  giver = await world.as('shanghai')
  receiver = await world.as('zhejiang')
  manager = await world.as('eastManager')
}

const read = <T>(client: Client, path: string) => wanted(client.get<T>(path))
const HOUR = 60
const DAY = 24 * HOUR
const review = (id: string, client = admin) => read<Review>(client, `/reviews/${id}`)
const put = async (client: Client, id: string, what: string, body: object, version?: number) =>
  client.ask<Review>(what === 'views' ? 'POST' : 'PUT', `/reviews/${id}/${what}`, {
    version: version ?? (await review(id)).version,
    body,
  })
async function lose(id: string, client = admin) {
  const { version } = await read<{ version: number }>(client, `/opportunities/${id}`)
  await wanted(
    client.ask('PUT', `/opportunities/${id}/stage`, { version, body: { stage: 'lost', reason: '价格太高' } }),
  )
}
async function handOver(id: string, from: Client, to: Client, packet: object) {
  const body = { to: to.personId, packet: { nextStep: '拜访', nextStepOn: '2026-12-20', ...packet } }
  const offer = await wanted(
    from.post<{ id: string; version: number }>(`/opportunities/${id}/hand-overs`, body),
  )
  await wanted(
    to.ask('PUT', `/hand-overs/${offer.id}/answer`, {
      version: offer.version,
      body: { answer: 'accept', confirmed: ['needs'] },
    }),
  )
}
/** An opportunity of 李强 that went to 陈静 by a hand-over and was lost there. */
async function lostAfterHandOver(more: object = {}): Promise<string> {
  const id = await world.opportunity(admin, { holder: giver.personId, ...more })
  await wanted(
    giver.post('/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '谈过',
      happenedAt: world.api.now(),
    }),
  )
  world.api.pass(HOUR)
  await read(giver, `/opportunities/${id}/clocks`) // whoever looks settles its limits
  await handOver(id, giver, receiver, { needs: '光谱仪两台', budget: '80 万' })
  world.api.pass(3 * DAY)
  await lose(id, receiver)
  return id
}
const opened = async (id: string, client = manager, body: object = {}) =>
  wanted(client.post<Review>(`/opportunities/${id}/reviews`, body))
const company = async () => {
  const { contextFor, db } = world.api.application
  const context = await contextFor((await administrator(db)) ?? '')
  if (!context) throw new Error('nobody administrates')
  return { context, db }
}
const kinds = async (client: Client) =>
  (await read<{ items: { kind: string }[] }>(client, '/notices')).items.map(({ kind }) => kind)

test('a lost opportunity is looked at: who held it where, what was carried over, what ran out', async () => {
  const open = await world.opportunity(admin, { holder: giver.personId })
  expect((await manager.post(`/opportunities/${open}/reviews`)).code).toBe('reviews.not-lost')
  const id = await lostAfterHandOver()
  const made = await opened(id)
  expect(made).toMatchObject({
    holder: { id: receiver.personId },
    because: 'hand',
    state: 'open',
    outcomeReason: '价格太高',
    wants: null,
    dueAt: '2026-12-10T09:00:00.000Z', // ten working days from Thursday
  })
  expect(made.stays.map(({ person, followUps }) => [person.name, followUps])).toEqual([
    ['李强', 1],
    ['陈静', 0],
  ])
  expect(made.stays[1]?.workingMinutes).toBeGreaterThan(2 * 7 * HOUR)
  expect(
    made.nodes.map(({ giver: from, receiver: to, isHandOver }) => [from.name, to.name, isHandOver]),
  ).toEqual([
    ['李强', '陈静', true],
    ['陈静', '王芳', false],
  ])
  expect(made.offers).toMatchObject([
    { packet: { needs: '光谱仪两台', budget: '80 万' }, state: 'accepted', dropped: [] },
  ])
  expect(made.limits.map(({ kind }) => kind)).toContain('follow-up')
  expect(await manager.post(`/opportunities/${id}/reviews`)).toMatchObject({
    code: 'reviews.open-already',
    facts: { id: made.id },
  })
  expect(await kinds(receiver)).toContain('reviews.opened')
  const mine = await read<{ items: ReviewHead[] }>(receiver, '/reviews')
  expect(mine.items).toMatchObject([{ id: made.id, wants: 'propose' }])
  const stranger = await world.as('guangdong')
  expect((await stranger.get(`/reviews/${made.id}`)).code).toBe('reviews.not-found')
  expect((await stranger.post(`/opportunities/${id}/reviews`)).status).toBe(404)
  expect((await read<{ items: ReviewHead[] }>(stranger, '/reviews?box=all')).items).toEqual([])
})

test('the cause is agreed by both sides of a node; what follows is a task with a holder and a day', async () => {
  const id = await lostAfterHandOver()
  const { id: rid } = await opened(id, admin, { holder: manager.personId })
  expect((await put(receiver, rid, 'cause', { cause: 'price', node: 0, words: '贵' })).code).toBe(
    'reviews.not-yours',
  )
  expect((await put(receiver, rid, 'views', { isAgreed: true })).code).toBe('reviews.nothing-to-say')
  expect((await giver.get(`/reviews/${rid}`)).code).toBe('reviews.not-found') // no part of it yet
  expect((await put(manager, rid, 'cause', { cause: 'luck', node: 0, words: '贵' })).code).toBe(
    'reviews.unknown-cause',
  )
  expect((await put(manager, rid, 'cause', { cause: 'price', node: 9, words: '贵' })).code).toBe(
    'reviews.unknown-node',
  )
  const proposed = await wanted(
    put(manager, rid, 'cause', { cause: 'hand-over', node: 0, words: '预算没有交代清楚' }),
  )
  expect(proposed).toMatchObject({
    state: 'proposed',
    giver: { name: '李强' },
    receiver: { name: '陈静' },
    decider: { name: '王芳' },
  })
  expect(await kinds(giver)).toContain('reviews.asked')
  expect(await review(rid, giver)).toMatchObject({ wants: 'view', offers: [{ packet: { budget: '80 万' } }] })
  expect((await put(manager, rid, 'views', { isAgreed: true })).code).toBe('reviews.not-a-side')
  expect((await put(giver, rid, 'views', { isAgreed: true }, proposed.version - 1)).code).toBe(
    'reviews.stale',
  )
  expect(await wanted(put(giver, rid, 'views', { isAgreed: true }))).toMatchObject({
    state: 'proposed',
    wants: null,
  })
  const agreed = await wanted(put(receiver, rid, 'views', { isAgreed: true }))
  expect(agreed).toMatchObject({ state: 'agreed', cause: 'hand-over', endedAt: world.api.now() })
  expect((await put(manager, rid, 'cause', { cause: 'price', node: 0, words: '贵' })).code).toBe(
    'reviews.ended-already',
  )
  const due = { title: '交接前核对预算', holder: giver.personId, dueOn: '2026-12-10' }
  expect((await manager.post(`/reviews/${rid}/actions`, { ...due, dueOn: '2026-01-01' })).code).toBe(
    'reviews.in-the-past',
  )
  const [action] = (await wanted(manager.post<Review>(`/reviews/${rid}/actions`, due))).actions
  expect(action).toMatchObject({
    title: '交接前核对预算',
    holder: { name: '李强' },
    doneAt: null,
    isLate: false,
  })
  const task = await read<{ version: number; holder: { id: string } }>(giver, `/tasks/${action?.id}`)
  expect(task.holder.id).toBe(giver.personId)
  await wanted(giver.patch(`/tasks/${action?.id}`, task.version, { doneAt: world.api.now() }))
  expect(await review(rid)).toMatchObject({ done: 1, actionCount: 1 })
  const events = await read<{ items: { kind: string }[] }>(admin, `/opportunities/${id}/events`)
  expect(events.items.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      'review.opened',
      'review.proposed',
      'review.agreed',
      'review.ended',
      'review.action-added',
    ]),
  )
})

test('who does not agree says so, it stays on record, and whoever is above both settles it', async () => {
  const id = await lostAfterHandOver()
  const { id: rid } = await opened(id)
  const proposed = await wanted(
    put(receiver, rid, 'cause', { cause: 'hand-over', node: 0, words: '交接单没有决策人' }),
  )
  expect(proposed.views).toMatchObject([{ side: { name: '陈静' }, isAgreed: true }]) // who proposes agrees
  expect((await put(giver, rid, 'views', { isAgreed: false })).code).toBe('reviews.words-missing')
  const disputed = await wanted(
    put(giver, rid, 'views', { isAgreed: false, cause: 'late', words: '接手三天没联系' }),
  )
  expect(disputed.state).toBe('disputed')
  expect(await review(rid, manager)).toMatchObject({ wants: 'ruling', may: { rule: true } })
  expect((await put(giver, rid, 'ruling', { cause: 'late', words: '我说了算' })).code).toBe(
    'reviews.not-the-decider',
  )
  const ruled = await wanted(put(manager, rid, 'ruling', { cause: 'late', words: '三天内没有一次联系' }))
  expect(ruled).toMatchObject({
    state: 'ruled',
    cause: 'late',
    ruledBy: { name: '王芳' },
    words: '交接单没有决策人',
  })
  expect(ruled.views.map(({ isAgreed, cause }) => [isAgreed, cause])).toEqual([
    [true, null],
    [false, 'late'],
  ])
  expect((await put(manager, rid, 'ruling', { cause: 'late', words: '再来' })).code).toBe(
    'reviews.ended-already',
  )
})

test('where nobody took over, the other side is whoever leads; of one who left, whoever is above speaks', async () => {
  const id = await world.opportunity(admin, { holder: giver.personId })
  await lose(id)
  const { id: rid, nodes } = await opened(id)
  expect(nodes).toMatchObject([{ giver: { name: '李强' }, receiver: { name: '王芳' } }])
  await wanted(put(giver, rid, 'cause', { cause: 'price', node: 0, words: '预算砍半' }))
  await world.api.application
    .owner`update person set deactivated_at = ${world.api.now()} where id = ${manager.personId}`
  await world.api.application.owner`update company set access_version = access_version + 1`
  const director = await world.as('director')
  expect(await review(rid, director)).toMatchObject({ wants: 'view', may: { view: true } })
  expect(await wanted(put(director, rid, 'views', { isAgreed: true }))).toMatchObject({ state: 'agreed' })
  await world.api.application.owner`update person set deactivated_at = null where id = ${manager.personId}`
  await world.api.application.owner`update company set access_version = access_version + 1`
})

test('the company’s rule opens reviews by itself, each once; what is not done by its limit goes up the line', async () => {
  const { rule, causes } = await read<ReviewSettings>(admin, '/reviews/settings')
  expect(rule).toEqual({ leastAmount: null, fromStage: null, weekly: 0, limitDays: 10 })
  const kept = causes.filter(({ key }) => key !== 'other').map(({ key, label }) => ({ key, label }))
  const wantedRule = {
    leastAmount: { amount: '500000.00', currency: 'CNY' },
    fromStage: 'quotation',
    weekly: 1,
    limitDays: 5,
  }
  expect((await manager.put('/reviews/settings', { rule, causes: kept })).code).toBe('permissions.admin-only')
  for (const bad of [{ fromStage: 'nowhere' }, { leastAmount: { amount: '-1', currency: 'CNY' } }])
    expect((await admin.put('/reviews/settings', { rule: { ...rule, ...bad }, causes: kept })).code).toBe(
      'reviews.bad-settings',
    )
  const { stages } = await read<{ stages: { key: string; kind: string }[] }>(admin, '/plan')
  const fromStage = stages.filter(({ kind }) => kind === 'open')[2]?.key ?? null
  const set = await wanted(
    admin.put<ReviewSettings>('/reviews/settings', { rule: { ...wantedRule, fromStage }, causes: kept }),
  )
  expect(set.causes.find(({ key }) => key === 'other')).toMatchObject({ isRetired: true })
  world.api.pass(HOUR)
  const small = await world.opportunity(admin, { holder: giver.personId })
  const large = await world.opportunity(admin, {
    holder: giver.personId,
    amount: { amount: '500000.00', currency: 'CNY' },
  })
  await lose(small)
  await lose(large)
  world.api.pass(1)
  const look = async () => {
    const { context, db } = await company()
    return openDueReviews(db, context)
  }
  expect(await look()).toBe(1)
  expect(await look()).toBe(0)
  const [made] = (await read<{ items: ReviewHead[] }>(admin, `/opportunities/${large}/reviews`)).items
  expect(made).toMatchObject({ because: 'amount', holder: { id: giver.personId } })
  world.api.pass(7 * DAY)
  expect(await look()).toBe(1) // one of last week's, by lot: the small one is all that is left of it
  expect((await read<{ items: ReviewHead[] }>(admin, `/opportunities/${small}/reviews`)).items).toMatchObject(
    [{ because: 'sample' }],
  )
  expect(await look()).toBe(0)
  world.api.pass(DAY)
  const { context, db } = await company()
  expect(await takeReviewsUp(db, context)).toBeGreaterThan(0)
  expect(await takeReviewsUp(db, context)).toBe(0)
  expect(await review(made?.id ?? '')).toMatchObject({
    holder: { id: manager.personId },
    escalatedAt: world.api.now(),
  })
  expect(await kinds(giver)).toContain('reviews.went-up')
})

test('the month’s pack comes once, on the first working day after it; each reader gets their rows, as they were then', async () => {
  const look = async () => {
    const { context, db } = await company()
    return makeDuePack(db, context)
  }
  const now = Date.parse(world.api.now())
  const to = (at: string) => world.api.pass((Date.parse(at) - now) / 60_000)
  to('2027-01-31T15:00:00.000Z') // Sunday, January is not over in Shanghai until 16:00
  await signIn()
  expect((await admin.post('/review-packs', { month: '2027-01-01' })).code).toBe('reviews.not-over')
  expect(await look()).toBe(true) // December was lacking
  const id = await lostAfterHandOver()
  const { id: rid } = await opened(id)
  await wanted(put(receiver, rid, 'cause', { cause: 'hand-over', node: 0, words: '预算没交代' }))
  await wanted(put(giver, rid, 'views', { isAgreed: true }))
  const due = { title: '交接前核对预算', holder: giver.personId, dueOn: '2027-02-10' }
  await wanted(manager.post(`/reviews/${rid}/actions`, due))
  world.api.pass(14 * DAY)
  await signIn()
  expect(await look()).toBe(true) // January’s, in the middle of February
  expect(await look()).toBe(false)
  world.api.pass(14 * DAY)
  await signIn()
  const path = '/review-packs/2027-02-01'
  expect((await admin.get(path)).code).toBe('reviews.no-pack')
  expect(await look()).toBe(true)
  const pack = await read<ReviewPack>(admin, path)
  expect(pack).toMatchObject({ ended: 1, won: 0, lostCount: 1, seesAll: true, madeBy: null })
  expect(pack.lost).toMatchObject([{ reason: '价格太高', n: 1 }])
  expect(pack.handOvers).toMatchObject([{ from: { zh: '销售' }, n: 1, lost: { k: 1, n: 1 } }])
  expect(pack.causes).toMatchObject([{ cause: 'hand-over', agreed: 1, ruled: 0 }])
  expect(pack.actions).toMatchObject([{ title: '交接前核对预算', state: 'late', holder: { name: '李强' } }])
  expect(pack.openActions).toHaveLength(1)
  const [action] = (await review(rid)).actions
  await wanted(giver.patch(`/tasks/${action?.id}`, 1, { doneAt: world.api.now() }))
  expect(await read<ReviewPack>(admin, path)).toEqual(pack) // as it was then
  expect(await wanted(admin.post<ReviewPack>('/review-packs', { month: '2027-02-01' }))).toEqual(pack)
  const south = await world.as('southManager')
  expect(await read<ReviewPack>(south, path)).toMatchObject({
    ended: 0,
    lost: [],
    actions: [],
    seesAll: false,
  })
  const csv = await admin.get(`${path}/tables/lost`)
  expect(csv.text).toContain('价格太高,1')
  expect((await admin.get(`${path}/tables/nothing`)).code).toBe('reviews.unknown-table')
  expect((await manager.post('/review-packs', { month: '2027-01-01' })).code).toBe('permissions.admin-only')
})
