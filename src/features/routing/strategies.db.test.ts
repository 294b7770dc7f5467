import { afterAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { PlanDocument, PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { DecisionView } from './contract.ts'

let world: World
let opened: World[] = []
beforeEach(async () => {
  world = await openWorld()
  opened.push(world)
})
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()))
  opened = []
})

type Seen = { number: number; version: number; holder: { id: string; title: string } }
const db = () => world.api.application.db
const seen = (id: string) => wanted(world.admin.get<Seen>(`/opportunities/${id}`))
const holderOf = async (id: string) => (await seen(id)).holder.id
const decisionOf = async (id: string) => {
  const { items } = await wanted(world.admin.get<{ items: DecisionView[] }>(`/opportunities/${id}/decisions`))
  if (!items[0]) throw new Error('no decision')
  return items[0]
}
const reasonsOf = async (id: string) => (await decisionOf(id)).reasons.map(({ code }) => code)
const act = async (id: string, verb: string, body: object) =>
  wanted(world.admin.ask('PUT', `/opportunities/${id}/${verb}`, { body, version: (await seen(id)).version }))
/** Publishes one rule for everything, and says what else of the plan is to differ. */
async function publish(rule: object, change: (document: PlanDocument) => PlanDocument = (same) => same) {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const usual = {
    label: { zh: '试', en: 'Try' },
    condition: '',
    candidates: { departments: [world.departments.south, world.departments.east], functions: ['sales'] },
    strategy: 'weighted-round-robin',
    openCap: null,
    dayCap: null,
  }
  const document = { ...change(documentOf(plan)), rules: [{ ...usual, ...rule }] }
  return wanted(world.admin.post<PlanVersion>('/plan/versions', { ...document, basedOn: plan.id }))
}
const sellers = () => [world.people.guangdong, world.people.shenzhen]
const two = () => ({ candidates: { people: sellers() } })
const amount = (value: number, currency = 'CNY') => ({ amount: { amount: String(value), currency } })

test('a rule that says nothing of the newer settings has the usual ones, and old documents are read', async () => {
  const { rules } = await publish({})
  expect(rules[0]).toMatchObject({
    weekCap: null,
    unitCap: null,
    loadBy: 'count',
    sticky: null,
    turns: 'keep',
    conversion: { days: 180, atLeast: 20, least: 0.5, most: 2 },
  })
  expect((await wanted(world.admin.get<PlanVersion>('/plan'))).stages[0]?.workload).toBe(1)
})

test('settings out of bounds are refused', async () => {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const [rule] = documentOf(plan).rules
  for (const wrong of [
    { strategy: 'random' },
    { weekCap: -1 },
    { sticky: 'everybody' },
    { accrueCap: 101 },
    { conversion: { days: 1, atLeast: 20, least: 0.5, most: 2 } },
    { conversion: { days: 180, atLeast: 20, least: 2, most: 3 } },
    { candidates: { matches: [{ field: 'region', person: 'password' }] } },
  ]) {
    const document = { ...documentOf(plan), rules: [{ ...rule, ...wrong }], basedOn: plan.id }
    expect((await world.admin.post('/plan/versions', document)).code).toBe('http.invalid-input')
  }
  const stages = documentOf(plan).stages.map((stage) => ({ ...stage, workload: 101 }))
  const heavy = { ...documentOf(plan), stages, basedOn: plan.id }
  expect((await world.admin.post('/plan/versions', heavy)).code).toBe('http.invalid-input')
})

test('work is counted in the units of its stages as it is opened, moved, closed, passed and taken to another plan', async () => {
  const weighed = (by: Record<string, number>) => (document: PlanDocument) => ({
    ...document,
    stages: document.stages.map((stage) => ({ ...stage, workload: by[stage.key] ?? 1 })),
  })
  const units = async (person: string) => {
    const [row] = await db()<{ open: number; units: number }[]>`
      select open, units::float8 as units from person_load where person_id = ${person}`
    return [row?.open ?? 0, row?.units ?? 0]
  }
  await publish(two(), weighed({ lead: 0.5, screened: 5 }))
  const { shanghai, zhejiang } = world.people
  const first = await world.opportunity(world.admin, { holder: shanghai, source: 'website' })
  await world.opportunity(world.admin, { holder: shanghai })
  expect(await units(shanghai)).toEqual([2, 1])
  await act(first, 'stage', { stage: 'screened' })
  expect(await units(shanghai)).toEqual([2, 5.5])
  await act(first, 'holding', { person: zhejiang, reason: '区域' })
  expect([await units(shanghai), await units(zhejiang)]).toEqual([
    [1, 0.5],
    [1, 5],
  ])
  await publish(two(), weighed({ lead: 0.5, screened: 8 }))
  expect([await units(shanghai), await units(zhejiang)]).toEqual([
    [1, 0.5],
    [1, 8],
  ])
  expect((await checkLedger(db())).problems).toEqual([])
  await act(first, 'stage', { stage: 'lost', reason: '预算' })
  expect(await units(zhejiang)).toEqual([0, 0])
  expect((await checkLedger(db())).problems).toEqual([])
})

