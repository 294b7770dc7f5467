import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Holding } from '../responsibility/contract.ts'
import { checkLedger } from '../responsibility/index.ts'
import { emptyBin } from './index.ts'

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

type Bin = {
  items: { id: string; title: string; reason: string | null; by: { name: string } }[]
  next?: string
}
const binOf = (client: Client, object = 'opportunity') => wanted(client.get<Bin>(`/bin?object=${object}`))
const put = (client: Client, ids: string[], more: object = {}) =>
  client.post<{ deleted: string[]; refused: { id: string; code: string }[] }>('/bin', {
    object: 'opportunity',
    items: ids.map((id) => ({ id })),
    reason: '重复录入',
    ...more,
  })
const restore = (client: Client, id: string, object = 'opportunity') =>
  client.post<{ version: number; holder: { id: string } | null; found: string | null }>(
    `/bin/${object}/${id}/restoring`,
    {},
  )
const holdings = async (client: Client, id: string) =>
  (await wanted(client.get<{ items: Holding[] }>(`/opportunities/${id}/holdings`))).items
const clean = async () => {
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
}
const given = (client: Client, input: object = {}) =>
  world.opportunity(client, { holder: world.people.shanghai, ...input })

describe('deleting', () => {
  test('a deleted opportunity is held by nobody and is on no road any more', async () => {
    const id = await given(admin)
    await wanted(sales.post('/tasks', { opportunity: id, title: '回访', dueOn: '2026-12-01' }))
    const before = await loadOf(world.people.shanghai)
    expect((await wanted(put(manager, [id]))).deleted).toEqual([id])
    expect((await sales.get(`/opportunities/${id}`)).status).toBe(404)
    expect((await sales.get(`/opportunities/${id}/holdings`)).status).toBe(404)
    const { items } = await wanted(sales.get<{ items: { title: string }[] }>('/tasks'))
    expect(items.map(({ title }) => title)).not.toContain('回访')
    expect(await loadOf(world.people.shanghai)).toBe(before - 1)
    await clean()
  })
  test('the open offer is withdrawn, so that it cannot be accepted any more', async () => {
    const id = await given(admin)
    const packet = { needs: '光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }
    const to = world.people.zhejiang
    const offer = await wanted(
      sales.post<{ id: string; version: number }>(`/opportunities/${id}/hand-overs`, { to, packet }),
    )
    await wanted(put(manager, [id]))
    const receiver = await world.as('zhejiang')
    const answered = await receiver.ask('PUT', `/hand-overs/${offer.id}/answer`, {
      version: offer.version,
      body: { answer: 'accept' },
    })
    expect(answered.status).toBeGreaterThanOrEqual(400)
    await clean()
  })
  test('a preview writes nothing and says what cannot go', async () => {
    const mine = await given(admin)
    const foreign = await world.opportunity(admin, { holder: world.people.guangdong })
    const told = await wanted(put(manager, [mine, foreign], { preview: true }))
    expect(told.deleted).toEqual([mine])
    expect(told.refused).toMatchObject([{ id: foreign, code: 'opportunities.not-found' }])
    expect((await sales.get(`/opportunities/${mine}`)).status).toBe(200)
  })
  test('whoever may not delete is refused, and so is a version that has passed', async () => {
    const id = await given(admin)
    expect((await put(sales, [id])).status).toBe(403)
    expect((await manager.delete(`/opportunities/${id}`, 7)).code).toBe('objects.stale')
    expect((await manager.delete(`/opportunities/${id}`, 1)).status).toBe(204)
    expect((await manager.delete(`/opportunities/${id}`, 2)).status).toBe(404)
  })
  test('a won one can be deleted and comes back won', async () => {
    const id = await given(admin)
    await win(id)
    await wanted(put(manager, [id]))
    await clean()
    expect(await wanted(restore(manager, id))).toMatchObject({ found: null })
    const record = await wanted(manager.get(`/opportunities/${id}`))
    expect(record).toMatchObject({ isOpen: false, outcome: 'won' })
    await clean()
  })
})

describe('restoring', () => {
  test('the last holder holds it again from that instant; the gap is the time in the bin', async () => {
    const id = await given(admin)
    await wanted(admin.put(`/opportunities/${id}/participants/${world.people.support}`, { letter: 'C' }))
    await wanted(sales.post('/tasks', { opportunity: id, title: '寄样品', dueOn: '2026-12-01' }))
    world.api.pass(5)
    await wanted(put(manager, [id]))
    world.api.pass(60)
    expect(await wanted(restore(manager, id))).toMatchObject({
      version: 3,
      found: 'holder',
      holder: { id: world.people.shanghai },
    })
    const [first, second] = await holdings(sales, id)
    expect(first).toMatchObject({ endedBecause: 'deleted' })
    expect(second).toMatchObject({ because: 'restored', until: null, from: world.api.now() })
    expect(Date.parse(second?.from ?? '') - Date.parse(first?.until ?? '')).toBe(3_600_000)
    const { items: tasks } = await wanted(sales.get<{ items: { title: string }[] }>('/tasks'))
    expect(tasks.map(({ title }) => title)).toContain('寄样品')
    const { items: helpers } = await wanted(
      sales.get<{ items: { person: { id: string } }[] }>(`/opportunities/${id}/participants`),
    )
    expect(helpers.map(({ person }) => person.id)).toContain(world.people.support)
    await clean()
  })
  test('where the last holder has left, the plan finds another and the decision is kept', async () => {
    const leaver = await someone('临时')
    const id = await world.opportunity(admin, { holder: leaver })
    await wanted(put(admin, [id]))
    await deactivate(leaver)
    const back = await wanted(restore(admin, id))
    expect(back.found).toBe('routed')
    expect(back.holder?.id).not.toBe(leaver)
    const [tile] = (await holdings(admin, id)).toReversed()
    expect(tile).toMatchObject({ because: 'restored', person: { id: back.holder?.id } })
    expect(tile?.decisionId).not.toBeNull()
    await clean()
  })
  test('the bin shows to each what is theirs to restore, and nothing else', async () => {
    const id = await given(admin, { title: '只给谁看' })
    await wanted(put(manager, [id]))
    const shown = async (client: Client) => (await binOf(client)).items.some((one) => one.id === id)
    expect(await shown(manager), 'who deleted it').toBe(true)
    expect(await shown(sales), 'who held it last').toBe(true)
    expect(await shown(await world.as('director')), 'who stands above').toBe(true)
    expect(await shown(admin)).toBe(true)
    expect(await shown(await world.as('zhejiang'))).toBe(false)
    expect(await shown(await world.as('southManager'))).toBe(false)
    expect((await restore(await world.as('southManager'), id)).code).toBe('bin.not-found')
    expect((await binOf(sales)).items.find((one) => one.id === id)).toMatchObject({
      title: '只给谁看',
      reason: '重复录入',
      by: { name: '王芳' },
    })
    await wanted(restore(sales, id))
    expect((await restore(sales, id)).code).toBe('bin.not-found')
  })
  test('pages of the bin hold everything once', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => given(admin)))
    await wanted(put(admin, ids))
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await wanted(admin.get<Bin>(`/bin?limit=2${cursor}`))
      seen.push(...page.items.map((one) => one.id))
      cursor = page.next ? `&cursor=${page.next}` : ''
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(ids.every((id) => seen.includes(id))).toBe(true)
    expect((await admin.get('/bin?cursor=bm8')).code).toBe('objects.bad-cursor')
  })
})

