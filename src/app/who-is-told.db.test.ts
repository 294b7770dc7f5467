import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../test/api.ts'
import { openWorld, type World, wanted } from '../../test/world.ts'
import { sweepDuties } from '../features/absences/index.ts'
import { newFilePath, openRun, settled, startCheck, startRun } from '../features/imports/index.ts'
import type { PlanVersion } from '../features/plan/contract.ts'
import { documentOf } from '../features/plan/index.ts'

const PACKET = { needs: '台式光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }

let home: string
let world: World
let li: Client // 李强, 上海
let chen: Client // 陈静, 浙江
let wang: Client // 王芳, manager of both
let lin: Client // 林岚, director
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'baton-told-'))
  process.env['BATON_HOME'] = home
  world = await openWorld()
  li = await world.as('shanghai')
  chen = await world.as('zhejiang')
  wang = await world.as('eastManager')
  lin = await world.as('director')
})
afterAll(async () => {
  await world?.close()
  delete process.env['BATON_HOME']
  rmSync(home, { recursive: true, force: true })
})

type Told = [person: string, kind: string, facts?: object]
/** Who is told what by a deed, in the order of names and kinds. */
async function told(deed: () => Promise<unknown>): Promise<Told[]> {
  const { owner } = world.api.application
  await owner`delete from notice`
  await deed()
  const rows = await owner<{ name: string; kind: string; facts: Record<string, unknown> }[]>`
    select p.name, n.kind, n.facts from notice n join person p on p.id = n.person_id order by n.kind, p.name`
  return rows.map(({ name, kind, facts }) => [name, kind, facts])
}
const facts = (some: object) => expect.objectContaining(some)

const held = (client: Client, more: object = {}) =>
  world.opportunity(client, { holder: client.personId, ...more })
const versionOf = async (path: string) => (await wanted(world.admin.get<{ version: number }>(path))).version
const given = async (
  method: 'PUT' | 'POST' | 'DELETE' | 'PATCH',
  path: string,
  body: object,
  by = world.admin,
) =>
  wanted(
    by.ask<{ id: string; version: number }>(method, path, {
      body,
      version: await versionOf(path.replace(/\/(holding|merging)$/, '')),
    }),
  )
const pass = (id: string, person: string, by: Client = world.admin) =>
  given('PUT', `/opportunities/${id}/holding`, { person, reason: '调整' }, by)
type Offer = { id: string; version: number }
const offer = (id: string, from: Client, to: Client) =>
  wanted(from.post<Offer>(`/opportunities/${id}/hand-overs`, { to: to.personId, packet: PACKET }))
const soon = (minutes: number) => new Date(Date.parse(world.api.now()) + minutes * 60_000).toISOString()

test('a hand-over tells each party what the other did, never what they did themselves', async () => {
  const id = await held(li)
  let made = { id: '', version: 0 }
  const answer = (body: object) =>
    wanted(chen.ask<Offer>('PUT', `/hand-overs/${made.id}/answer`, { body, version: made.version }))
  const say = async (by: Client, text: string) => {
    made = await wanted(by.post<Offer>(`/hand-overs/${made.id}/messages`, { text }))
  }
  expect(await told(async () => (made = await offer(id, li, chen)))).toEqual([
    ['陈静', 'handover.offered', facts({ by: '李强', text: '台式光谱仪' })],
  ])
  expect(await told(() => say(chen, '预算多少?'))).toEqual([
    ['李强', 'handover.asked', facts({ text: '预算多少?' })],
  ])
  expect(await told(() => say(li, '八十万'))).toEqual([['陈静', 'handover.answered', facts({ by: '李强' })]])
  expect(await told(() => answer({ answer: 'decline', reason: '太远' }))).toEqual([
    ['李强', 'handover.declined', facts({ by: '陈静', text: '太远' })],
  ])
  made = await offer(id, li, chen)
  const withdraw = () => li.ask('DELETE', `/hand-overs/${made.id}`, { version: made.version })
  expect(await told(withdraw)).toEqual([['陈静', 'handover.withdrawn', facts({ by: '李强' })]])
  made = await offer(id, li, chen)
  expect(await told(() => answer({ answer: 'accept', confirmed: [] }))).toEqual([
    ['李强', 'handover.accepted', facts({ by: '陈静' })],
  ])
})

test('a notice names an opportunity to whoever sees it or is asked about it now, and to nobody after that', async () => {
  const id = await held(li, { title: '机密光谱仪' })
  await world.api.application.owner`delete from notice`
  type Listed = { items: { kind: string; facts: object; opportunity: { title: string } | null }[] }
  const read = async (client: Client) => (await wanted(client.get<Listed>('/notices'))).items
  const made = await offer(id, li, chen)
  expect((await read(chen))[0]).toMatchObject({
    opportunity: { title: '机密光谱仪' },
    facts: { text: '台式光谱仪' },
  })
  const no = { answer: 'decline', reason: '太远' }
  await wanted(chen.ask('PUT', `/hand-overs/${made.id}/answer`, { body: no, version: made.version }))
  expect(JSON.stringify(await read(chen))).not.toMatch(/光谱仪/)
  expect((await read(li))[0]).toMatchObject({ opportunity: { title: '机密光谱仪' }, facts: { text: '太远' } })
  await pass(id, chen.personId)
  const lost = await read(li)
  expect(lost.map(({ kind }) => kind)).toContain('opportunities.passed-on')
  expect(JSON.stringify(lost)).not.toMatch(/光谱仪|太远/)
  expect(JSON.stringify(await read(chen))).toMatch(/机密光谱仪/)
})

