import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/world.ts'
import type { PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.api.close())

type Simulated = {
  via: string
  person: { id: string; name: string }
  rule: { position: number } | null
  reasons: { code: string }[]
  candidates: { personId: string; eligible: boolean; exclusions: { code: string; facts?: object }[] }[]
}
const rule = (more: object) => ({
  label: { zh: '试', en: 'Try' },
  condition: '',
  candidates: { functions: ['sales'] },
  strategy: 'weighted-round-robin',
  openCap: null,
  dayCap: null,
  ...more,
})
const simulate = (items: object[], rules?: object[]) =>
  world.admin.post<{ items: Simulated[] }>('/routing/simulation', { items, ...(rules ? { rules } : {}) })
const written = async () => {
  const [row] = await world.api.application.db<{ counts: string }[]>`
    select concat_ws(' ', (select count(*) from decision), (select count(*) from routing_turns),
      (select count(*) from opportunity), (select count(*) from event)) as counts`
  return row?.counts
}

test('rules that are tried decide one after the other, with every candidate, and nothing is written', async () => {
  const before = await written()
  const territory = rule({ condition: 'region == "310000"', candidates: { territory: 'match' } })
  const items = [{ region: '310000' }, { region: '330000' }, { region: '330000' }]
  const { status, body } = await simulate(items, [territory, rule({})])
  expect(status).toBe(200)
  expect(body.items[0]).toMatchObject({ via: 'rule', rule: { position: 1 }, person: { name: '李强' } })
  expect(body.items[1]?.rule?.position).toBe(2)
  expect(body.items[1]?.person.id).not.toBe(body.items[2]?.person.id)
  const finance = body.items[1]?.candidates.find((one) => one.personId === world.people.finance)
  expect(finance?.exclusions.map((one) => one.code)).toEqual(['not-in-function'])
  expect(await written()).toBe(before)
})
test('the published rules decide where none are given, alike when asked again', async () => {
  const first = await simulate([{ region: '440000' }])
  expect(first.status).toBe(200)
  expect((await simulate([{ region: '440000' }])).body).toEqual(first.body)
})
test('when nobody is eligible the keeper holds it', async () => {
  const { body } = await simulate([{}], [rule({ openCap: 0 })])
  expect(body.items[0]?.via).toBe('fallback')
  expect(body.items[0]?.reasons.map((one) => one.code)).toEqual(['nobody-eligible', 'no-rule-found-anybody'])
})
test('a rule by hand leaves it to the keeper and lists the candidates; so it is when an opportunity is made', async () => {
  const byHand = rule({ strategy: 'manual' })
  const { body } = await simulate([{}], [byHand])
  expect(body.items[0]).toMatchObject({ via: 'rule', rule: { position: 1 }, person: { name: '周敏' } })
  expect(body.items[0]?.reasons.map((one) => one.code)).toEqual(['rule-holds', 'by-hand'])
  expect(body.items[0]?.candidates.filter((one) => one.eligible).length).toBeGreaterThan(3)
  const { body: plan } = await world.admin.get<PlanVersion>('/plan')
  const published = { ...documentOf(plan), basedOn: plan.id, rules: [byHand] }
  expect((await world.admin.post('/plan/versions', published)).status).toBe(201)
  const id = await world.opportunity(world.admin)
  const { body: kept } = await world.admin.get<{ items: Simulated[] }>(`/opportunities/${id}/decisions`)
  expect(kept.items[0]?.person.id).toBe(plan.keeper.id)
  expect(kept.items[0]?.reasons.at(-1)?.code).toBe('by-hand')
})
test('unknown fields, values of the wrong kind, unreadable conditions and other people are refused', async () => {
  expect((await simulate([{ nonsense: 1 }])).code).toBe('objects.unknown-field')
  expect((await simulate([{ account: 'no id' }])).code).toBe('objects.invalid-fields')
  expect((await simulate([{}], [rule({ condition: 'nonsense ==' })])).code).toBe(
    'routing.condition-unreadable',
  )
  expect((await (await world.as('director')).post('/routing/simulation', { items: [{}] })).status).toBe(403)
})
test('more than one answer can carry is refused, saying how many can be tried', async () => {
  await world.api.application.db`
    insert into person (name, email) select 'Extra ' || n, 'extra' || n || '@example.com' from generate_series(1, 300) n`
  await world.api.application.db`update company set access_version = access_version + 1`
  const { code, facts } = await simulate(Array.from({ length: 1000 }, () => ({})))
  expect(code).toBe('routing.simulation-too-large')
  expect(facts).toEqual({ most: Math.floor(200_000 / 312) })
})

test('a rule that wants somebody at work leaves out who is off, says when they are back, and asks anew when they are', async () => {
  const { people, admin } = world
  const day = '2026-11-23' // it is Monday, 16:00 in Shanghai
  await admin.put(`/availability/people/${people.shanghai}/shifts`, {
    from: day,
    until: day,
    shifts: [{ day, hours: [{ from: 1200, until: 1320 }] }],
  })
  const named = { people: [people.shanghai, people.zhejiang] }
  const within = (hours: number) => rule({ candidates: { ...named, withinWorkingHours: hours } })
  const excluded = async (hours: number) => {
    const { body } = await simulate([{}], [within(hours)])
    return body.items[0]?.candidates.find((one) => one.personId === people.shanghai)?.exclusions
  }
  expect(await excluded(3)).toEqual([
    { code: 'not-available-within', facts: { hours: 3, next: '2026-11-23T12:00:00.000Z' } },
  ])
  expect(await excluded(4)).toEqual([])
  const { body: plan } = await admin.get<PlanVersion>('/plan')
  const published = { ...documentOf(plan), basedOn: plan.id, rules: [within(0)] }
  expect((await admin.post('/plan/versions', published)).status).toBe(201)
  const holderOf = async () => {
    const id = await world.opportunity(admin)
    return (await admin.get<{ holder: { title: string } }>(`/opportunities/${id}`)).body.holder.title
  }
  expect([await holderOf(), await holderOf(), await holderOf()]).toEqual(['陈静', '陈静', '陈静'])
  world.api.pass(4 * 60 + 30) // now the one is at work and the other has gone home
  expect([await holderOf(), await holderOf()]).toEqual(['李强', '李强'])
  world.api.pass(3 * 60)
  expect(await holderOf()).toBe('周敏')
})
test('hours that are none are refused in a plan', async () => {
  for (const hours of [-1, 0.5, 201])
    expect((await simulate([{}], [rule({ candidates: { withinWorkingHours: hours } })])).code).toBe(
      'http.invalid-input',
    )
})
