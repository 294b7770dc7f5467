import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { PlanDocument, PlanVersion, Template } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import { suggestedMapping } from '../plan/rules/mapping.ts'
import { documentOfTemplate } from '../plan/rules/templates.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { OpportunityEffect } from './contract/previews.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const plan = () => wanted(world.admin.get<PlanVersion>('/plan'))
type Page = { items: OpportunityEffect[]; next?: string }
const preview = (document: PlanDocument, more: object = {}) =>
  wanted(world.admin.post<Page>('/plan/previews/opportunities', { document, ...more }))
const publish = async (document: PlanDocument, mapping: Record<string, string>) =>
  wanted(
    world.admin.post<PlanVersion>('/plan/versions', { ...document, basedOn: (await plan()).id, mapping }),
  )
const stageOf = async (id: string) => {
  const { current } = await wanted(world.admin.get<{ current: string }>(`/opportunities/${id}/moves`))
  return current
}

test('what publishing does to each opportunity is told before, page by page, and is what happens', async () => {
  const holder = world.people.shanghai
  const made: string[] = []
  for (let i = 0; i < 3; i++) made.push(await world.opportunity(world.admin, { holder, stage: 'screened' }))
  const document = documentOf(await plan())
  const task = {
    key: 'call',
    label: { zh: '打电话', en: 'Call' },
    function: 'sales',
    dueDays: 1,
    required: true,
  }
  const next: PlanDocument = {
    ...document,
    stages: document.stages.map((stage) =>
      stage.key === 'requirement'
        ? {
            ...stage,
            duties: { 'technical-support': 'A', finance: 'C' },
            tasks: [task],
            gate: 'amount > 10.0',
          }
        : stage,
    ),
  }
  const mapping = { screened: 'requirement' }
  const first = await preview(next, { mapping, stage: 'screened', limit: 2 })
  expect(first.items).toHaveLength(2)
  const rest = await preview(next, { mapping, stage: 'screened', limit: 2, cursor: first.next })
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made)
  expect(rest.next).toBeUndefined()
  expect(first.items[0]).toMatchObject({
    from: { key: 'screened' },
    to: { key: 'requirement' },
    holder: { name: '李强', lacks: 'technical-support' },
    unmet: { fields: ['requirement', 'account'], conditions: ['amount > 10.0'] },
    tasks: [{ key: 'call', required: true }],
  })
  expect(first.items[0]?.supporters.coming).toContain('finance')
  await publish(next, mapping)
  expect(await stageOf(made[0] ?? '')).toBe('requirement')
  const sales = await world.as('shanghai')
  expect((await sales.post('/plan/previews/opportunities', { document })).status).toBe(403)
})

test('a company moves from template to template and back, whatever runs meanwhile', async () => {
  const goTo = async (template: Template) => {
    const current = await plan()
    const document = documentOfTemplate(template, world.admin.personId)
    const mapping = suggestedMapping(current.stages, document.stages)
    const before = await preview(document, { mapping, limit: 200 })
    await publish(document, mapping)
    for (const { id, to } of before.items) expect(await stageOf(id)).toBe(to?.key)
    await world.opportunity(world.admin, { holder: world.people.shanghai })
    expect((await checkLedger(world.api.application.db)).problems).toEqual([])
    return before.items.length
  }
  const counts: number[] = []
  for (const template of [
    'start-up',
    'growing',
    'large',
    'multinational',
    'large',
    'growing',
    'start-up',
  ] as const)
    counts.push(await goTo(template))
  expect(counts).toEqual(counts.map((_, i) => (counts[0] ?? 0) + i)) // nothing lost on the way
})

test('going back to an earlier version returns what has not moved to where it was', async () => {
  const current = await plan()
  const document = documentOf(current)
  const [still, moved] = [await world.opportunity(world.admin), await world.opportunity(world.admin)]
  const at = await stageOf(still)
  const renamed: PlanDocument = {
    ...document,
    stages: document.stages.map((stage) => (stage.key === at ? { ...stage, key: 'first-look' } : stage)),
    processes: document.processes.map((one) => ({
      ...one,
      stages: one.stages.map((key) => (key === at ? 'first-look' : key)),
    })),
  }
  const forth = { [at]: 'first-look' }
  await publish(renamed, forth)
  expect(await stageOf(still)).toBe('first-look')
  const version = (await wanted(world.admin.get<{ version: number }>(`/opportunities/${moved}`))).version
  const on = document.stages[1]?.key ?? ''
  await wanted(
    world.admin.ask('PUT', `/opportunities/${moved}/stage`, { body: { stage: on, fields: {} }, version }),
  )
  const { mapping } = await wanted(
    world.admin.get<{ mapping: Record<string, string> }>(`/plan/versions/${current.id}/return`),
  )
  expect(mapping).toMatchObject({ 'first-look': at })
  await publish(document, mapping)
  expect([await stageOf(still), await stageOf(moved)]).toEqual([at, on])
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})
