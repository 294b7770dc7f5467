import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Move } from '../pipeline/contract.ts'
import type { Approval, PlanDocument, PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import type { ApprovalRequest } from './contract.ts'

let world: World
let shanghai: Client
let manager: Client
let success: Client
beforeAll(async () => {
  world = await openWorld()
  ;[shanghai, manager, success] = await Promise.all([
    world.as('shanghai'),
    world.as('eastManager'),
    world.as('success'),
  ])
  await gated([
    {
      key: 'discount',
      label: { zh: '特价', en: 'Discount' },
      side: 'exit',
      when: 'amount >= 100000.0',
      by: { kind: 'manager' },
    },
    {
      key: 'credit',
      label: { zh: '账期', en: 'Credit' },
      side: 'exit',
      when: "source == 'partner'",
      by: { kind: 'function', function: 'customer-success' },
    },
  ])
})
afterAll(() => world?.close())

/** The plan with these approvals on leaving “screened”, and nothing else asked there. */
async function gated(approvals: Approval[]) {
  const version = await wanted(world.admin.get<PlanVersion>('/plan'))
  const document: PlanDocument = documentOf(version)
  const stages = document.stages.map((stage) =>
    stage.key === 'screened' ? { ...stage, requiredFields: [], approvals } : stage,
  )
  return wanted(world.admin.post('/plan/versions', { ...document, stages, basedOn: version.id }))
}
const money = (amount: string) => ({ amount, currency: 'CNY' })
const held = (more: object = {}) =>
  world.opportunity(world.admin, {
    holder: world.people.shanghai,
    stage: 'screened',
    source: 'website',
    amount: money('200000'),
    ...more,
  })
const versionOf = async (id: string) =>
  (await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))).version
const move = async (id: string, client = shanghai) =>
  client.ask<{ code: string; facts: { approvals: { key: string; state: string; approvers: string[] }[] } }>(
    'PUT',
    `/opportunities/${id}/stage`,
    { body: { stage: 'requirement' }, version: await versionOf(id) },
  )
const way = async (id: string, client = shanghai): Promise<Move> => {
  const { items } = await wanted(client.get<{ items: Move[] }>(`/opportunities/${id}/moves`))
  const found = items.find(({ stage }) => stage === 'requirement')
  if (!found) throw new Error('no way')
  return found
}
const ask = async (id: string, more: object = {}, client = shanghai) =>
  client.ask<{ version: number; move: Move }>('POST', `/opportunities/${id}/approvals`, {
    body: { stage: 'requirement', note: '客户要八折', ...more },
    version: await versionOf(id),
  })
const box = async (client: Client, name = 'received') =>
  (await wanted(client.get<{ items: ApprovalRequest[] }>(`/approvals?box=${name}`))).items
const waiting = async (id: string, client = manager): Promise<ApprovalRequest> => {
  const found = (await box(client)).find(({ opportunity }) => opportunity.id === id)
  if (!found) throw new Error('nothing waits')
  return found
}
const answer = (client: Client, { id, version }: ApprovalRequest, body: object) =>
  client.ask<ApprovalRequest>('PUT', `/approvals/${id}/answer`, { body, version })

test('a gate says exactly what is to be approved and by whom, and opens when it is', async () => {
  const id = await held()
  const shut = await move(id)
  expect([shut.status, shut.code]).toEqual([422, 'pipeline.gate-shut'])
  expect(JSON.parse(shut.text).facts.approvals).toEqual([
    { stage: 'screened', key: 'discount', state: 'none', approvers: ['王芳'] },
  ])
  expect(await way(id)).toMatchObject({ open: false, approvals: [{ key: 'discount', state: 'none' }] })
  const asked = await wanted(ask(id))
  expect(asked.move.approvals).toMatchObject([{ state: 'asked', approvers: [{ name: '王芳' }] }])
  const request = await waiting(id)
  expect(request).toMatchObject({
    mine: true,
    note: '客户要八折',
    requestedBy: { name: '李强' },
    values: { amount: money('200000.00') },
  })
  const today = await wanted(manager.get<{ approvals: ApprovalRequest[] }>('/today'))
  expect(today.approvals.map((one) => one.id)).toContain(request.id)
  expect((await box(shanghai, 'sent')).map((one) => one.id)).toContain(request.id)
  const given = await wanted(answer(manager, request, { answer: 'approve' }))
  expect(given).toMatchObject({ state: 'approved', answeredBy: { name: '王芳' }, mine: false })
  expect((await way(id)).open).toBe(true)
  expect((await move(id)).status).toBe(200)
  const { items } = await wanted(
    world.admin.get<{ items: { kind: string }[] }>(`/opportunities/${id}/events`),
  )
  expect(items.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['approval.requested', 'approval.approved', 'opportunity.moved']),
  )
})

test('what is small needs no approval, and nothing can be asked for then', async () => {
  const id = await held({ amount: money('99999') })
  expect((await way(id)).approvals).toEqual([])
  expect(await ask(id)).toMatchObject({ status: 409, code: 'pipeline.nothing-to-approve' })
  expect((await move(id)).status).toBe(200)
})

