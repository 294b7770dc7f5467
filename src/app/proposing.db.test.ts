import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/api.ts'
import { openWorld, type World, wanted } from '../../test/world.ts'
import { isInShare } from '../engines/assignment/index.ts'
import type { PlanVersion } from '../features/plan/contract.ts'
import { documentOf } from '../features/plan/index.ts'
import type { Proposal, Report } from '../features/proposals/contract.ts'
import { turnAll } from './again.ts'
import { keepProposing } from './proposing.ts'

let world: World
let admin: Client
let stop: () => Promise<void>
const DAY = 24 * 60

/** A plan that finds somebody only where somebody has the region: what comes from Sichuan ends with the keeper. */
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  const { api } = world
  const plan = await wanted(admin.get<PlanVersion>('/plan'))
  const [region] = plan.rules
  if (!region) throw new Error('there are no rules')
  const { id: _id, position: _position, ...rule } = region
  const document = { ...documentOf(plan), rules: [{ ...rule, dayCap: null }] }
  await wanted(admin.post('/plan/versions', { ...document, basedOn: plan.id }))
  for (let i = 0; i < 18; i++) {
    await arrives('51')
    await arrives('31')
  }
  api.pass(DAY)
  const { db, contextFor, log } = api.application
  stop = keepProposing({ db, contextFor, log })
})
afterAll(async () => {
  await stop()
  await world.close()
})

const arrives = (region: string) => world.opportunity(admin, { region })
const box = async (name = 'open') =>
  (await wanted(admin.get<{ items: Proposal[] }>(`/proposals?box=${name}`))).items
const read = (id: string) =>
  wanted(admin.get<Proposal & { differences: object[]; applies: boolean }>(`/proposals/${id}`))
const act = (one: { id: string; version: number }, what: string, body: object = {}) =>
  admin.ask<Proposal>('POST', `/proposals/${one.id}/${what}`, { body, version: one.version })
const rules = async () => (await wanted(admin.get<PlanVersion>('/plan'))).rules
const ruleOf = async (id: string) => {
  const { items } = await wanted(
    admin.get<{ items: { via: string; rule: { label: { zh: string } } | null; input: object }[] }>(
      `/opportunities/${id}/decisions`,
    ),
  )
  return items[0]
}

test('once a week what should change is proposed by itself, held by the keeper of the plan with a limit', async () => {
  await turnAll()
  await turnAll()
  const [one, ...others] = await box()
  expect(others).toEqual([])
  expect(one).toMatchObject({
    state: 'open',
    cause: {
      kind: 'starved',
      place: { segment: { field: 'region', values: [{ value: '51', label: { zh: '四川省' } }] } },
    },
    change: {
      op: 'add-rule',
      rule: { condition: 'region.startsWith("51")', candidates: { functions: ['sales'] } },
    },
    // tried on what came: the rule would have found somebody for each of the eighteen
    expected: { measure: 'strays', unit: 'share', now: 1, hoped: { value: 0, low: 0 }, from: 'replay' },
    inStages: true,
    holder: { name: '周敏' },
  })
  expect(one?.dueAt).not.toBeNull()
  const again = await wanted(admin.post<object>('/proposals/runs'))
  expect(again).toEqual({ opened: 0, open: 1, gone: 0 })
  const { items } = await wanted(admin.get<{ items: { kind: string }[] }>('/notices'))
  expect(items.map(({ kind }) => kind)).toContain('proposals.opened')
})

test('it opens as a draft of the plan that changes just that, and is tried with half of what comes', async () => {
  const [open] = await box()
  if (!open) throw new Error('nothing is proposed')
  const { differences, applies } = await read(open.id)
  expect([applies, differences]).toMatchObject([true, [{ part: 'rule', change: 'added' }]])
  const { body } = await act(open, 'draft')
  const draft = (body as unknown as { draft: string }).draft
  const [edited] = await box()
  expect(edited).toMatchObject({ state: 'edited', draft })
  if (!edited) return
  expect((await act(open, 'publication', { share: 0.5 })).code).toBe('proposals.stale')
  const rollBack = { measure: 'on-time', when: 'below', value: 0.5, after: 500 }
  const { body: running } = await act(edited, 'publication', { share: 0.5, rollBack })
  expect(running).toMatchObject({ state: 'running', share: 0.5, rollBack, dueAt: null, draft: null })
  expect((await rules()).map(({ label, trial }) => [label.zh, trial?.share])).toEqual([
    ['四川省：有人负责（试行）', 0.5],
    ['本区域的销售优先', undefined],
  ])
})