test('least loaded by units gives to whoever has the least work, not the fewest', async () => {
  await publish({ ...two(), strategy: 'least-loaded', loadBy: 'units' }, (document) => ({
    ...document,
    stages: document.stages.map((stage) => ({ ...stage, workload: stage.key === 'screened' ? 9 : 1 })),
  }))
  const [guangdong, shenzhen] = sellers()
  const heavy = await world.opportunity(world.admin, { holder: guangdong, source: 'website' })
  await act(heavy, 'stage', { stage: 'screened' })
  for (let i = 0; i < 3; i++) await world.opportunity(world.admin, { holder: shenzhen })
  const id = await world.opportunity(world.admin)
  expect(await holderOf(id)).toBe(shenzhen)
  const { candidates, reasons } = await decisionOf(id)
  expect(reasons.at(-1)).toMatchObject({ code: 'least-units', facts: { units: 3 } })
  expect(candidates.find(({ personId }) => personId === guangdong)?.terms).toEqual({
    units: 9,
    weight: 1,
    load: 9,
  })
})

test('the same account goes to whoever holds it, to nobody who left, and says so', async () => {
  await publish({ ...two(), sticky: 'account' })
  const [guangdong = '', shenzhen = ''] = sellers()
  const account = await wanted(world.admin.post<{ id: string }>('/accounts', { name: '华南大学' }))
  const of = (more: object = {}) => world.opportunity(world.admin, { account: account.id, ...more })
  await of({ holder: shenzhen })
  for (let i = 0; i < 3; i++) expect(await holderOf(await of())).toBe(shenzhen)
  const { reasons } = await decisionOf(await of())
  expect(reasons.at(-1)).toMatchObject({ code: 'same-account', facts: { person: shenzhen } })
  const open = '/opportunities?limit=200&filter=isOpen%20%3D%3D%20true'
  const { items } = await wanted(world.admin.get<{ items: { id: string }[] }>(open))
  for (const { id } of items)
    if ((await holderOf(id)) === shenzhen) await act(id, 'stage', { stage: 'lost', reason: '预算' })
  expect(await reasonsOf(await of())).toContain('same-account-earlier')
  const others = await wanted(world.admin.get<{ items: { id: string }[] }>(open))
  for (const { id } of others.items)
    if ((await holderOf(id)) === shenzhen) await act(id, 'holding', { person: guangdong, reason: '离职' })
  await wanted(world.admin.put(`/organisation/people/${shenzhen}/deactivation`))
  expect(await holderOf(await of())).toBe(guangdong)
})

test('a lead of a known telephone goes to whoever had the last one; full people are passed over with the reason', async () => {
  await publish({ ...two(), sticky: 'contact-details' })
  const [guangdong, shenzhen = ''] = sellers()
  await world.opportunity(world.admin, {
    holder: shenzhen,
    companyName: '甲',
    contactPhone: '+86 138-0000-1111',
  })
  const id = await world.opportunity(world.admin, { companyName: '乙', contactPhone: '13800001111' })
  expect(await holderOf(id)).toBe(shenzhen)
  const { version } = await wanted(world.admin.get<{ version: number }>(`/people/${shenzhen}`))
  await wanted(world.admin.patch(`/organisation/people/${shenzhen}`, version, { openCap: 2 }))
  const next = await world.opportunity(world.admin, { companyName: '丙', contactPhone: '13800001111' })
  expect(await holderOf(next)).toBe(guangdong)
  const { reasons } = await decisionOf(next)
  expect(reasons.at(-1)).toMatchObject({
    code: 'same-account-not-kept',
    facts: { person: shenzhen, why: 'open-cap-reached', open: 2, cap: 2 },
  })
})