test('nobody approves their own request: a manager who asks needs the next one above', async () => {
  const id = await held()
  await wanted(ask(id, {}, manager))
  const director = await world.as('director')
  expect((await box(manager)).some(({ opportunity }) => opportunity.id === id)).toBe(false)
  const request = await waiting(id, director)
  expect(await answer(manager, request, { answer: 'approve' })).toMatchObject({
    status: 403,
    code: 'approvals.not-yours',
  })
  await wanted(answer(director, request, { answer: 'approve' }))
  expect((await move(id)).status).toBe(200)
  await expect(
    world.api.application
      .db`insert into approval (opportunity_id, stage, key, label, by, stage_since, given, requested_by,
      requested_at, note, state, answered_by, answered_at) select ${id}, 'x', 'x', '{}', '{}', now(), '{}', p.id, now(), 'x', 'approved', p.id, now()
      from person p limit 1`,
  ).rejects.toThrow()
})

test('an approval is void when the values it was given for change, and falls with the stage', async () => {
  const id = await held()
  await wanted(ask(id))
  await wanted(answer(manager, await waiting(id), { answer: 'approve' }))
  const change = async (fields: object) =>
    wanted(world.admin.patch(`/opportunities/${id}`, await versionOf(id), fields))
  await change({ title: '改名不算' })
  expect((await way(id)).approvals).toMatchObject([{ state: 'approved' }])
  await change({ amount: money('300000') })
  expect((await way(id)).approvals).toMatchObject([{ state: 'void' }])
  expect((await move(id)).status).toBe(422)
  await change({ amount: money('200000') })
  expect((await way(id)).open).toBe(true) // what was approved is so again

  const late = await held()
  await wanted(ask(late))
  const request = await waiting(late)
  await wanted(
    world.admin.patch(`/opportunities/${late}`, await versionOf(late), { amount: money('500000') }),
  )
  expect(await answer(manager, request, { answer: 'approve' })).toMatchObject({
    status: 409,
    code: 'approvals.values-changed',
  })
  await wanted(ask(late)) // asked for anew: the old request is withdrawn
  expect((await waiting(late)).values).toMatchObject({ amount: money('500000.00') })
  await wanted(answer(manager, await waiting(late), { answer: 'approve' }))
  const back = await world.admin.ask('PUT', `/opportunities/${late}/stage`, {
    body: { stage: 'lead', reason: '重来' },
    version: await versionOf(late),
  })
  expect(back.status).toBe(200)
  const again = await world.admin.ask('PUT', `/opportunities/${late}/stage`, {
    body: { stage: 'screened' },
    version: await versionOf(late),
  })
  expect(again.status).toBe(200)
  expect((await way(late)).approvals).toMatchObject([{ state: 'none' }]) // another entry of the stage
})

test('a refusal has a reason, shuts the gate, and is asked for again', async () => {
  const id = await held()
  await wanted(ask(id))
  const request = await waiting(id)
  expect((await answer(manager, request, { answer: 'refuse' })).status).toBe(400)
  expect((await answer(manager, { ...request, version: 9 }, { answer: 'approve' })).code).toBe(
    'approvals.stale',
  )
  await wanted(answer(manager, request, { answer: 'refuse', reason: '利润太低' }))
  expect((await way(id)).approvals).toMatchObject([{ state: 'refused', request: { reason: '利润太低' } }])
  expect((await answer(manager, { ...request, version: 2 }, { answer: 'approve' })).code).toBe(
    'approvals.answered-already',
  )
  expect((await ask(id)).status).toBe(200)
  expect(await ask(id)).toMatchObject({ status: 409, code: 'approvals.asked-already' })
  const open = await waiting(id)
  expect((await manager.ask('DELETE', `/approvals/${open.id}`, { version: open.version })).code).toBe(
    'approvals.not-requester',
  )
  const back = await wanted(
    shanghai.ask<ApprovalRequest>('DELETE', `/approvals/${open.id}`, { version: open.version }),
  )
  expect(back.state).toBe('withdrawn')
})

test('an approver by function sees the request and its values, not the opportunity; others see nothing', async () => {
  const id = await held({ amount: money('10'), source: 'partner' })
  await wanted(ask(id))
  expect((await success.get(`/opportunities/${id}`)).status).toBe(404)
  const request = await waiting(id, success)
  expect(request).toMatchObject({ label: { zh: '账期' }, values: { source: 'partner' } })
  const zhejiang = await world.as('zhejiang')
  expect((await box(zhejiang)).length).toBe(0)
  expect(await answer(zhejiang, request, { answer: 'approve' })).toMatchObject({
    status: 404,
    code: 'approvals.not-found',
  })
  expect((await zhejiang.get(`/opportunities/${id}/approvals`)).status).toBe(404)
  await wanted(answer(success, request, { answer: 'approve' }))
  expect((await move(id)).status).toBe(200)
})

test('fields given along are written before what is asked for is looked at', async () => {
  const id = await held({ amount: money('10') })
  expect((await way(id)).approvals).toEqual([])
  const asked = await wanted(ask(id, { fields: { amount: money('800000') } }))
  expect(asked.move).toMatchObject({ open: false, approvals: [{ state: 'asked' }] })
  expect(asked.version).toBe(await versionOf(id))
})

test('two who ask at once ask once', async () => {
  const id = await held()
  const version = await versionOf(id)
  const both = await Promise.all(
    [shanghai, manager].map((client) =>
      client.ask('POST', `/opportunities/${id}/approvals`, {
        body: { stage: 'requirement', note: '快' },
        version,
      }),
    ),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
})