test('the same ones always are among the share; the others are routed as before, and the report sets them side by side', async () => {
  const [trial] = (await rules()).flatMap((rule) => rule.trial ?? [])
  if (!trial) throw new Error('nothing is tried')
  world.api.pass(60)
  const ids: string[] = []
  for (let i = 0; i < 50; i++) ids.push(await arrives('51'))
  const tried = ids.filter((id) => isInShare(trial, id))
  expect(tried.length).toBeGreaterThan(10)
  for (const id of ids.slice(0, 12)) {
    const decision = await ruleOf(id)
    expect(decision?.via).toBe(tried.includes(id) ? 'rule' : 'fallback')
    expect(decision?.input).toMatchObject({ opportunityId: id })
  }
  const elsewhere = await ruleOf(await arrives('31'))
  expect(elsewhere?.rule?.label.zh).toBe('本区域的销售优先')
  const [running] = await box('running')
  const report = await wanted(admin.get<Report>(`/proposals/${running?.id}/report`))
  expect(report).toMatchObject({
    against: 'share',
    tried: { n: tried.length },
    control: { n: ids.length - tried.length },
    conditionMet: false,
    verdict: 'kept',
  })
  const strays = (side: Report['tried']) => side.values.find(({ measure }) => measure === 'strays')?.value
  expect([strays(report.tried), strays(report.control)]).toEqual([0, 1])
})

test('what fails its condition is taken back by itself, and everybody concerned is told; the rest of the plan stays', async () => {
  const [running] = await box('running')
  if (!running) throw new Error('nothing runs')
  const { db } = world.api.application
  await turnAll()
  expect((await read(running.id)).state).toBe('running')
  const condition = { measure: 'strays', when: 'below', value: 0.5, after: 10 }
  await db`update proposal set roll_back = ${db.json(condition)} where id = ${running.id}`
  await turnAll()
  expect(await read(running.id)).toMatchObject({ state: 'rolled-back', endedBecause: 'condition' })
  expect((await rules()).map(({ label }) => label.zh)).toEqual(['本区域的销售优先'])
  const { items } = await wanted(admin.get<{ items: { kind: string }[] }>('/notices'))
  expect(items.map(({ kind }) => kind)).toContain('proposals.rolled-back')
  const [past] = await box('past')
  expect(past?.report).toMatchObject({ against: 'share', verdict: 'kept' })
})

test('what was just taken back is not proposed again for a quarter; then it is, kept for all, or dismissed until a day', async () => {
  expect(await wanted(admin.post('/proposals/runs'))).toMatchObject({ opened: 0 })
  world.api.pass(100 * DAY)
  admin = await world.api.as(admin.personId)
  await turnAll()
  const [open] = await box()
  if (!open) throw new Error('nothing is proposed')
  expect((await act(open, 'keeping')).code).toBe('proposals.wrong-state')
  expect((await act(open, 'dismissal', { reason: '暂不', until: '2030-01-01' })).code).toBe(
    'proposals.bad-day',
  )
  const director = await world.as('director')
  expect((await director.get(`/proposals/${open.id}`)).status).toBe(200) // looks over everything, and it names nobody
  const shanghai = await world.as('shanghai')
  expect((await shanghai.get(`/proposals/${open.id}`)).code).toBe('proposals.not-found')
  expect((await director.post('/proposals/runs')).code).toBe('permissions.admin-only')
  const { body: running } = await act(open, 'publication', { share: 0.2 })
  const { body: full } = await act(running, 'keeping')
  expect(full).toMatchObject({ state: 'full', report: { against: 'share', verdict: 'too-few' } })
  expect((await rules()).map(({ label, trial }) => [label.zh, trial])).toEqual([
    ['四川省：有人负责', null],
    ['本区域的销售优先', null],
  ])
  expect((await ruleOf(await arrives('51')))?.via).toBe('rule')
})