test('a day and a week are those of the company’s zone', async () => {
  await publish({ ...two(), dayCap: 1, weekCap: 2 })
  const gets = async () => {
    const id = await world.opportunity(world.admin)
    const { via, candidates } = await decisionOf(id)
    const why = candidates.flatMap(({ exclusions }) => exclusions.map(({ code }) => code))
    return [via, ...new Set(why.filter((code) => code.endsWith('cap-reached')))].join(' ')
  }
  const at = async (instant: string) => {
    world.api.pass((Date.parse(instant) - Date.parse(world.api.now())) / 60_000)
    world.admin = await world.api.as(world.admin.personId)
  }
  await at('2026-11-29T15:30:00Z') // Sunday, 23:30 in Shanghai
  expect(await gets()).toBe('rule')
  expect(await gets()).toBe('rule day-cap-reached')
  expect(await gets()).toBe('fallback day-cap-reached')
  await at('2026-11-29T16:10:00Z') // Monday there, Sunday still in Greenwich: a new day and a new week
  for (let i = 0; i < 2; i++) expect(await gets()).toMatch(/^rule/)
  expect(await gets()).toBe('fallback day-cap-reached')
  await at('2026-11-30T16:10:00Z')
  for (let i = 0; i < 2; i++) expect(await gets()).toMatch(/^rule/)
  await at('2026-12-01T16:10:00Z')
  expect(await gets()).toBe('fallback week-cap-reached')
})

test('fair in money: an amount of another currency, or none, counts as assumed or as the median of what was given', async () => {
  await publish({ ...two(), strategy: 'value-fair' })
  const given = async (input: Record<string, unknown>) => {
    const { person, candidates, reasons } = await decisionOf(await world.opportunity(world.admin, input))
    return { to: person.id, value: candidates.find(({ eligible }) => eligible)?.terms['value'], reasons }
  }
  const large = await given(amount(90_000))
  for (let i = 0; i < 3; i++) expect((await given(amount(30_000))).to).not.toBe(large.to)
  const none = await given({})
  expect(none.value).toBe(30_000)
  expect(none.reasons.at(-1)).toEqual({
    code: 'value-assumed',
    facts: { counted: 30_000, assumed: 'no-amount' },
  })
  const dollars = await given(amount(5, 'USD'))
  expect(dollars.reasons.at(-1)?.facts).toEqual({ counted: 30_000, assumed: 'other-currency' })
  await publish({ ...two(), strategy: 'value-fair', assumedAmount: 12_345 })
  expect((await given({})).value).toBe(12_345)
})

test('weights follow what was won of the rule’s kind; counted at most once an hour, kept with the decision, shown to those it is about', async () => {
  const [guangdong = '', shenzhen = ''] = sellers()
  await publish(two())
  const closed = async (person: string, won: number, lost: number, source: string) => {
    for (let i = 0; i < won + lost; i++) {
      const id = await world.opportunity(world.admin, {
        holder: person,
        source,
        requirement: '质谱',
        account: account.id,
        expectedCloseOn: '2026-12-31',
        ...amount(10),
      })
      await act(id, 'stage', { stage: i < won ? 'won' : 'lost', reason: '价格' })
    }
  }
  const account = await wanted(world.admin.post<{ id: string }>('/accounts', { name: '华南大学' }))
  await closed(guangdong, 4, 0, 'website')
  await closed(shenzhen, 1, 3, 'website')
  await closed(shenzhen, 3, 0, 'exhibition') // of another kind: does not count
  await publish({
    ...two(),
    condition: 'source == "website"',
    strategy: 'conversion-weighted',
    conversion: { days: 90, atLeast: 3, least: 0.5, most: 1.05 },
  })
  const terms = async () => {
    const { candidates } = await decisionOf(await world.opportunity(world.admin, { source: 'website' }))
    return new Map(candidates.filter(({ eligible }) => eligible).map((one) => [one.personId, one.terms]))
  }
  const first = await terms()
  expect(first.get(guangdong)).toMatchObject({ won: 4, closed: 4, plain: 1, factor: 1.05 })
  expect(first.get(shenzhen)).toMatchObject({ won: 1, closed: 4 })
  expect(first.get(shenzhen)?.['rate']).toBeCloseTo((1 + 20 * 0.625) / 24, 3)
  await closed(shenzhen, 2, 0, 'website')
  expect((await terms()).get(shenzhen)).toMatchObject({ won: 1, closed: 4 })
  world.api.pass(61)
  expect((await terms()).get(shenzhen)).toMatchObject({ won: 3, closed: 6 })
  const theirs = await world.as('shenzhen')
  const id = (
    await wanted(theirs.get<{ items: { id: string }[] }>('/opportunities?filter=isOpen%20%3D%3D%20true'))
  ).items[0]?.id
  const { items } = await wanted(theirs.get<{ items: DecisionView[] }>(`/opportunities/${id}/decisions`))
  expect(items[0]?.candidates.find(({ personId }) => personId === shenzhen)?.terms).toHaveProperty('factor')
})