test('who gets or loses something by others is told, whatever the road; a fallen offer too', async () => {
  const id = await held(li)
  await offer(id, li, wang)
  expect(await told(() => pass(id, chen.personId))).toEqual([
    ['王芳', 'handover.overtaken', facts({ by: '周敏' })],
    ['李强', 'opportunities.passed-on', facts({ by: '周敏', to: '陈静', text: '调整' })],
    ['陈静', 'opportunities.received', facts({ by: '周敏', count: 1, text: '调整' })],
  ])
  expect(await told(() => world.opportunity(world.admin, { holder: chen.personId }))).toEqual([
    ['陈静', 'opportunities.received', facts({ because: 'given' })],
  ])
  expect(await told(() => held(li))).toEqual([])
  const zheng = await world.as('success') // who does not sell: a rule finds another
  const [found] = await told(() => world.opportunity(zheng))
  expect(found?.slice(1)).toEqual(['opportunities.routed', facts({ by: '郑洁' })])
  const other = await held(li)
  const into = await held(chen)
  const losers = [{ id: other, version: await versionOf(`/opportunities/${other}`) }]
  const merged = { losers, take: {}, reason: '重复' }
  expect(await told(() => given('POST', `/opportunities/${into}/merging`, merged))).toEqual([
    ['李强', 'opportunities.merged', facts({ by: '周敏' })],
  ])
  const bin = { object: 'opportunity', items: [{ id: into }], reason: '作废' }
  expect(await told(() => wanted(world.admin.post('/bin', bin)))).toEqual([
    ['陈静', 'opportunities.binned', facts({ text: '作废' })],
  ])
  const restore = () => wanted(world.admin.post(`/bin/opportunity/${into}/restoring`, { reason: '误删' }))
  expect(await told(restore)).toEqual([['陈静', 'opportunities.restored', facts({ by: '周敏' })]])
})

test('many at once are one notice a person', async () => {
  const ids = await Promise.all([held(li), held(li), held(li)])
  const passing = { ids, person: chen.personId, reason: '重分' }
  expect(await told(() => wanted(world.admin.post('/opportunities/passing', passing)))).toEqual([
    ['李强', 'opportunities.passed-on-many', facts({ count: 3, to: '陈静' })],
    ['陈静', 'opportunities.received-many', facts({ count: 3, by: '周敏' })],
  ])
  const items = ids.map((id) => ({ id }))
  expect(
    await told(() => wanted(world.admin.post('/bin', { object: 'opportunity', items, reason: '作废' }))),
  ).toEqual([['陈静', 'opportunities.binned-many', facts({ count: 3 })]])
  const file = await newFilePath()
  const people = ['李强', '陈静']
  const lines = Array.from({ length: 40 }, (_, i) => `商机${i},公司${i},${people[i % 2]}`)
  writeFileSync(file, `标题,公司名称,责任人\n${lines.join('\n')}\n`)
  const context = await world.api.application.contextFor(world.admin.personId)
  if (!context) throw new Error('the administrator is gone')
  const run = await openRun(context, 'opportunity', 'leads.csv', file)
  await startCheck(context, run.id)
  await settled(run.id)
  const imported = async () => {
    await startRun(context, run.id)
    await settled(run.id)
  }
  expect(await told(imported)).toEqual([
    ['李强', 'imports.received-many', facts({ count: 20, by: '周敏' })],
    ['陈静', 'imports.received-many', facts({ count: 20 })],
  ])
})

test('helpers, whoever gets a task, and who is named in a follow-up and may see it', async () => {
  const id = await held(li)
  const path = `/opportunities/${id}`
  expect(await told(() => wanted(li.put(`${path}/participants/${chen.personId}`, { letter: 'C' })))).toEqual([
    ['陈静', 'opportunities.helper', facts({ by: '李强', letter: 'C' })],
  ])
  const body = { opportunity: id, title: '报价', dueOn: '2026-12-01' }
  let task = ''
  const give = async () => {
    task = (await wanted(li.post<{ id: string }>('/tasks', { ...body, holder: chen.personId }))).id
  }
  expect(await told(give)).toEqual([['陈静', 'tasks.given', facts({ task: '报价', due: '2026-12-01' })]])
  expect(await told(() => wanted(li.post('/tasks', body)))).toEqual([])
  const change = async (holder: string) =>
    wanted(li.patch(`/tasks/${task}`, await versionOf(`/tasks/${task}`), { holder }))
  expect(await told(() => change(wang.personId))).toEqual([['王芳', 'tasks.given', facts({ by: '李强' })]])
  const content = '请 @王芳 和 @陈静 看看,@黄伟 看不到,@李强 是我'
  const follow = () => wanted(li.post('/follow-ups', { opportunity: id, kind: 'note', content }))
  expect(await told(follow)).toEqual([
    ['王芳', 'opportunities.mentioned', facts({ by: '李强' })],
    ['陈静', 'opportunities.mentioned', facts({ text: content })],
  ])
})

