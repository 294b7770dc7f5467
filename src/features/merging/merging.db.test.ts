import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Duplicates, Merged } from './contract.ts'

let world: World
let admin: Client
let manager: Client
let sales: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  manager = await world.as('eastManager')
  sales = await world.as('shanghai')
})
afterAll(() => world?.close())

type Opportunity = {
  id: string
  version: number
  number: number
  title: string
  amount: { amount: string } | null
  requirement: string | null
  holder: { id: string }
  stage: { id: string }
  account: { id: string } | null
  isOpen: boolean
  lastFollowUpAt: string | null
}
const at = (id: string, client = admin) => wanted(client.get<Opportunity>(`/opportunities/${id}`))
const given = (input: object = {}) => world.opportunity(admin, { holder: world.people.shanghai, ...input })
const clean = async () => {
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
}
async function merge(client: Client, id: string, losers: string[], more: object = {}) {
  const { version } = await at(id)
  const list = await Promise.all(losers.map(async (one) => ({ id: one, version: (await at(one)).version })))
  return client.ask<Merged>('POST', `/opportunities/${id}/merging`, {
    version,
    body: { losers: list, reason: '同一个项目', ...more },
  })
}
const bodies = <T>(client: Client, path: string) => wanted(client.get<{ items: T[] }>(path))