test('several are routed again as one batch: the preview writes nothing and says who would get what and what cannot', async () => {
  await publish({ candidates: { people: [world.people.shanghai] } })
  const series = async (name: string) =>
    (await wanted(world.admin.post<{ id: string }>('/products', { name, series: name }))).id
  const [gtx, ms] = [await series('GTX'), await series('MS')]
  const ids = []
  for (const product of [gtx, gtx, ms, ms]) ids.push(await world.opportunity(world.admin, { product }))
  const closed = await world.opportunity(world.admin)
  await act(closed, 'stage', { stage: 'lost', reason: '预算' })
  const [guangdong = '', shenzhen = ''] = sellers()
  for (const [person, skill] of [
    [guangdong, 'GTX'],
    [shenzhen, 'MS'],
  ] as const) {
    const { version } = await wanted(world.admin.get<{ version: number }>(`/people/${person}`))
    await wanted(world.admin.patch(`/organisation/people/${person}`, version, { skills: [skill] }))
  }
  const plan = await publish({ ...two(), strategy: 'best-of-batch', openCap: 10 })
  type Result = {
    routed: {
      id: string
      to: { id: string }
      rule: { id: string } | null
      because: { code: string }[]
      decisionId: string | null
    }[]
    refused: { id: string; code: string }[]
  }
  const written = async () => (await db()`select count(*) from decision`)[0]
  const body = { ids: [...ids, closed, world.people.finance], reason: '调整' }
  const before = await written()
  const preview = await wanted(world.admin.post<Result>('/opportunities/routing', { ...body, preview: true }))
  expect(await written()).toEqual(before)
  expect(preview.refused.map(({ code }) => code)).toEqual(['routing.not-open', 'opportunities.not-found'])
  expect(preview.routed.map(({ to }) => to.id)).toEqual([guangdong, guangdong, shenzhen, shenzhen])
  expect(preview.routed[0]).toMatchObject({
    rule: { id: plan.rules[0]?.id },
    because: [{ code: 'best-fit' }],
    decisionId: null,
  })
  const done = await wanted(world.admin.post<Result>('/opportunities/routing', body))
  expect(done.routed.map(({ to }) => to.id)).toEqual(preview.routed.map(({ to }) => to.id))
  for (const { id, decisionId } of done.routed) expect((await decisionOf(id)).id).toBe(decisionId)
  expect(await Promise.all(ids.map(holderOf))).toEqual([guangdong, guangdong, shenzhen, shenzhen])
  const seller = await world.as('shenzhen')
  expect((await seller.post('/opportunities/routing', body)).status).toBe(403)
  expect((await world.admin.post('/opportunities/routing', { ids: [], reason: '调整' })).code).toBe(
    'http.invalid-input',
  )
})

test('a simulation knows customers and what was won, and writes nothing', async () => {
  await publish({ ...two(), strategy: 'conversion-weighted', sticky: 'account' })
  const [, shenzhen] = sellers()
  const account = await wanted(world.admin.post<{ id: string }>('/accounts', { name: '华南大学' }))
  await world.opportunity(world.admin, { holder: shenzhen, account: account.id })
  const [before] = await db()`select count(*) from routing_conversion`
  const { items } = await wanted(
    world.admin.post<{ items: { person: { id: string }; reasons: { code: string }[] }[] }>(
      '/routing/simulation',
      {
        items: [{ account: account.id }, {}],
      },
    ),
  )
  expect(items[0]?.person.id).toBe(shenzhen)
  expect(items[0]?.reasons.at(-1)?.code).toBe('same-account')
  expect((await db()`select count(*) from routing_conversion`)[0]).toEqual(before)
})