test('an approval is asked of whoever may give it, and answered to whoever asked', async () => {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const document = documentOf(plan)
  const approvals = [
    {
      key: 'discount',
      label: { zh: '特价', en: 'Discount' },
      side: 'exit',
      when: '',
      by: { kind: 'manager' },
    },
  ]
  const stages = document.stages.map((stage) =>
    stage.key === 'screened' ? { ...stage, requiredFields: [], approvals } : stage,
  )
  const publish = () => wanted(world.admin.post('/plan/versions', { ...document, stages, basedOn: plan.id }))
  const heard = (await told(publish)).map(([name, kind]) => `${name} ${kind}`)
  expect(heard).toContain('李强 plan.published')
  expect(heard).not.toContain('周敏 plan.published')
  expect(new Set(heard).size).toBe(heard.length)
  const id = await held(li, { stage: 'screened' })
  const ask = async () =>
    wanted(
      li.ask('POST', `/opportunities/${id}/approvals`, {
        body: { stage: 'requirement', note: '八折' },
        version: await versionOf(`/opportunities/${id}`),
      }),
    )
  expect(await told(ask)).toEqual([
    ['王芳', 'approvals.asked', facts({ by: '李强', text: '八折', label: { zh: '特价', en: 'Discount' } })],
  ])
  const { items } = await wanted(wang.get<{ items: { id: string; version: number }[] }>('/approvals'))
  const [request] = items
  const answer = () =>
    wang.ask('PUT', `/approvals/${request?.id}/answer`, {
      body: { answer: 'refuse', reason: '太低' },
      version: request?.version ?? 0,
    })
  expect(await told(answer)).toEqual([['李强', 'approvals.refused', facts({ by: '王芳', text: '太低' })]])
})

test('a deputy is told of their duty when it is written, when it begins and when it ends, each once', async () => {
  const { db } = world.api.application
  const sweep = async () => {
    await Promise.all([sweepDuties(db, world.api.now()), sweepDuties(db, world.api.now())])
  }
  const body = { from: soon(10), until: soon(60), kind: 'leave', deputy: chen.personId, person: li.personId }
  let absence = { id: '', version: 0 }
  const write = async () => {
    absence = await wanted(wang.post<Offer>('/absences', body))
  }
  expect(await told(write)).toEqual([
    ['陈静', 'absences.duty-named', facts({ person: '李强', by: '王芳' })],
    ['李强', 'absences.recorded', facts({ by: '王芳', deputy: '陈静' })],
  ])
  expect(await told(sweep)).toEqual([])
  const redirect = async () => {
    absence = await wanted(
      li.ask<Offer>('PATCH', `/absences/${absence.id}`, {
        body: { deputy: lin.personId },
        version: absence.version,
      }),
    )
  }
  expect(await told(redirect)).toEqual([
    ['陈静', 'absences.duty-cancelled', facts({ person: '李强' })],
    ['林岚', 'absences.duty-named', facts({ person: '李强' })],
  ])
  world.api.pass(11)
  expect(await told(sweep)).toEqual([['林岚', 'absences.duty-begins', facts({ person: '李强' })]])
  world.api.pass(50)
  expect(await told(sweep)).toEqual([['林岚', 'absences.duty-ends', facts({ person: '李强' })]])
})

test('whoever takes over from a leaver is told once of all they got', async () => {
  const made = await wanted(
    world.admin.post<{ id: string }>('/organisation/people', {
      name: '将离',
      email: 'leaver@chenguang.example',
      department: world.departments.east,
      manager: wang.personId,
      functions: ['sales'],
      roles: [world.roles.sales],
    }),
  )
  const account = await wanted(
    world.admin.post<{ id: string }>('/accounts', { name: '华北大学', holder: made.id }),
  )
  for (const title of ['甲', '乙', '丙'])
    await world.opportunity(world.admin, { holder: made.id, account: account.id, title })
  type Transition = { id: string; version: number }
  const start = { name: '离职', kind: 'leaver', leavers: [made.id] }
  const planned = await wanted(world.admin.post<Transition>('/transitions', start))
  const { transition } = await wanted(
    world.admin.ask<{ transition: Transition }>('PATCH', `/transitions/${planned.id}/rows`, {
      version: planned.version,
      body: { to: chen.personId, where: {} },
    }),
  )
  const commit = () =>
    wanted(
      world.admin.ask('POST', `/transitions/${planned.id}/commit`, { version: transition.version, body: {} }),
    )
  const heard = await told(commit)
  expect(heard.filter(([name]) => name === '陈静')).toEqual([
    ['陈静', 'succession.received-many', facts({ count: 3, accounts: 1, by: '周敏' })],
  ])
})