describe('accounts and contacts', () => {
  test('an account that open opportunities name is not deleted, and the refusal says how many', async () => {
    const account = (await wanted(admin.post<{ id: string }>('/accounts', { name: '华东大学' }))).id
    const id = await given(admin, { account })
    const refused = await admin.delete(`/accounts/${account}`, 1)
    expect(refused).toMatchObject({ code: 'bin.account-in-use', facts: { account: '华东大学', open: 1 } })
    await wanted(put(admin, [id]))
    expect((await admin.delete(`/accounts/${account}`, 1)).status).toBe(204)
    expect((await admin.get(`/accounts/${account}`)).status).toBe(404)
    expect((await binOf(admin, 'account')).items.map((one) => one.id)).toContain(account)
    await wanted(restore(admin, account, 'account'))
    expect((await admin.get(`/accounts/${account}`)).status).toBe(200)
  })
  test('a contact goes and comes back', async () => {
    const contact = (await wanted(admin.post<{ id: string }>('/contacts', { name: '沈老师' }))).id
    expect((await admin.delete(`/contacts/${contact}`, 1)).status).toBe(204)
    await wanted(restore(admin, contact, 'contact'))
    expect((await admin.get(`/contacts/${contact}`)).status).toBe(200)
  })
})

describe('for good', () => {
  test('after the days set, everything of it goes but the journal', async () => {
    const id = await given(admin)
    await wanted(sales.post('/tasks', { opportunity: id, title: '回访', dueOn: '2026-12-01' }))
    await wanted(sales.post('/follow-ups', { opportunity: id, kind: 'call', content: '谈过' }))
    await wanted(put(admin, [id]))
    expect((await sales.put('/bin/settings', { days: 3 })).status).toBe(403)
    await wanted(admin.put('/bin/settings', { days: 3 }))
    const { db, owner } = world.api.application
    world.api.pass(2 * 24 * 60)
    await emptyBin(db, world.api.now())
    expect((await binOf(admin)).items.some((one) => one.id === id)).toBe(true)
    world.api.pass(2 * 24 * 60)
    const [removed, twice] = await Promise.all([emptyBin(db, world.api.now()), emptyBin(db, world.api.now())])
    expect(removed + twice).toBeGreaterThan(0)
    expect((await binOf(admin)).items.some((one) => one.id === id)).toBe(false)
    for (const table of ['holding', 'participation', 'task', 'follow_up', 'decision']) {
      const rows = await owner.unsafe(`select 1 from ${table} where opportunity_id = '${id}'`)
      expect(rows.length, table).toBe(0)
    }
    const kinds = await owner`select kind from event where opportunity_id = ${id} order by seq`
    expect(kinds.map((row) => row['kind'])).toEqual(
      expect.arrayContaining(['opportunity.created', 'opportunity.deleted', 'opportunity.removed']),
    )
    expect((await restore(admin, id)).code).toBe('bin.not-found')
    await clean()
  })
  test('an administrator empties one at once; an account still named by a won opportunity waits', async () => {
    const id = await given(admin)
    await wanted(put(admin, [id]))
    expect((await manager.delete(`/bin/opportunity/${id}`)).status).toBe(403)
    expect((await admin.delete(`/bin/opportunity/${id}`)).status).toBe(204)
    const account = (await wanted(admin.post<{ id: string }>('/accounts', { name: '已成交' }))).id
    await win(await given(admin, { account }))
    expect((await admin.delete(`/accounts/${account}`, 1)).status).toBe(204)
    expect((await admin.delete(`/bin/account/${account}`)).code).toBe('bin.still-named')
    await clean()
  })
  test('decisions stay append-only outside the bin', async () => {
    await world.opportunity(admin)
    await expect(world.api.application.owner`delete from decision`).rejects.toMatchObject({ code: 'BTN01' })
  })
})

async function loadOf(person: string): Promise<number> {
  const [row] = await world.api.application.db<{ open: number }[]>`
    select open from person_load where person_id = ${person}`
  return row?.open ?? 0
}

async function someone(name: string): Promise<string> {
  const body = {
    name,
    email: `${Math.random()}@chenguang.example`,
    functions: ['sales'],
    roles: [world.roles.sales],
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}

async function deactivate(person: string): Promise<void> {
  await world.api.application.owner`update person set deactivated_at = now() where id = ${person}`
  await world.api.application.owner`update company set access_version = access_version + 1`
}

/** Wins it whatever its gates ask, by the ledger's own road. */
async function win(id: string): Promise<void> {
  await world.api.application.db`
    select holding_pass(array[o.id], array[o.holder_id], array[o.holder_id], array[s.id], 'stage', null, array[null]::uuid[], null,
      ${world.api.now()}, array['价格'])
    from opportunity o join stage s on s.plan_version_id = o.plan_version_id and s.kind = 'won' where o.id = ${id} limit 1`
}