describe('merging opportunities', () => {
  test('what hangs on the other comes over, its holding ends, its address leads to the survivor', async () => {
    const stays = await given({ title: '主', amount: { amount: '100.00', currency: 'CNY' } })
    const goes = await given({
      title: '副',
      holder: world.people.zhejiang,
      requirement: '要光谱仪',
      amount: { amount: '100.00', currency: 'CNY' },
    })
    const other = await world.as('zhejiang')
    await wanted(other.post('/follow-ups', { opportunity: goes, kind: 'call', content: '谈过了' }))
    await wanted(other.post('/tasks', { opportunity: goes, title: '寄样', dueOn: '2026-12-01' }))
    await wanted(admin.put(`/opportunities/${goes}/participants/${world.people.support}`, { letter: 'C' }))
    const packet = { needs: '光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }
    const offer = await wanted(
      other.post<{ id: string }>(`/opportunities/${goes}/hand-overs`, { to: world.people.shanghai, packet }),
    )
    const before = await sum()
    const told = await wanted(merge(manager, stays, [goes], { preview: true }))
    expect(told).toMatchObject({
      changes: { requirement: '要光谱仪' },
      moved: { 'follow-up': 1, task: 1 },
      withdrawn: 1,
    })
    expect((await at(goes)).isOpen).toBe(true)

    const merged = await wanted(merge(manager, stays, [goes]))
    expect(await at(stays)).toMatchObject({
      version: merged.version,
      title: '主',
      requirement: '要光谱仪',
      holder: { id: world.people.shanghai },
    })
    expect((await at(stays)).lastFollowUpAt).not.toBeNull()
    expect((await admin.get(`/opportunities/${goes}`)).status).toBe(404)
    expect(await wanted(sales.get(`/opportunities/${goes}/survivor`))).toMatchObject({
      id: stays,
      title: '主',
    })
    const filter = encodeURIComponent(`opportunity == "${stays}"`)
    expect((await bodies<{ content: string }>(sales, `/follow-ups?filter=${filter}`)).items[0]?.content).toBe(
      '谈过了',
    )
    expect(
      (await bodies<{ title: string }>(sales, `/tasks?filter=${filter}`)).items.map((t) => t.title),
    ).toContain('寄样')
    const helpers = await bodies<{ person: { id: string } }>(sales, `/opportunities/${stays}/participants`)
    expect(helpers.items.map(({ person }) => person.id)).toContain(world.people.support)
    const story = await bodies<{ kind: string; recordId: string }>(
      sales,
      `/opportunities/${stays}/events?limit=200`,
    )
    const told2 = story.items.map(({ kind, recordId }) => `${kind} ${recordId === goes ? 'goes' : ''}`.trim())
    expect(told2).toEqual(
      expect.arrayContaining([
        'opportunity.merged',
        'opportunity.merged-away goes',
        'opportunity.created goes',
        'hand-over.offered',
      ]),
    )
    const chain = await bodies<{ id: string; state: string }>(sales, `/opportunities/${stays}/hand-overs`)
    expect(chain.items).toMatchObject([{ id: offer.id, state: 'withdrawn' }])
    const relatives = await wanted(
      sales.get<{ merged: { id: string }[] }>(`/opportunities/${stays}/relatives`),
    )
    expect(relatives.merged).toMatchObject([{ id: goes }])
    expect(await sum(), 'an amount is not there twice').toBe(before - 10_000)
    await clean()
  })
  test('values are chosen field by field, a unique one only on purpose', async () => {
    const stays = await given({ title: '甲' })
    const goes = await given({ title: '乙', externalKey: 'ERP-1' })
    const kept = await wanted(merge(admin, stays, [goes], { preview: true }))
    expect(kept.changes).not.toHaveProperty('externalKey')
    await wanted(merge(admin, stays, [goes], { take: { title: goes, externalKey: goes } }))
    expect(await at(stays)).toMatchObject({ title: '乙', externalKey: 'ERP-1' })
    await clean()
  })
  test('one of their holders takes over by a pass; nobody else can', async () => {
    const stays = await given()
    const goes = await given({ holder: world.people.zhejiang })
    const refused = await merge(manager, stays, [goes], { holder: world.people.eastManager })
    expect(refused.code).toBe('merging.holder-not-among')
    const { version } = await wanted(merge(manager, stays, [goes], { holder: world.people.zhejiang }))
    expect(await at(stays)).toMatchObject({ version, holder: { id: world.people.zhejiang } })
    const { items } = await bodies<{ because: string }>(admin, `/opportunities/${stays}/holdings`)
    expect(items.at(-1)?.because).toBe('merged')
    await clean()
  })
  test('a merged one that is restored has its own holder and its own things back', async () => {
    const stays = await given()
    const goes = await given({ holder: world.people.zhejiang })
    await wanted(admin.post('/tasks', { opportunity: goes, title: '自己的', dueOn: '2026-12-01' }))
    await wanted(merge(admin, stays, [goes]))
    const back = await wanted(
      admin.post<{ holder: { id: string } }>(`/bin/opportunity/${goes}/restoring`, {}),
    )
    expect(back.holder.id).toBe(world.people.zhejiang)
    const filter = encodeURIComponent(`opportunity == "${goes}"`)
    const tasks = await bodies<{ title: string }>(admin, `/tasks?filter=${filter}`)
    expect(tasks.items.map(({ title }) => title)).toContain('自己的')
    expect((await admin.get(`/opportunities/${goes}/survivor`)).status).toBe(404)
    await clean()
  })
  test('the story goes on over several merges', async () => {
    const [a, b, c] = [await given(), await given(), await given()]
    await wanted(merge(admin, b, [a]))
    await wanted(merge(admin, c, [b]))
    expect(await wanted(admin.get(`/opportunities/${a}/survivor`))).toMatchObject({ id: c })
    const story = await bodies<{ kind: string; recordId: string }>(
      admin,
      `/opportunities/${c}/events?limit=200`,
    )
    expect(
      new Set(story.items.filter(({ kind }) => kind === 'opportunity.created').map((e) => e.recordId)),
    ).toEqual(new Set([a, b, c]))
    await wanted(admin.post(`/bin/opportunity/${a}/restoring`, {}))
    await clean()
  })
  test('a checklist both have is there once, so that a gate asks for it once', async () => {
    const [stays, goes] = [await given(), await given()]
    const { owner } = world.api.application
    for (const id of [stays, goes])
      await owner`insert into task (opportunity_id, title, holder_id, due_on, stage_key, task_key, required)
        values (${id}, '资料', ${world.people.shanghai}, '2026-12-01', 'lead', 'papers', true)`
    await wanted(merge(admin, stays, [goes]))
    const [row] =
      await owner`select count(*)::int as n from task where opportunity_id = ${stays} and task_key = 'papers' and deleted_at is null`
    expect(row?.['n']).toBe(1)
  })
  test('refused: stale, unseen, itself, twice, open into closed, a won one away, without the right', async () => {
    const stays = await given()
    const goes = await given()
    const foreign = await given({ holder: world.people.guangdong })
    const asked = (client: Client, losers: object[], version = 1, id = stays) =>
      client.ask('POST', `/opportunities/${id}/merging`, { version, body: { losers, reason: '重复' } })
    expect((await asked(admin, [{ id: goes, version: 9 }])).code).toBe('merging.stale')
    expect((await asked(admin, [{ id: goes, version: 1 }], 9)).code).toBe('merging.stale')
    expect((await asked(manager, [{ id: foreign, version: 1 }])).code).toBe('merging.not-found')
    expect((await asked(admin, [{ id: stays, version: 1 }])).code).toBe('merging.same-twice')
    expect(
      (
        await asked(admin, [
          { id: goes, version: 1 },
          { id: goes, version: 1 },
        ])
      ).code,
    ).toBe('merging.same-twice')
    const ended = await given()
    await end(ended, 'won')
    expect((await merge(admin, ended, [goes])).code).toBe('merging.survivor-closed')
    expect((await merge(admin, stays, [ended])).code).toBe('merging.won-stays')
    expect((await merge(sales, stays, [goes], { take: { title: foreign } })).code).toBe(
      'merging.nothing-to-take',
    )
    await wanted(admin.put(`/opportunities/${stays}/participants/${world.people.zhejiang}`, { letter: 'R' }))
    const helper = await world.as('zhejiang')
    const mine = await given({ holder: world.people.zhejiang })
    expect((await merge(helper, mine, [stays])).status, 'a helper does not take it away').toBe(403)
    await wanted(merge(sales, stays, [goes])) // both are theirs
    await clean()
  })
})

describe('merging accounts', () => {
  const account = async (name: string, more: object = {}) =>
    (await wanted(admin.post<{ id: string }>('/accounts', { name, ...more }))).id
  test('contacts, opportunities and children name the survivor; nobody’s holder or stage changes', async () => {
    const stays = await account('上海光华仪器有限公司', { holder: world.people.shanghai })
    const goes = await account('光华仪器', { industry: '科研', parent: stays, holder: world.people.zhejiang })
    const child = await account('光华分公司', { parent: goes })
    const id = await given({ account: goes, holder: world.people.zhejiang })
    const before = await at(id)
    const contact = (await wanted(admin.post<{ id: string }>('/contacts', { name: '沈', account: goes }))).id
    const asked = (more: object) =>
      admin.ask<Merged>('POST', `/accounts/${stays}/merging`, {
        version: 1,
        body: { losers: [{ id: goes, version: 1 }], reason: '同一家', ...more },
      })
    expect(await wanted(asked({ preview: true }))).toMatchObject({
      changes: { industry: '科研' },
      moved: { opportunity: 1, contact: 1, account: 1 },
    })
    await wanted(asked({ holder: world.people.zhejiang }))
    const after = await at(id)
    expect(after).toMatchObject({ account: { id: stays }, holder: before.holder, stage: before.stage })
    expect(await wanted(admin.get(`/accounts/${stays}`))).toMatchObject({
      industry: '科研',
      holder: { id: world.people.zhejiang },
    })
    expect(await wanted(admin.get(`/accounts/${child}`))).toMatchObject({ parent: { id: stays } })
    expect(await wanted(admin.get(`/contacts/${contact}`))).toMatchObject({ account: { id: stays } })
    expect((await admin.get(`/accounts/${goes}`)).status).toBe(404)
    const story = await bodies<{ kind: string; cause: { because?: string } | null }>(
      admin,
      `/opportunities/${id}/events`,
    )
    expect(
      story.items.some(({ kind, cause }) => kind === 'opportunity.updated' && cause?.because === 'merged'),
    ).toBe(true)
    await wanted(admin.post(`/bin/account/${goes}/restoring`, {}))
    expect(await at(id)).toMatchObject({ account: { id: goes } })
    await clean()
  })
  test('near names, phones and sites are found; of what may not be seen only that it is there', async () => {
    const one = await account('苏州晶维光电科技有限公司', {
      phone: '0512-66668888',
      holder: world.people.shanghai,
    })
    const near = await account('苏州晶维光电科技有限责任公司', { holder: world.people.guangdong })
    const site = await account('完全不同的名字', {
      website: 'https://www.jingwei.cn/about',
      holder: world.people.shanghai,
    })
    const same = await account('另一家', { website: 'jingwei.cn', holder: world.people.shanghai })
    const found = await wanted(admin.get<Duplicates>(`/accounts/${one}/duplicates`))
    expect(found.items).toMatchObject([{ id: near, because: ['name'] }])
    const told = await sales.get<Duplicates>(`/accounts/${one}/duplicates`)
    expect(told.body).toEqual({
      items: [],
      unseen: [{ holder: { id: world.people.guangdong, name: '黄伟' } }],
    })
    expect(told.text).not.toContain('晶维')
    const bySite = await wanted(sales.get<Duplicates>(`/accounts/${site}/duplicates`))
    expect(bySite.items).toMatchObject([{ id: same, because: ['website'] }])
  })
})

describe('duplicates of an opportunity', () => {
  test('the same phone or customer is told; what may not be seen only with whom to ask', async () => {
    const mine = await given({ title: '重复甲', contactPhone: '13877776666', companyName: '独家公司' })
    const seen = await given({ title: '重复乙', contactPhone: '13877776666', companyName: '别的' })
    const hidden = await given({ title: '重复丙', companyName: '独家公司', holder: world.people.guangdong })
    const told = await sales.get<Duplicates>(`/opportunities/${mine}/duplicates`)
    expect(told.body.items).toMatchObject([{ id: seen, title: '重复乙', because: ['phone'] }])
    expect(told.body.unseen).toEqual([{ holder: { id: world.people.guangdong, name: '黄伟' } }])
    expect(told.text).not.toContain(hidden)
    expect(told.text).not.toContain('重复丙')
    expect((await sales.get(`/opportunities/${hidden}/duplicates`)).status).toBe(404)
  })
})

describe('splitting', () => {
  const split = (client: Client, id: string, version: number, parts: object[], more: object = {}) =>
    client.ask<{
      version: number
      parts: { id: string; number: number; stage: string; holder: { id: string } }[]
    }>('POST', `/opportunities/${id}/splitting`, { version, body: { parts, reason: '两期', ...more } })
  const money = (amount: string) => ({ amount, currency: 'CNY' })
  test('a part begins where the original stands, held by the same person from its first instant', async () => {
    const account = (await wanted(admin.post<{ id: string }>('/accounts', { name: '拆分客户' }))).id
    const id = await given({ title: '整体', account, amount: money('300.00') })
    const task = await wanted(
      sales.post<{ id: string }>('/tasks', { opportunity: id, title: '二期报价', dueOn: '2026-12-01' }),
    )
    const told = await wanted(
      split(sales, id, 1, [{ fields: { title: '二期', amount: money('120.00') }, tasks: [task.id] }], {
        remaining: { amount: money('200.00') },
      }),
    )
    const part = told.parts[0]
    expect(part?.holder.id).toBe(world.people.shanghai)
    const [original, made] = [await at(id), await at(part?.id ?? '')]
    expect(original).toMatchObject({ version: told.version, amount: { amount: '200.00' } })
    expect(made).toMatchObject({
      title: '二期',
      amount: { amount: '120.00' },
      account: { id: account },
      stage: original.stage,
    })
    const { items } = await bodies<{ because: string; from: string }>(
      sales,
      `/opportunities/${made.id}/holdings`,
    )
    expect(items).toMatchObject([{ because: 'split', from: world.api.now() }])
    expect(await wanted(sales.get(`/tasks/${task.id}`))).toMatchObject({ opportunity: { id: made.id } })
    expect(await wanted(sales.get(`/opportunities/${id}/relatives`))).toMatchObject({
      splitOff: [{ id: made.id }],
    })
    expect(await wanted(sales.get(`/opportunities/${made.id}/relatives`))).toMatchObject({
      splitFrom: { id },
    })
    await clean()
  })
  test('routed where asked, with a decision', async () => {
    const id = await given()
    const told = await wanted(split(admin, id, 1, [{ fields: { title: '另派' }, holder: 'routed' }]))
    const { items } = await bodies<{ because: string; decisionId: string | null }>(
      admin,
      `/opportunities/${told.parts[0]?.id}/holdings`,
    )
    expect(items[0]?.because).toBe('routed')
    expect(items[0]?.decisionId).not.toBeNull()
    await clean()
  })
  test('refused: stale, closed, a task of another, and values that are wrong', async () => {
    const id = await given()
    const strange = await wanted(sales.post<{ id: string }>('/tasks', { title: '别的', dueOn: '2026-12-01' }))
    expect((await split(sales, id, 4, [{ fields: { title: '一' } }])).code).toBe('opportunities.stale')
    expect((await split(sales, id, 1, [{ fields: { title: '一' }, tasks: [strange.id] }])).code).toBe(
      'merging.not-its-task',
    )
    expect(
      (await split(sales, id, 1, [{ fields: { title: '一', holder: world.people.zhejiang } }])).code,
    ).toBe('objects.read-only-field')
    await end(id, 'lost')
    expect((await split(sales, id, 2, [{ fields: { title: '一' } }])).code).toBe('merging.not-open')
    await clean()
  })
})

async function sum(): Promise<number> {
  const [row] = await world.api.application.db<{ sum: number }[]>`
    select coalesce(sum(amount), 0)::float8 as sum from tally_by_stage where is_open`
  return row?.sum ?? 0
}

/** Ends it whatever its gates ask, by the ledger's own road. */
async function end(id: string, kind: string): Promise<void> {
  await world.api.application.db`
    select holding_pass(array[o.id], array[o.holder_id], array[o.holder_id], array[s.id], 'stage', null, array[null]::uuid[], null,
      ${world.api.now()}, array['价格'])
    from opportunity o join stage s on s.plan_version_id = o.plan_version_id and s.kind = ${kind} where o.id = ${id} limit 1`
}
