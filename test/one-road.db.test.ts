import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settled } from '../src/features/imports/actions/runs.ts'
import { checkLedger } from '../src/features/responsibility/index.ts'
import { openWorld, type World, wanted } from './world.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-road-'))
let world: World
let before: string | undefined
beforeAll(async () => {
  before = process.env['BATON_HOME']
  process.env['BATON_HOME'] = home
  world = await openWorld({ home })
})
afterAll(async () => {
  await world?.close()
  if (before === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

type Opportunity = { version: number; holder: { id: string }; stage: { id: string } }
const at = (id: string) => wanted(world.admin.get<Opportunity>(`/opportunities/${id}`))

test.each([
  ['holder', 'PUT /opportunities/{id}/holding'],
  ['stage', 'PUT /opportunities/{id}/stage'],
  ['isOpen', 'PUT /opportunities/{id}/stage'],
  ['outcome', 'PUT /opportunities/{id}/stage'],
])('a plain change that names the %s is refused whole, and told the road: %s', async (field, road) => {
  const id = await world.opportunity(world.admin, { holder: world.people.shanghai })
  const body = { title: '改', [field]: world.people.zhejiang }
  const refused = await world.admin.patch(`/opportunities/${id}`, 1, body)
  expect(refused).toMatchObject({ status: 422, code: 'responsibility.own-road', facts: { field, road } })
  expect(await at(id)).toMatchObject({ version: 1, holder: { id: world.people.shanghai } })
})

test('many passed at once are each passed by the road, with a tile and a journal entry of their own', async () => {
  const ids = [
    await world.opportunity(world.admin, { holder: world.people.shanghai }),
    await world.opportunity(world.admin, { holder: world.people.guangdong }),
  ]
  const body = { ids, person: world.people.zhejiang, reason: '调岗' }
  await wanted(world.admin.post('/opportunities/passing', body))
  for (const id of ids) {
    const { items } = await wanted(
      world.admin.get<{ items: { because: string; reason: string }[] }>(`/opportunities/${id}/holdings`),
    )
    expect(items.at(-1)).toMatchObject({ because: 'passed', reason: '调岗' })
    const events = await wanted(world.admin.get<{ items: { kind: string }[] }>(`/opportunities/${id}/events`))
    expect(events.items.filter(({ kind }) => kind === 'opportunity.passed')).toHaveLength(1)
  }
})

test('an imported row whose key is known is left as it is, its holder and stage too, and said to be', async () => {
  const { admin } = world
  const id = await world.opportunity(admin, { holder: world.people.shanghai, externalKey: 'ERP-7' })
  const was = await at(id)
  const form = new FormData()
  form.append('object', 'opportunity')
  form.append('file', new Blob(['商机名称,外部编号,责任人,阶段\n改名,ERP-7,陈静,赢单\n']), 'rows.csv')
  const sent = new Request('http://127.0.0.1/', { method: 'POST', body: form })
  const uploaded = await world.api.application.http.inject({
    method: 'POST',
    url: '/api/v1/imports',
    headers: { ...admin.headers, 'content-type': sent.headers.get('content-type') ?? '' },
    payload: Buffer.from(await sent.arrayBuffer()),
  })
  const run = uploaded.json<{ id: string }>().id
  for (const step of ['check', 'start']) {
    const answer = await admin.post(`/imports/${run}/${step}`)
    expect(answer.status, answer.text).toBeLessThan(300)
    await settled(run)
  }
  const { items } = await wanted(
    admin.get<{ items: { code: string; facts: { key: string } }[] }>(`/imports/${run}/problems`),
  )
  expect(items).toMatchObject([{ code: 'imports.known-already', facts: { key: 'ERP-7' } }])
  expect(await at(id)).toEqual(was)
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})
